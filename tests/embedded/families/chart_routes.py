"""Another way to each truth: from the drawing alone (points, cells, labels, pixels), mostly by putting the answer back in.

A route gives two numbers that are equal when the truth is right, or two names.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import numpy as np

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.drawing.figure import Figure, Text
from cads_ray.embedded.families.base import Item
from tests.embedded.families.nature_routes import food_web, maps, population
from tests.embedded.families.sides import Sides, points


def chart(item: Item) -> Sides:
    """Bars and lines; a hidden value is put back and the statement of the question checked."""
    ask = item.givens["ask"]
    own, other = points(item, ask.s), points(item, ask.t)
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
    ask, own = item.givens["ask"], points(item)
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
            values = np.repeat([int(n) for n in points(item)], [int(v or 0) for v in points(item).values()])
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
