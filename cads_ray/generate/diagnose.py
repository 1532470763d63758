"""A frontier model diagnoses why the student failed at a seed (arXiv 2504.14523, step 2).

It sees question, picture, the student's answer and the right one. Its reading of the seed is also the rationale analysis
that the next steps build on. A failure that was none, since the seed's own answer is wrong, teaches nothing.
"""

from __future__ import annotations

import pyarrow as pa

from cads_ray.models.client import Client, Reply, Request
from cads_ray.prompts.schemas import WRONG_KEY
from cads_ray.schema import ANALYSIS, BARRED
from cads_ray.stage import Failed, Row, ask

READS = (
    *("author", "seed_question", "seed_answer", "seed_choices", "seed_domain", "seed_image"),
    *("student_answer", "student_reasoning"),
)
DIAGNOSIS = pa.schema(
    [
        ("fault", pa.string()),  # perception, knowledge, .. (prompts.schemas.FAULTS)
        ("diagnosis", pa.string()),
        ("remedy", pa.string()),  # what a new problem must train, said to its author
    ]
)
ADDS = pa.unify_schemas([ANALYSIS, DIAGNOSIS])
DOUBTED = "the seed's own answer is doubted"


async def diagnose(batch: pa.Table, client: Client) -> pa.Table:
    """Append the kind of the error, what went wrong, what would train against it, and the analysis of the seed."""
    return await ask(batch, client, "diagnose", ADDS, diagnose_request, _read)


def diagnose_request(row: Row) -> Request:
    fields = {
        "question": row["seed_question"],
        "answer": row["seed_answer"],
        "choices": row["seed_choices"],
        "domain": row["seed_domain"],
        "attempt": row["student_answer"],
        "working": row["student_reasoning"],
    }
    return Request(row["author"], "diagnose", fields, (row["seed_image"],) if row["seed_image"] else ())


def _read(row: Row, reply: Reply) -> Row | Failed:
    value = reply.value or {}
    found = {name: value[name] for name in ADDS.names}
    return Failed(BARRED, DOUBTED, found) if value["fault"] == WRONG_KEY else found
