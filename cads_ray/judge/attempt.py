"""A student answers the seeds; where it fails there is something to learn (arXiv 2504.14523, step 1).

The request depends on the seed and the student alone, so the ledger answers it for every other author and later round. What
the student gets right, and what it cannot be said to get wrong, is set aside before anything else is paid for.
"""

from __future__ import annotations

import pyarrow as pa

from cads_ray.judge.solve import Judge, agree
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import BARRED, Sees
from cads_ray.stage import Failed, Result, Row, alive, ask, extend, rows

READS = ("seed_question", "seed_answer", "seed_choices", "seed_image")
ADDS = pa.schema(
    [
        ("student_answer", pa.string()),  # "" when it gave none
        ("student_reasoning", pa.string()),
    ]
)
NO_PROBLEM = "a description has no answer that a student could miss"
SOLVED = "the student answers the seed right"
UNCLEAR = "the student's answer cannot be compared with the seed's"


async def attempt(batch: pa.Table, client: Client, student: Judge) -> pa.Table:
    """Append the student's answer to the seed and its reasoning; only the rows of seeds that it fails at live on."""
    asked = extend(batch, "attempt", pa.schema([]), [_unasked(row) for row in rows(batch)])
    return await ask(asked, client, "attempt", ADDS, lambda row: _request(row, student), _read)


def _unasked(row: Row) -> Result:
    problem = row["seed_question"] and row["seed_answer"]
    return None if problem or not alive(row) else Failed(BARRED, NO_PROBLEM)


def _request(row: Row, student: Judge) -> Request:
    fields = {"question": row["seed_question"], "choices": row["seed_choices"], "description": ""}
    images = (row["seed_image"],) if row["seed_image"] and student.sees is Sees.PICTURE else ()
    return Request(student.name, "solve", fields, images)


def _read(row: Row, reply: Reply) -> Row | Failed:
    value = reply.value or {}
    answer = str(value.get("answer") or "").strip()
    declared = {"choices": row["seed_choices"], "unit": "", "tolerance": ""}
    equal = agree(answer, row["seed_answer"], declared).equal if answer else False
    found = {"student_answer": answer, "student_reasoning": str(value.get("reasoning") or "")}
    return found if equal is False else Failed(BARRED, SOLVED if equal else UNCLEAR, found)
