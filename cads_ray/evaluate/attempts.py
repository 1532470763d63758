"""The attempts of a model at a benchmark: rows for the judge stage, and what came back, graded by the matcher and by the
benchmark's own rule.

A call that failed is no wrong answer: its attempt is `absent`. One that leaves the answer empty, as the prompt asks for
where it cannot be decided, `abstains`. What the matcher cannot decide is `undecided`, and counts as answered and not right, unless
a grader is named that decides it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum

import pyarrow as pa

from cads_ray.candidates import blank
from cads_ray.evaluate.benchmarks.base import Benchmark, Key
from cads_ray.evaluate.items import key_of
from cads_ray.judge.match import Match, match
from cads_ray.judge.solve import Judge
from cads_ray.schema import Ballot
from cads_ray.stage import Row


class Outcome(StrEnum):
    """How an attempt ended; `pending` is what a stopped evaluation left open."""

    RIGHT = "right"
    WRONG = "wrong"
    UNDECIDED = "undecided"
    ABSTAINED = "abstained"
    ABSENT = "absent"
    PENDING = "pending"


GRADED = "model:"  # begins the rule of a vote that a grader decided (judge.equivalence)
ANSWERED = (Outcome.RIGHT, Outcome.WRONG, Outcome.UNDECIDED)

ATTEMPT = pa.schema(
    [
        ("item", pa.string()),
        ("attempt", pa.int32()),
        ("outcome", pa.string()),
        (
            "own",
            pa.bool_(),
        ),  # whether the benchmark's own rule takes the answer; null without one, or without an answer
        ("answer", pa.string()),
        ("key", pa.string()),
        ("rule", pa.string()),  # of the matcher; for an absent attempt the error's class
        ("raw", pa.string()),  # the reasoning, or the error
        ("usd", pa.float64()),
        ("seconds", pa.float64()),
    ]
)


def attempts(items: pa.Table, samples: int) -> pa.Table:
    """`samples` rows for each item, with the columns that the judge stage reads."""
    table = items.drop_columns(["also", "options", "cells", "told"])
    order = [i for i in range(items.num_rows) for _ in range(samples)]
    table = table.take(order)
    count = table.num_rows
    numbers = [attempt for _ in range(items.num_rows) for attempt in range(samples)]
    table = table.append_column("attempt", pa.array(numbers, pa.int32()))
    for name in ("author", "visual_prompt"):
        table = table.append_column(name, pa.array([""] * count, pa.string()))
    return blank(table)


def graded(batch: pa.Table, judge: Judge, benchmark: Benchmark, items: dict[str, Row]) -> Iterator[Row]:
    """The attempts of a batch that came back from the judge stage; rows that the run still owes are left out."""
    for row in batch.to_pylist():
        vote = row[f"vote_{judge.name}"]
        if vote is not None:
            yield _graded(row, vote, items[row["id"]], benchmark)


def _graded(row: Row, vote: Row, item: Row, benchmark: Benchmark) -> Row:
    key, answer = key_of(item), vote["answer"]
    own: bool | None = None
    if vote["ballot"] == Ballot.ABSENT:
        outcome, rule = Outcome.ABSENT, vote["rule"]
    elif not answer:
        outcome, rule = Outcome.ABSTAINED, vote["rule"]
    else:
        verdict = compared(answer, key)
        equal, rule = verdict.equal, verdict.rule
        if equal is None and vote["rule"].startswith(GRADED):
            equal, rule = vote["ballot"] == Ballot.MATCH, vote["rule"]
        outcome = {True: Outcome.RIGHT, False: Outcome.WRONG, None: Outcome.UNDECIDED}[equal]
        own = benchmark.own(key, answer, json.loads(item["told"])) if benchmark.own else None
    return {
        "item": row["id"],
        "attempt": row["attempt"],
        "outcome": outcome,
        "own": own,
        "answer": answer,
        "key": key.answer,
        "rule": rule,
        "raw": vote["raw"],
        "usd": vote["usd"],
        "seconds": vote["seconds"],
    }


def compared(answer: str, key: Key) -> Match:
    """The matcher's verdict: equal when one of the keys is, undecided when none is and one may be."""
    verdicts = [
        match(answer, truth, options=key.options or None, unit=key.unit or None, tolerance=key.tolerance or None)
        for truth in key.all
    ]
    for equal in (True, None):
        if (found := next((verdict for verdict in verdicts if verdict.equal is equal), None)) is not None:
            return found
    return verdicts[0]
