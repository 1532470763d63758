"""A question from a picture and nothing else, and its answer from the two (Oasis, arXiv 2503.08741).

The seed lends its picture: neither its question nor its answer is shown to anybody.
"""

from __future__ import annotations

import asyncio

import pyarrow as pa

from cads_ray.errors import ReplyError
from cads_ray.models.client import Client, Reply, Request
from cads_ray.pictures import Blobs, check
from cads_ray.schema import BARRED, ILLUSTRATION, PICTURE, SYNTHESIS
from cads_ray.stage import Failed, Result, Row, alive, ask, extend, rows

ASKED = pa.schema(
    [
        ("domain", pa.string()),
        *(SYNTHESIS.field(name) for name in ("strategy_text", "question", "choices", "unit", "tolerance")),
    ]
)
ANSWERED = pa.schema([SYNTHESIS.field(name) for name in ("answer", "rationale")])
NO_PICTURE = "the seed has no picture"


async def show(batch: pa.Table, blobs: Blobs) -> pa.Table:
    """Append the seed's picture as the sample's own; there are no words for it. Reads seed_image."""
    results = await asyncio.to_thread(lambda: [_shown(row, blobs) if alive(row) else None for row in rows(batch)])
    return extend(batch, "show", pa.unify_schemas([PICTURE, ILLUSTRATION]), results)


def _shown(row: Row, blobs: Blobs) -> Result:
    sha = row["seed_image"]
    if not sha:
        return Failed(BARRED, NO_PICTURE)
    picture = check(blobs.get(sha))
    size = {"width": picture.width, "height": picture.height}
    return {"image": sha, "phash": picture.phash, "visual_prompt": ""} | size


async def question(batch: pa.Table, client: Client) -> pa.Table:
    """Append a question that the picture lets be asked, of the kind that the plan wants. Reads image and the plan."""
    return await ask(batch, client, "question", ASKED, question_request, _read_question)


def question_request(row: Row) -> Request:
    fields = {"strategy": row["strategy"], "level": str(row["level"]), "variation": str(row["variation"])}
    return Request(row["author"], "question", fields | {"insights": row["insight_texts"]}, (row["image"],))


def _read_question(row: Row, reply: Reply) -> Row:
    value = reply.value or {}
    if not value["question"].strip():
        raise ReplyError("the question is empty")
    return {name: value[name] for name in ASKED.names} | {"question": value["question"].strip()}


async def answer(batch: pa.Table, client: Client) -> pa.Table:
    """Append the author's own answer, given anew from picture and question as a judge would, with its solution."""
    return await ask(batch, client, "answer", ANSWERED, _answer_request, _read_answer)


def _answer_request(row: Row) -> Request:
    fields = {"question": row["question"], "choices": row["choices"], "description": ""}
    return Request(row["author"], "solve", fields, (row["image"],))


def _read_answer(row: Row, reply: Reply) -> Row:
    value = reply.value or {}
    found = str(value.get("answer") or "").strip()
    if not found:
        raise ReplyError("its author cannot answer the question")
    return {"answer": found, "rationale": str(value.get("reasoning") or "")}
