"""Four scores of a question that was made from its picture alone, and the gate that they make (Oasis, arXiv 2503.08741).

Whoever scores sees picture, question and choices. There is no key yet: a question is scored before it is answered, so that
no answer is paid for where the question is worth none.
"""

from __future__ import annotations

import pyarrow as pa

from cads_ray.errors import ReplyError
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import BARRED
from cads_ray.stage import Failed, Row, ask

READS = ("author", "question", "choices", "image")
SCORES = ("solvability", "clarity", "grounding", "sense")  # 1 to 5, and 5 is good in each
ADDS = pa.schema([(name, pa.int32()) for name in SCORES])


async def score(batch: pa.Table, client: Client, least: int) -> pa.Table:
    """Append the scores; a question with one below `least` is set aside."""
    return await ask(batch, client, "score", ADDS, score_request, lambda row, reply: _read(reply, least))


def score_request(row: Row) -> Request:
    return Request(row["author"], "score", {"question": row["question"], "choices": row["choices"]}, (row["image"],))


def _read(reply: Reply, least: int) -> Row | Failed:
    value = reply.value or {}
    try:
        scores = {name: int(str(value.get(name)).strip()) for name in SCORES}
    except ValueError:
        raise ReplyError("a score is no number") from None
    if not all(1 <= number <= 5 for number in scores.values()):
        raise ReplyError("a score is not between 1 and 5")
    low = [f"{name} {number}" for name, number in scores.items() if number < least]
    return Failed(BARRED, f"scored too low: {', '.join(low)}", scores) if low else scores
