"""What the attempts come to: accuracy with its interval, over all and over the answered; by category; pass@k."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cads_ray.evaluate.attempts import ANSWERED, GRADED, Outcome
from cads_ray.judge.kappa import wilson
from cads_ray.stage import Row

Share = dict[str, Any]


def pass_at(k: int, made: int, right: int) -> float:
    """The chance that one of k attempts is right, without bias from `right` of `made` (Chen et al., arXiv 2107.03374)."""
    if k > made:
        raise ValueError(f"pass@{k} of {made} attempts")
    return 1.0 - math.comb(made - right, k) / math.comb(made, k)


def share(rights: Sequence[float]) -> Share | None:
    """The mean of shares of items, with Wilson's 95% interval for as many items; None of none.

    Attempts at one item are no independent evidence: an item counts once, however often it was tried.
    """
    if not rights:
        return None
    low, high = wilson(sum(rights), len(rights))
    return {"share": sum(rights) / len(rights), "low": low, "high": high, "items": len(rights)}


def scores(items: Sequence[Row], tries: Iterable[Row], samples: int) -> dict[str, Any]:
    """{items, samples, outcomes, by_grader, accuracy, answered, own, pass, cells}; accuracies are `share`s.

    `accuracy` is over all items, what is absent or left open counting as not right; `answered` over attempts that gave an answer;
    `own` over all, by the benchmark's own rule.
    """
    by_item: dict[str, list[Row]] = defaultdict(list)
    for row in tries:
        by_item[row["item"]].append(row)
    cells: dict[str, dict[str, list[str]]] = {item["id"]: json.loads(item["cells"]) for item in items}
    outcomes = Counter(row["outcome"] for rows in by_item.values() for row in rows)
    outcomes[Outcome.PENDING] = len(items) * samples - sum(outcomes.values())
    names = [item["id"] for item in items]
    return {
        "items": len(items),
        "samples": samples,
        "outcomes": {str(outcome): outcomes[outcome] for outcome in Outcome},
        "by_grader": sum(row["rule"].startswith(GRADED) for rows in by_item.values() for row in rows),
        **accuracies(names, by_item, samples),
        "pass": _passes(by_item, samples),
        "cells": {
            dimension: {value: accuracies(ids, by_item, samples) for value, ids in sorted(groups.items())}
            for dimension, groups in _groups(cells).items()
        },
    }


def accuracies(names: Sequence[str], by_item: Mapping[str, Sequence[Row]], samples: int) -> dict[str, Share | None]:
    """The three accuracies of the items with these names."""
    every, said, own = [], [], []
    ruled = any(row["own"] is not None for name in names for row in by_item.get(name, ()))
    for name in names:
        rows = by_item.get(name, ())
        right = sum(row["outcome"] == Outcome.RIGHT for row in rows)
        answered = sum(row["outcome"] in ANSWERED for row in rows)
        every.append(right / samples)
        if answered:
            said.append(right / answered)
        own.append(sum(row["own"] is True for row in rows) / samples)
    return {"accuracy": share(every), "answered": share(said), "own": share(own) if ruled else None}


def _passes(by_item: Mapping[str, Sequence[Row]], samples: int) -> dict[str, Share | None]:
    """pass@1, 2, 4, ... over the items of which so many attempts came back; an absent call is no attempt."""
    found: dict[str, Share | None] = {}
    for k in sorted({*(2**i for i in range(samples.bit_length())), samples}):
        rates = []
        for rows in by_item.values():
            made = [row for row in rows if row["outcome"] != Outcome.ABSENT]
            if len(made) >= k:
                rates.append(pass_at(k, len(made), sum(row["outcome"] == Outcome.RIGHT for row in made)))
        found[str(k)] = share(rates)
    return found


def _groups(cells: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, dict[str, list[str]]]:
    """Items by dimension and value."""
    groups: dict[str, dict[str, list[str]]] = {}
    for name, dimensions in cells.items():
        for dimension, values in dimensions.items():
            for value in values:
                groups.setdefault(dimension, {}).setdefault(value, []).append(name)
    return groups
