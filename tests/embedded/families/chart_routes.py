"""Another way to each truth: from the drawing alone (points, cells, labels, pixels), mostly by putting the answer back in.

A route gives two numbers that are equal when the truth is right, or two names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.drawing.figure import Circle, Figure, Path, Text
from cads_ray.embedded.families.base import Item

Sides = tuple[Any, Any]


def _points(item: Item, series: str | None = None) -> dict[str, float | None]:
    assert isinstance(item.drawing, Chart)
    return {name: value for name, value, own in item.drawing.points if series is None or own == series}


def chart(item: Item) -> Sides:
    """Bars and lines; a hidden value is put back and the statement of the question checked."""
    ask = item.givens["ask"]
    own, other = _points(item, ask.s), _points(item, ask.t)
    if ask.op in ("steepest", "widest"):
        names = list(own)
        rises = {b: own[b] - own[a] for a, b in pairwise(names)}
        scores = rises if ask.op == "steepest" else {n: abs(own[n] - other[n]) for n in names}
        return item.truth, sorted(scores, key=scores.__getitem__)[-1]
    truth = float(item.truth) / item.givens["price"]
    if ask.op.startswith("missing"):
        whole = np.array([truth if v is None else v for v in own.values()])
        asked = next(n for n, v in own.items() if v is None)
        assert asked == ask.a
        sides = {"missing_total": (whole.sum(), float(ask.total)), "missing_mean": (whole.mean(), float(ask.total))}
        neighbours = {
            "missing_pair": (truth - own[ask.b], own[ask.c]),
            "missing_even": (truth - own[ask.b], own[ask.c] - truth),
        }
        return {**sides, **neighbours}[ask.op] if ask.op in ("missing_total", "missing_mean") else neighbours[ask.op]
    values, a, b = np.array(list(own.values()), float), own[ask.a], own[ask.b]
    steps = list(own).index(ask.b) - list(own).index(ask.a)
    rest = np.array(list(other.values()), float)
    routes: dict[str, Callable[[], Sides]] = {
        "pair_sum": lambda: (truth - a, b),
        "pair_gap": lambda: (min(a, b) + truth, max(a, b)),
        "spread": lambda: (truth, np.ptp(values)),
        "all_sum": lambda: (truth, values.sum()),
        "mean": lambda: (truth * len(values), values.sum()),
        "except_sum": lambda: (truth + a, values.sum()),
        "share": lambda: (truth / 100 * values.sum(), a),
        "ratio": lambda: (min(a, b) * truth, max(a, b)),
        "trio_mean": lambda: (truth * 3, a + b + own[ask.c]),
        "growth": lambda: (a + truth, b),
        "mean_growth": lambda: (a + truth * steps, b),
        "growth_percent": lambda: (a * (1 + truth / 100), b),
        "gap_series": lambda: (truth**2, (a - other[ask.a]) ** 2),
        "both_series": lambda: (truth - a, other[ask.a]),
        "series_sum": lambda: (truth, values.sum()),
        "series_gap": lambda: (truth**2, (values.sum() - rest.sum()) ** 2),
    }
    return routes[ask.op]()


def pie(item: Item) -> Sides:
    ask, own = item.givens["ask"], _points(item)
    truth = float(item.truth) / item.givens["price"]
    full = {
        name: 100 - sum(v for v in own.values() if v is not None) if value is None else value
        for name, value in own.items()
    }
    assert math.isclose(sum(full.values()), 100)
    a, b, each = full[ask.a], full[ask.b], ask.n / 100
    return {
        "count_pair": (truth, each * a + each * b),
        "count_gap": (truth, each * max(a, b) - each * min(a, b)),
        "count_without": (truth + a * each, ask.n),
        "percent_missing": (truth, a),
        "count_other": (truth * 100 / ask.n, a),
        "whole": (truth * (a + b) / 100, ask.n * (a + b) / 100),
        "moved": (2 * (truth - b), a),
        "moved_count": (2 * (truth * 100 / ask.n - b), a),
    }[ask.op]


def _cells(figure: Figure) -> list[list[str]]:
    """The texts of a table by rows, as they stand on the canvas."""
    texts = [shape for shape in figure.shapes if isinstance(shape, Text)]
    rows = sorted({text.at[1] for text in texts})
    return [[t.text for t in sorted((t for t in texts if t.at[1] == y), key=lambda t: t.at[0])] for y in rows]


def _grams(cell: str) -> int:
    value, unit = cell.split()
    return round(float(value) * {"g": 1, "kg": 1000}[unit])


def table(item: Item) -> Sides:
    """The cells are read from the labels' places, not from the sheet they were made of."""
    ask, figure = item.givens["ask"], item.drawing
    assert isinstance(figure, Figure)
    if ask.op == "tags":
        labels = [t for t in figure.shapes if isinstance(t, Text)]
        price = {
            t.text: float(u.text.split()[0])
            for t in labels
            for u in labels
            if 0 < u.at[1] - t.at[1] < 40 and u.at[0] == t.at[0]
        }
        return _paid(item), ask.n * price[ask.a] + ask.m * price[ask.b]
    rows = {row[0]: row[1:] for row in _cells(figure)[2:]}
    total = rows.pop("Total", [])
    a, b = rows.get(ask.a, []), rows.get(ask.b, [])
    if "best" in ask.op or ask.op == "cheapest":
        sums = {
            n: float(r[0]) / float(r[1]) * -1 if ask.op == "cheapest" else sum(map(float, r)) for n, r in rows.items()
        }
        return item.truth, max(sums, key=sums.__getitem__)
    if ask.op.startswith("trip"):
        rides = [_clock(b[c]) - _clock(a[c]) for c in ((ask.c, ask.d) if ask.op == "trip_gap" else (ask.c,))]
        return timedelta(minutes=float(item.truth)), abs(rides[0] - rides[-1]) if len(rides) > 1 else rides[0]
    if ask.op.startswith("weight"):
        return _weighed(item, rows)
    return _counted(item, {n: [_plain(c) for c in r] for n, r in rows.items()}, [_plain(c) for c in total])


