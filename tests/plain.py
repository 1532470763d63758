"""The loop without Ray and without models: a context and a flow that are functions of the plan, for the store's own laws."""

import hashlib
from collections.abc import Iterator

import pyarrow as pa

from cads_ray.schema import PLAN, SEED, VERDICT, State

STATES = [State.ACCEPTED, State.ADVERSARIAL, State.UNSOLVABLE, State.CONTESTED, State.FAILED]


def seeds(count: int = 3) -> pa.Table:
    rows = [
        {"seed": f"s{i}", "seed_question": f"seed question {i}?", "seed_answer": str(i), "seed_choices": []}
        | {"seed_root": f"s{i}", "seed_depth": 0}
        for i in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=SEED)


class PlainContext:
    """Plans the same rows whenever asked, and remembers what it heard."""

    def __init__(self, rows: int = 40):
        self.rows, self.heard, self.lessons = rows, [], {}

    def plan(self, round: int) -> pa.Table:
        rows = [
            {
                "id": f"r{round:03d}-{i:04d}",
                "round": round,
                "seed": f"s{i % 3}",
                "author": "a",
                "strategy": "logic_reversion",
                "draw": 0,
            }
            | {"level": 1, "version": f"v{round}", "insights": [], "variation": i}
            for i in range(self.rows)
        ]
        return pa.Table.from_pylist(rows, schema=PLAN)

    def observe(self, verdicts: pa.Table) -> None:
        self.heard += verdicts["id"].to_pylist()

    def advance(self, round: int, outcomes: pa.Table) -> None:
        self.lessons[round] = outcomes

    def advanced(self, round: int) -> bool:
        return round in self.lessons


def verdict(row: dict, **changes) -> dict:
    """A verdict that depends on the row alone."""
    digest = hashlib.sha256(row["id"].encode()).hexdigest()
    state = STATES[int(digest[:2], 16) % 5]
    return (
        row
        | {
            "calls": [],
            "question": f"Question {digest[:6]} of kind {digest[0]}?",
            "choices": [],
            "answer": digest[:3],
            "unit": "",
            "tolerance": "",
            "visual_prompt": f'text "{digest[:2]}"',
            "phash": digest[:16],
            "votes": [],
            "state": state,
            "reason": "",
        }
        | changes
    )


def table(rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=VERDICT)


def flow(size: int = 7, order=list, stop_after: int | None = None):
    """A flow that yields verdicts in blocks, in any order, and can break off like a kill."""

    def run(plan: pa.Table) -> Iterator[pa.Table]:
        rows = order([verdict(row) for row in plan.to_pylist()])
        for number, start in enumerate(range(0, len(rows), size)):
            if stop_after is not None and number >= stop_after:
                raise KeyboardInterrupt
            yield table(rows[start : start + size])

    return run
