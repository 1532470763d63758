"""A chart problem from its plan: which operations, which kind of chart and which worlds a family draws on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.families.base import Draw, Item
from cads_ray.embedded.lessons.lesson import told, worded, wordings
from cads_ray.embedded.lessons.survey import (
    SHARES,
    TWO_SERIES,
    Ask,
    Rows,
    chart_of,
    heights,
    neat,
    operation,
    paired_heights,
    roomy,
    swapped,
    text_of,
    text_size,
)
from cads_ray.embedded.quantity import terminates
from cads_ray.schema import MetaStrategy

PRICED = ("pair_sum", "pair_gap", "all_sum", "except_sum", "series_sum", "both_series", "growth")
ORDERED = ("growth", "mean_growth", "growth_percent")
PARTS = {"bar": "bars", "line": "points", "pie": "slices"}


@dataclass(frozen=True)
class Plan:
    """`looks` are pairs of a chart kind and a group of worlds in the wordings; `other_looks` are for the transfer."""

    looks: tuple[tuple[str, str], ...]
    other_looks: tuple[tuple[str, str], ...]
    ops: dict[tuple[MetaStrategy, int], tuple[str, ...]]
    text: dict[MetaStrategy, str]

    def attempt(self, draw: Draw, rng: random.Random) -> Item | None:
        """An item, or None when the numbers that were drawn do not make a sound one."""
        op = operation(draw, self.ops[draw.strategy, draw.level])
        kind, group = rng.choice(self.other_looks if draw.strategy == MetaStrategy.TRANSFER else self.looks)
        world = rng.choice(wordings("charts")[group])
        ask, rows = _problem(draw, rng, op, kind, world)
        if kind == "pie" and ("unlabelled" in draw.twists or min(rows.values()) * 18 < sum(rows.values())):
            return None
        return _item(draw, rng, kind, world, ask, rows, self.text[draw.strategy])


def _problem(draw: Draw, rng: random.Random, op: str, kind: str, world: dict[str, Any]) -> tuple[Ask, Rows]:
    two = op in TWO_SERIES or ("distractor" in draw.twists and kind != "pie")
    count = max(4, draw.level + 2) if two else draw.level + 3
    start = rng.randint(0, len(world["names"]) - count)
    names = world["names"][start : start + count]
    s, t = world["pair"] if two else ("", "")
    multiples = "unlabelled" in draw.twists
    if two:
        first, second = paired_heights(rng, draw.level, count, multiples)
        first = first[::-1] if kind == "bar" else first  # bars may cross, lines may not
    else:
        first, second = heights(rng, draw.level, count, multiples), []
    rows = {(name, s): value for name, value in zip(names, first, strict=True)}
    rows |= {(name, t): value for name, value in zip(names, second, strict=False)}
    if two and op not in TWO_SERIES and rng.random() < 0.5:
        s, t = t, s
    picked = rng.sample(range(count), 3)
    if op in ORDERED:
        picked.sort()
    if op == "missing_even":
        middle = rng.randrange(1, count - 1)
        picked = [middle, middle - 1, middle + 1]
    a, b, c = (names[i] for i in picked)
    Ask(op, a, b, c, s, t)
    known = {"missing_total": "all_sum", "missing_mean": "mean"}
    total = Ask(known[op], s=s).solve(rows) if op in known else 0
    return Ask(op, a, b, c, s, t, total), rows  # type: ignore[arg-type]


def _item(
    draw: Draw, rng: random.Random, kind: str, world: dict[str, Any], ask: Ask, rows: Rows, plan: str
) -> Item | None:
    shown = swapped(rows, ask) if "swap" in draw.slips else rows
    truth, key = ask.solve(shown), ask.confused(rows) if "unknown" in draw.slips else ask.solve(rows)
    price = rng.randint(2, 6)
    stepped = "extra_step" in draw.twists and ask.op in PRICED
    if truth is None or key is None:
        return None
    if stepped and not isinstance(truth, str) and not isinstance(key, str):
        truth, key = truth * price, key * price
    reverted = ask.op.startswith("missing")
    chart = chart_of(kind, world, shown, ask, "unlabelled" not in draw.twists, text_size(draw))
    if not (neat(truth, chart.labels) and neat(key) and terminates(ask.total, 1)) or (
        kind == "pie" and not roomy(chart)
    ):
        return None
    if chart.kind == "line" and _crowded(chart):
        return None
    if chart.step < 1 or (reverted and not 0 < truth <= 2 * max(rows.values())):  # type: ignore[operator]
        return None
    question = _question(draw, rng, kind, world, ask, rows)
    if stepped:
        question = f"{question} {world['pay'].format(p=price)} {worded(rng, 'charts', 'pay.any')}"
    twists = ["distractor"] if ask.t and ask.op not in TWO_SERIES else []
    return Item(
        question=question,
        answer=text_of(key),
        drawing=chart,
        layout=_layout(chart),
        rationale=f"{_readings(ask, rows)} {'Then: ' if stepped else 'So: '}{text_of(key)}.",
        strategy_text=told(draw, plan, "unlabelled", *twists, *(["extra_step"] if stepped else [])),
        truth=text_of(truth),
        unit="euros" if stepped else "%" if ask.op in SHARES else "",
        needed=_needed(ask, chart),
        givens={"ask": ask, "price": price if stepped else 1},
    )


def _question(draw: Draw, rng: random.Random, kind: str, world: dict[str, Any], ask: Ask, rows: Rows) -> str:
    a, b = (rows.get((name, ask.s), 0) for name in (ask.a, ask.b))
    more, less = (ask.a, ask.b) if a >= b else (ask.b, ask.a)
    names = {"a": ask.a, "b": ask.b, "c": ask.c, "A": ask.a, "s": ask.s, "t": ask.t, "more": more, "less": less}
    terms = {"noun": world["noun"], "verb": world["verb"], "link": world["link"], "x": world["x"].lower()}
    question = worded(rng, "charts", f"ask.{ask.op}", **names, **terms, part=PARTS[kind], total=text_of(ask.total))
    if ask.t and ask.op not in TWO_SERIES:
        question = f"{worded(rng, 'charts', 'focus.any', s=ask.s)} {question}"
    return question


def _crowded(chart: Chart) -> bool:
    """Whether another value is printed so low that it touches the question mark on the axis."""
    asked = {name for name, value, _ in chart.points if value is None}
    return any(name in asked and value is not None and value < 0.3 * chart.top for name, value, _ in chart.points)


def _layout(chart: Chart) -> str:
    if chart.kind == "pie":
        return f"A pie chart, one slice for each {chart.x_title.lower()}, its name and its number beside it."
    marks = {"bar": "bar", "line": "point, joined by lines,"}[chart.kind]
    series = f" and each of {chart.series[0]} and {chart.series[1]}" if len(chart.series) > 1 else ""
    values = "each value printed at its place" if chart.print_values else "no values printed, only the scale"
    asked = "; a question mark in place of the asked one" if any(v is None for _, v, _ in chart.points) else ""
    shown = f"one {marks} for each {chart.x_title.lower()}{series}"
    return f"A {chart.kind} chart with {shown}; {values}{asked}; the axis starts at 0."


def _relevant(ask: Ask, names: tuple[str, ...]) -> tuple[str, ...]:
    """The categories whose values the solution reads."""
    if ask.op in ("pair_sum", "pair_gap", "ratio", *ORDERED):
        return ask.a, ask.b
    if ask.op in ("gap_series", "both_series"):
        return (ask.a,)
    if ask.op in ("missing_pair", "missing_even"):
        return ask.b, ask.c
    return (ask.a, ask.b, ask.c) if ask.op == "trio_mean" else names


def _readings(ask: Ask, rows: Rows) -> str:
    names = _relevant(ask, tuple(dict.fromkeys(name for name, _ in rows)))
    wanted = (ask.s, ask.t) if ask.op in TWO_SERIES else (ask.s,)
    return " ".join(
        f"{name}{f' ({series})' if series else ''}: {text_of(value)}."
        for (name, series), value in rows.items()
        if name in names and series in wanted and not (ask.op.startswith("missing") and name == ask.a)
    )


def _needed(ask: Ask, chart: Chart) -> tuple[str, ...]:
    wanted = (ask.s, ask.t) if ask.op in TWO_SERIES else (ask.s,)
    names = _relevant(ask, chart.categories)
    if chart.kind == "pie":
        return tuple(f"{name} {chart.printed(value)}" for name, value, _ in chart.points if name in names)
    values = [chart.printed(v) for name, v, s in chart.points if name in names and s in wanted and v is not None]
    return tuple(dict.fromkeys([*names, *filter(None, wanted), *(values if chart.print_values else [])]))
