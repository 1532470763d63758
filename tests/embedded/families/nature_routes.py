"""Another way to the truth of populations, food webs and maps, from the drawing alone, as chart_routes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np

from cads_ray.embedded.drawing.figure import Circle, Figure, Path, Text
from cads_ray.embedded.families.base import Item
from tests.embedded.families.sides import Sides, points


def population(item: Item) -> Sides:
    ask, scale = item.givens["ask"], item.givens["scale"]
    if item.choices:
        return item.truth, next(c for c in item.choices if _true(c, item))
    own, other, truth = points(item, ask.s), points(item, ask.t), float(item.truth) / scale
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
    own = points(item, next((s for s in series if s and s in choice), ""))
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
