"""CAD-Generate, step 2: a meta strategy, made specific to the seed, yields the new (q', a') (paper 3.2.1)."""

from __future__ import annotations

import pyarrow as pa

from cads_ray.errors import ReplyError
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import SYNTHESIS
from cads_ray.stage import Row, ask

READS = (
    "author",
    "domain",
    "concepts",
    "reasoning",
    "seed_question",
    "seed_answer",
    "seed_image",
    "strategy",
    "level",
    "variation",
    "insight_texts",
)
ADDS = SYNTHESIS


async def strategize(batch: pa.Table, client: Client) -> pa.Table:
    """Append the strategy made specific, the new question, its answer and the rationale."""
    return await ask(batch, client, "strategize", ADDS, strategize_request, read_problem)


def strategize_fields(row: Row) -> dict:
    """What steps 2 and 3 tell the author: the analysis, the strategy, and the heuristics that this row is shown."""
    return {
        "domain": row["domain"],
        "concepts": row["concepts"],
        "reasoning": row["reasoning"],
        "seed_question": row["seed_question"] or row["seed_description"],
        "seed_answer": row["seed_answer"],
        "strategy": row["strategy"],
        "level": str(row["level"]),
        "variation": str(row["variation"]),
        "insights": row["insight_texts"],
    }


def strategize_request(row: Row) -> Request:
    images = (row["seed_image"],) if row["seed_image"] else ()
    return Request(row["author"], "strategize", strategize_fields(row), images)


def read_problem(row: Row, reply: Reply) -> Row:
    """The columns of SYNTHESIS. Raises ReplyError for a problem without question or answer, or without the right choice."""
    value = reply.value or {}
    question, answer, choices = value["question"].strip(), value["answer"].strip(), value.get("choices") or []
    if not question or not answer:
        raise ReplyError("the generator gave an empty question or an empty answer")
    if choices and answer not in choices:
        raise ReplyError("the answer is not among the choices")
    return {
        "strategy_text": value["strategy_text"],
        "question": question,
        "choices": choices,
        "answer": answer,
        "unit": value.get("unit") or "",
        "tolerance": value.get("tolerance") or "",
        "rationale": value["rationale"],
    }