def _clock(cell: str) -> timedelta:
    hours, minutes = cell.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _plain(cell: str) -> float:
    return math.nan if cell == "?" else float(cell.rstrip("%"))


def _paid(item: Item) -> float:
    bill = item.givens["bill"]
    return bill - float(item.truth) if bill else float(item.truth)


def _weighed(item: Item, rows: dict[str, list[str]]) -> Sides:
    ask, truth = item.givens["ask"], float(item.truth) * 1000
    if ask.op == "weight_all":
        return truth, sum(_grams(row[0]) * int(row[1]) for row in rows.values())
    if ask.op == "weight_two":
        return truth, _grams(rows[ask.a][0]) + _grams(rows[ask.b][0])
    return truth + sum(_grams(row[0]) for row in rows.values() if row[0] != "?"), float(ask.total) * 1000


def _counted(item: Item, rows: dict[str, list[float]], total: list[float]) -> Sides:
    ask, truth = item.givens["ask"], _paid(item)
    cost = {name: row[0] * row[1] for name, row in rows.items() if len(row) > 1}
    cut = {name: row[0] - row[0] * row[1] / 100 for name, row in rows.items() if len(row) > 1}
    a, b = ask.a, ask.b
    routes: dict[str, Callable[[], Sides]] = {
        "cost_two": lambda: (truth - cost[a], cost[b]),
        "cost_gap": lambda: (truth**2, (cost[a] - cost[b]) ** 2),
        "cost_all": lambda: (truth, math.fsum(cost.values())),
        "missing_number": lambda: (truth * rows[a][0] + np.nansum(list(cost.values())), float(ask.total)),
        "discount_two": lambda: (truth - cut[a], cut[b]),
        "discount_gap": lambda: (truth**2, (cut[a] - cut[b]) ** 2),
        "row_sum": lambda: (truth, sum(rows[a])),
        "col_sum": lambda: (truth, sum(row[ask.c] for row in rows.values())),
        "row_gap": lambda: (truth**2, (sum(rows[a]) - sum(rows[b])) ** 2),
        "row_mean": lambda: (truth, float(np.mean(rows[a]))),
        "missing_cell": lambda: (truth + np.nansum([row[ask.c] for row in rows.values()]), total[ask.c]),
        "net_row": lambda: (truth + rows[a][1] + rows[b][1], rows[a][0] + rows[b][0]),
        "net_all": lambda: (truth + sum(r[1] for r in rows.values()), sum(r[0] for r in rows.values())),
    }
    return routes[ask.op]()


