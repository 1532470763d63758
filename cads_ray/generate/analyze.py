"""CAD-Generate, step 1: rationale analysis of a seed (paper 3.2.1).

The request depends on the seed and its author alone, so the ledger answers it in every later round.
"""

from __future__ import annotations

import pyarrow as pa

from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import ANALYSIS
from cads_ray.stage import Row, ask

READS = ("author", "seed_question", "seed_answer", "seed_choices", "seed_description", "seed_domain", "seed_image")
ADDS = ANALYSIS


async def analyze(batch: pa.Table, client: Client) -> pa.Table:
    """Append the seed's knowledge domain, its core concepts and the reasoning that solves it."""
    return await ask(batch, client, "analyze", ADDS, analyze_request, _read)


def analyze_request(row: Row) -> Request:
    fields = {
        "question": row["seed_question"],
        "answer": row["seed_answer"],
        "choices": row["seed_choices"],
        "description": row["seed_description"],
        "domain": row["seed_domain"],
    }
    return Request(row["author"], "analyze", fields, (row["seed_image"],) if row["seed_image"] else ())


def _read(row: Row, reply: Reply) -> Row:
    value = reply.value or {}
    return {"domain": value["domain"], "concepts": value["concepts"], "reasoning": value["reasoning"]}
