"""A batch of rows, and the replies of the recipes' tasks, as the tests of their stages share them."""

from __future__ import annotations

import pyarrow as pa

from cads_ray.candidates import candidates
from cads_ray.schema import PLAN, SEED
from tests.scripted import KEY, RATIONALE

SCRIPT = {
    "diagnose": {"fault": "calculation", "diagnosis": "a unit was not converted", "remedy": "mix units"}
    | {"domain": "physics", "concepts": ["units"], "reasoning": "first convert"},
    "propose": {"strategy_text": "against it", "question": "How much is x?", "choices": [], "answer": KEY}
    | {"unit": "", "tolerance": "", "rationale": RATIONALE},
    "question": {"domain": "charts", "strategy_text": "look", "question": "How high is the bar?", "choices": []}
    | {"unit": "", "tolerance": ""},
    "score": {"solvability": "5", "clarity": "4", "grounding": "5", "sense": "4"},
}


def batch(*seeds: dict) -> pa.Table:
    """A row for each seed."""
    plain = {"seed_question": "How far?", "seed_answer": "5 m", "seed_choices": [], "seed_domain": "physics"}
    table = [plain | {"seed": f"s{i}"} | seed for i, seed in enumerate(seeds)]
    plan = [
        {"id": f"r000-s{i}-a-0", "round": 0, "seed": f"s{i}", "author": "a", "strategy": "reading", "draw": 0}
        | {"level": 1, "version": "v", "insights": [], "variation": i}
        for i in range(len(seeds))
    ]
    seeds_ = pa.Table.from_pylist(table, schema=SEED)
    return candidates(pa.Table.from_pylist(plan, schema=PLAN), seeds_, lambda version, ids: [])