def statistics(item: Item) -> Sides:
    given, truth = item.givens, float(item.truth)
    op = given["op"].removeprefix("count_").removeprefix("missing_")
    if "counts" in given:
        if isinstance(item.drawing, Chart):
            values = np.repeat([int(n) for n in _points(item)], [int(v or 0) for v in _points(item).values()])
        else:
            pairs = list(_cells(item.drawing)[2:])  # type: ignore[arg-type]
            values = np.repeat([int(row[0]) for row in pairs], [int(row[1]) for row in pairs])
    else:
        factor = {"": 1, given["unit"]: 1, "m": 100, "h": 60, "kg": 1000}
        hidden = given["hidden"]
        read = [truth if i == hidden else float(q.value) * factor[q.unit] for i, q in enumerate(given["cells"])]
        values = np.array(read)
        if hidden is not None:
            return float(given["total"]), float(values.mean() if op == "mean" else np.ptp(values))
    counts = {v: int((values == v).sum()) for v in values}
    return truth, {
        "mean": float(values.mean()),
        "median": float(np.median(values)),
        "range": float(np.ptp(values)),
        "mode": float(max(counts, key=counts.__getitem__)),
        "over_mean": float(values.max() - values.mean()),
        "mean_median": float(abs(values.mean() - np.median(values))),
        "sum": float(values.sum()),
        "above": float((values > values.mean()).sum()),
    }[op]


def population(item: Item) -> Sides:
    ask, scale = item.givens["ask"], item.givens["scale"]
    if item.choices:
        return item.truth, next(c for c in item.choices if _true(c, item))
    own, other, truth = _points(item, ask.s), _points(item, ask.t), float(item.truth) / scale
    if ask.op == "missing_mean":
        return np.mean([truth if v is None else v for v in own.values()]), float(ask.total)
    if ask.op == "missing_even":
        years = [int(ask.b), int(ask.c)]
        return truth, float(np.interp(int(ask.a), years, [own[ask.b], own[ask.c]]))
    values, a, b = np.array(list(own.values()), float), own[ask.a], own[ask.b]
    routes: dict[str, Callable[[], Sides]] = {
        "per_year": lambda: (a + truth * (int(ask.b) - int(ask.a)), b),
        "percent": lambda: (a + a * truth / 100, b),
        "ratio": lambda: (truth * other[ask.a], a),
        "growth_gap": lambda: (truth + other[ask.b] - other[ask.a], b - a),
        "both": lambda: (truth - other[ask.a], a),
        "age_sum": lambda: (truth - a, b),
        "age_share": lambda: (truth * values.sum(), 100 * a),
        "age_gap": lambda: (values.min() + truth, values.max()),
    }
    return routes[ask.op]()


def _true(choice: str, item: Item) -> bool:
    """A statement, taken at its words."""
    series = {s for _, _, s in item.drawing.points}  # type: ignore[attr-defined]
    own = _points(item, next((s for s in series if s and s in choice), ""))
    names = re.findall(r"\b\d{4}\b|\b\d+-\d+\b", choice)
    values, picked = list(own.values()), [own[n] for n in names]
    ages = " than in the group" in choice or " as in the group" in choice
    first, last = (picked[::-1] if ages or " than in " in choice else picked) if len(picked) == 2 else (0, 0)
    steps = np.diff(values)
    return {
        "largest": lambda: picked[0] == max(values),
        "Most": lambda: picked[0] == max(values),
        "smallest": lambda: picked[0] == min(values),
        "fewest": lambda: picked[0] == min(values),
        "higher": lambda: last > first,
        "more": lambda: (steps > 0).all() if "Each" in choice else last > first,
        "lower": lambda: last < first,
        "fewer": lambda: last < first,
        "doubled": lambda: last == 2 * first,
        "twice": lambda: last == 2 * first,
        "halved": lambda: 2 * last == first,
        "half": lambda: 2 * last == first,
        "every": lambda: (steps > 0).all(),
        "most": lambda: last - first == steps.max() > 0,
    }[next(w for w in re.findall(r"\w+", choice) if w in _KEYS)]()


