"""Mean, median, range and mode of values on cards; with frequencies in a table; transferred to a bar chart of counts."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.grid import cards, table
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import first_fit, told, worded, wordings
from cads_ray.embedded.lessons.survey import heights, neat, operation, text_of, text_size
from cads_ray.embedded.quantity import Quantity, terminates
from cads_ray.schema import MetaStrategy

OPS = {
    (MetaStrategy.PARAMETERS, 1): ("mean", "median", "range", "mode"),
    (MetaStrategy.PARAMETERS, 2): ("mean", "median", "range"),
    (MetaStrategy.PARAMETERS, 3): ("mean", "median", "mean_median"),
    (MetaStrategy.REVERSION, 1): ("missing_mean", "missing_range"),
    (MetaStrategy.REVERSION, 2): ("missing_mean", "missing_range"),
    (MetaStrategy.REVERSION, 3): ("missing_mean",),
    (MetaStrategy.EXTENSION, 1): ("count_mode", "count_sum"),
    (MetaStrategy.EXTENSION, 2): ("count_mean", "count_median", "count_sum"),
    (MetaStrategy.EXTENSION, 3): ("count_mean", "count_median", "count_above"),
    (MetaStrategy.TRANSFER, 1): ("count_mode", "count_sum"),
    (MetaStrategy.TRANSFER, 2): ("count_mean", "count_median", "count_sum"),
    (MetaStrategy.TRANSFER, 3): ("count_mean", "count_median", "count_above"),
}
BEYOND = {"mean": "over_mean", "median": "mean_median"}  # the twist extra_step
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same measure of other values",
    MetaStrategy.REVERSION: "the mean or the range is stated and one value is what has to be found",
    MetaStrategy.EXTENSION: "how often each value occurs is added and has to be used",
    MetaStrategy.TRANSFER: "the same measure read from a bar chart of frequencies",
}
WORDS = (
    "median", "mean", "average", "mode", "range of", "frequency", "dot plot", "standard deviation", "distribution",
    "scores", "variance", "histogram", "statistics", "most common", "data set", "how often",
)  # fmt: skip
Values = list[Fraction]


def _mode(values: Values) -> Fraction | None:
    modes = statistics.multimode(values)
    return modes[0] if len(modes) == 1 and len(set(values)) > 1 else None


MEASURES: dict[str, Callable[[Values], Fraction | None]] = {
    "mean": statistics.mean,
    "median": statistics.median,
    "range": lambda values: max(values) - min(values),
    "mode": _mode,
    "over_mean": lambda values: max(values) - statistics.mean(values),
    "mean_median": lambda values: abs(statistics.mean(values) - statistics.median(values)),
    "sum": lambda values: sum(values, Fraction(0)),
    "above": lambda values: Fraction(sum(value > statistics.mean(values) for value in values)),
}


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    op = operation(draw, OPS[draw.strategy, draw.level])
    if op.startswith("count"):
        return _counted(draw, rng, op)
    stepped = "extra_step" in draw.twists and op in BEYOND
    op = BEYOND[op] if stepped else op
    mixed = "mixed_units" in draw.twists
    world = rng.choice([world for world in wordings("statistics")["lists"] if world["unit"] or not mixed])
    low, high, count = {1: (2, 20, 5), 2: (12, 60, 6), 3: (20, 120, 7)}[draw.level]
    grain = {"min": 6, "cm": 10, "g": 50}.get(world["unit"], 1)  # so that a value is short in the other unit, too
    values = [Fraction(grain * rng.randint(low, high)) for _ in range(count + rng.randint(0, 1))]
    if op == "mode":
        values[1] = values[0]
    printed = [Quantity(value, world["unit"]) for value in values]
    odd = rng.randrange(1, len(values))
    if mixed:
        printed[odd] = printed[odd].printed_in(world["finer"])
    hidden = {"missing_mean": 0, "missing_range": values.index(max(values))}.get(op)
    return _listed(draw, rng, world, op, printed, hidden, stepped)


def _listed(
    draw: Draw,
    rng: random.Random,
    world: dict[str, Any],
    op: str,
    cells: list[Quantity],
    hidden: int | None,
    stepped: bool,
) -> Item | None:
    unit, measure = world["unit"], MEASURES[op.removeprefix("missing_")]
    right = [q.printed_in(unit).value if unit else q.value for q in cells]
    read = [q.value for q in cells] if "units" in draw.slips and hidden is None else right
    truth, key, total = measure(right), measure(read), measure(right)
    if hidden is not None:
        truth, known = right[hidden], [value for i, value in enumerate(right) if i != hidden]
        key = measure(known) if "unknown" in draw.slips else truth
    texts = ["?" if i == hidden else q.text for i, q in enumerate(cells)]
    if not neat(truth, tuple(" ".join(texts).split()) if hidden is not None else ()) or not terminates(
        total or Fraction(1, 3), 2
    ):
        return None
    other = "distractor" in draw.twists
    group = rng.choice(world["groups"])
    spare = [Quantity(rng.choice(right) + rng.choice((-1, 1)) * min(right) / 2, unit).text for _ in right]
    rows = [
        (group if other else "", texts),
        *([(next(g for g in world["groups"] if g != group), spare)] if other else []),
    ]
    said = Quantity(total or Fraction(0), unit).text
    question = worded(rng, "statistics", f"ask.{op}", total=said, u=f", in {unit}" if unit else "")
    question = f"{worded(rng, 'statistics', 'focus.any', s=group)} {question}" if other else question
    twists = [*(["mixed_units"] if "mixed_units" in draw.twists else []), *(["distractor"] if other else [])]
    return Item(
        question=question,
        answer=text_of(key if key is not None and key > 0 else truth),  # type: ignore[arg-type]
        drawing=Figure(cards(sorted(rows), world["title"], text_size(draw))),
        layout="Cards in a row, each with one value" + (", a row for each name." if other else "."),
        rationale=f"The values are {', '.join(texts)}. So: {text_of(key or Fraction(0))}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *twists, *(["extra_step"] if stepped else [])),
        truth=text_of(truth),  # type: ignore[arg-type]
        unit=unit,
        needed=tuple(dict.fromkeys([*([group] if other else []), *(text for text in texts if text != "?")])),
        givens={"op": op, "cells": cells, "hidden": hidden, "unit": unit, "total": total},
    )


def _counted(draw: Draw, rng: random.Random, op: str) -> Item | None:
    world = rng.choice(wordings("statistics")["counts"])
    unlabelled = "unlabelled" in draw.twists and draw.strategy == MetaStrategy.TRANSFER
    counts = [int(count) for count in heights(rng, 1, draw.level + 3, True)]
    first = rng.randint(1, 2)
    values = list(range(first, first + len(counts)))
    shown = values.copy()
    if "swap" in draw.slips:
        shown[0], shown[-1] = shown[-1], shown[0]
    measure = MEASURES[op.removeprefix("count_")]
    spread = [
        [Fraction(v) for v, count in zip(vs, counts, strict=True) for _ in range(count)] for vs in (values, shown)
    ]
    key, truth = (measure(each) for each in spread)
    if not neat(truth) or not neat(key):
        return None
    names = [str(value) for value in shown]
    drawing: Chart | Figure
    if draw.strategy == MetaStrategy.TRANSFER:
        points = tuple((name, float(count), "") for name, count in zip(names, counts, strict=True))
        drawing = Chart(
            "bar", world["title"], world["value"], world["count"], points, not unlabelled, size=text_size(draw)
        )
    else:
        rows = [[world["value"], world["count"]], *([n, str(count)] for n, count in zip(names, counts, strict=True))]
        drawing = Figure(table(rows, world["title"], text_size(draw)))
    said = {"value": world["value"].lower(), "count": world["count"].lower(), "each": world["each"]}
    pairs = ", ".join(f"{name}: {count}" for name, count in zip(names, counts, strict=True))
    return Item(
        question=worded(rng, "statistics", f"ask.{op}", **said),
        answer=text_of(key),  # type: ignore[arg-type]
        drawing=drawing,
        layout=f"How often each number of {said['value']} occurs, as a {'chart of bars' if unlabelled else 'frequency list'}.",
        rationale=f"{world['value']} and how often: {pairs}. So: {text_of(key)}.",  # type: ignore[arg-type]
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *(["unlabelled"] if unlabelled else [])),
        truth=text_of(truth),  # type: ignore[arg-type]
        needed=tuple(dict.fromkeys([*names, *([] if unlabelled else map(str, counts))])),
        givens={"op": op, "values": shown, "counts": counts},
    )


FAMILY = Family(
    name="statistics",
    domain="statistics",
    topic="mean, median, range and mode",
    concepts=("mean", "median", "range", "frequency"),
    words=WORDS,
    make=partial(first_fit, attempt=_attempt),
    twists=("mixed_units", "distractor", "extra_step", "unlabelled", "small_print"),
    slips=("units", "swap", "unknown"),
)
