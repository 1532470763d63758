"""A new problem that trains against the error that was diagnosed (arXiv 2504.14523, step 3)."""

from __future__ import annotations

import pyarrow as pa

from cads_ray.generate.strategize import read_problem, strategize_fields
from cads_ray.models.client import Client, Request
from cads_ray.schema import SYNTHESIS
from cads_ray.stage import Row, ask

READS = ("student_answer", "fault", "diagnosis", "remedy")  # and what strategize reads
ADDS = SYNTHESIS


async def propose(batch: pa.Table, client: Client) -> pa.Table:
    """Append how the error is trained against, the new question, its answer and the rationale."""
    return await ask(batch, client, "propose", ADDS, propose_request, read_problem)


def propose_request(row: Row) -> Request:
    fields = strategize_fields(row) | {name: row[name] for name in ("fault", "diagnosis", "remedy")}
    images = (row["seed_image"],) if row["seed_image"] else ()
    return Request(row["author"], "propose", fields | {"attempt": row["student_answer"]}, images)