_KEYS = ("largest Most smallest fewest higher more lower fewer doubled twice halved half every most").split()


def food_web(item: Item) -> Sides:
    """Amounts are pushed up the chain as floats, from the texts of the boxes."""
    given, truth = item.givens, float(item.truth)
    texts = [level.texts for level in given["levels"]]
    parts = [[float(p.rstrip("%")) / 100 for p in level.percents] for level in given["levels"]]
    printed = [re.findall(r" (\d+(?:\.\d+)?) ", f"{t[0]} ") for t in texts]
    scale, top = float(given["scale"]), float(printed[-1][0]) if printed[-1] else None
    passed = math.prod(sum(p) for p in parts if p)
    if given["op"] == "efficiency":
        return truth / 100 * float(printed[0][0]), top
    if given["op"] == "down":
        return truth / scale * passed, top
    reached = float(printed[0][0]) * passed
    if given["op"] == "feed":
        return truth * float(re.findall(r"needs (\S+)", given["note"])[0]), reached
    return truth / scale, float(printed[0][0]) - reached if given["op"] == "loss" else reached


def roads(item: Item) -> Sides:
    """Distances are measured in pixels on the figure, against the length of the scale bar."""
    given, figure, truth = item.givens, item.drawing, float(item.truth)
    assert isinstance(figure, Figure)
    lines = [s for s in figure.shapes if isinstance(s, Path)]
    bar = next(p for p in lines if len(p.points) == 4 and p.points[0][0] == 20)
    cm = bar.points[2][0] - bar.points[1][0]
    count = len(given["points"]) - 1
    hops = [math.dist(*p.points) / cm for p in lines if p.color == "#7a5230"][:count]
    dots = [s.centre for s in figure.shapes if isinstance(s, Circle)]
    straight, route, km = math.dist(dots[0], dots[count]) / cm, sum(hops), float(given["scale"])
    minutes = route * km / given["speed"] * 60
    return truth, {
        "route": route * km,
        "missing_scale": km,
        "missing_road": hops[-1],
        "direct": straight * km,
        "shortcut": (route - straight) * km,
        "rest": minutes + given["rest"],
        "time": minutes,
    }[given["op"]]


def streets(item: Item) -> Sides:
    """Blocks are counted in pixels between the dots under the names; directions are walked on the canvas."""
    given, figure = item.givens, item.drawing
    assert isinstance(figure, Figure)
    named = [s for s in figure.shapes if isinstance(s, Text) and s.text in given["places"]]
    dots = [s.centre for s in figure.shapes if isinstance(s, Circle)]
    at = {t.text: min(dots, key=lambda d: math.dist(d, t.at)) for t in named}
    (ax, ay), (bx, by) = at[given["first"][0]], at[given["first"][1]]
    if given["op"] == "reach":
        end = ax + 54 * given["way"][0], ay - 54 * given["way"][1]
        return item.truth, min(at, key=lambda name: math.dist(at[name], end))
    if given["op"] in ("bearing", "turns"):
        x, y = np.sign(round(bx - ax)) if abs(bx - ax) > 20 else 0, np.sign(round(ay - by)) if abs(ay - by) > 20 else 0
        for turn in re.findall("left|right", given["turn"]) if given["op"] == "turns" else []:
            x, y = (-y, x) if turn == "left" else (y, -x)
        return item.truth, "-".join(
            filter(None, [{1: "north", -1: "south"}.get(y, ""), {1: "east", -1: "west"}.get(x, "")])
        )
    blocks = (abs(ax - bx) + abs(ay - by)) / 54 if given["op"] == "walk" else math.dist((ax, ay), (bx, by)) / 54
    return float(item.truth) * (1000 if given["km"] else 1), blocks * float(given["block"])


def maps(item: Item) -> Sides:
    return streets(item) if "places" in item.givens else roads(item)


ROUTES: dict[str, Callable[[Item], Sides]] = {
    "bar_chart": chart,
    "line_chart": chart,
    "pie_chart": pie,
    "data_table": table,
    "statistics": statistics,
    "population": population,
    "food_web": food_web,
    "map_scale": maps,
}
