"""A client that answers by task, and stages run one after the other: what the tests of stages share."""

from __future__ import annotations

import pyarrow as pa

from cads_ray.candidates import candidates
from cads_ray.generate.analyze import analyze
from cads_ray.generate.illustrate import illustrate
from cads_ray.generate.strategize import strategize
from cads_ray.models.client import Reply, Request
from cads_ray.paint.paint import Painter, paint
from cads_ray.schema import PLAN, SEED

from .conftest import SVG

KEY, RATIONALE = "7351942", "because-of-the-secret-rationale"
VALUES = {
    "analyze": {"domain": "geometry", "concepts": ["angles"], "reasoning": "add them"},
    "strategize": {"strategy_text": "other numbers", "question": "How much is x?", "choices": [], "answer": KEY}
    | {"unit": "", "tolerance": "", "rationale": RATIONALE},
    "illustrate": {"visual_prompt": 'a triangle with the label "x"'},
    "draw": {"language": "svg", "source": SVG.format("")},
    "solve": {"reasoning": "I add.", "answer": KEY},
}


class Scripted:
    """Answers by task, as a function of the request; what is not scripted is an error. Remembers what it was asked."""

    def __init__(self, **changes):
        self.values, self.asked = VALUES | changes, []

    async def complete(self, requests):
        self.asked += requests
        return [self._reply(request) for request in requests]

    def _reply(self, request: Request) -> Reply:
        value = self.values[request.task]
        value = value(request) if callable(value) else value
        return value if isinstance(value, Reply) else Reply(value=value, key=f"key-{request.task}")


def batch(rows: int = 3) -> pa.Table:
    seeds = pa.Table.from_pylist(
        [{"seed": "s", "seed_question": "q?", "seed_answer": "1", "seed_choices": []}], schema=SEED
    )
    plan = [
        {"id": f"r000-s-a-{i}", "round": 0, "seed": "s", "author": "a", "strategy": "logic_reversion", "draw": i}
        | {"level": 1, "version": "v", "insights": ["ins-0001"], "variation": i}
        for i in range(rows)
    ]
    return candidates(pa.Table.from_pylist(plan, schema=PLAN), seeds, lambda version, ids: ["draw it large"])


async def generate(client, renderer, blobs, rows: int = 3) -> pa.Table:
    table = batch(rows)
    for stage in (analyze, strategize, illustrate):
        table = await stage(table, client)
    return await paint(table, client, Painter("svg", "d"), renderer, blobs)
