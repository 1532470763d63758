"""Other routes to the answers of the mathematics families: by construction and measurement, not by their formulas.

Each takes an item's `givens` and its truth as a number, and returns two numbers that must agree.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

Sides = tuple[float, float]
Plane = list[complex]


def _shoelace(points: Plane) -> float:
    return abs(sum((a.conjugate() * b).imag for a, b in zip(points, points[1:] + points[:1], strict=True))) / 2


def _distance(point: complex, a: complex, b: complex) -> float:
    """From a point to the line through a and b."""
    return abs(((b - a).conjugate() * (point - a)).imag) / abs(b - a)


def pythagoras(givens: dict[str, Any], truth: float) -> Sides:
    """The triangle put into the complex plane with its right angle at 0, then measured."""
    target, (p, q, *rest) = givens["target"], map(float, givens["lengths"])
    if target == "shadow":
        return truth / float(rest[0]), p / q
    if target in ("height", "isosceles_area"):
        height = truth if target == "height" else truth / p
        return abs(complex(p, height)), q
    if target in ("leg", "area"):
        leg = truth if target == "leg" else 2 * truth / p
        return abs(complex(p, leg)), q
    a, b, o = complex(p), complex(0, q), 0j
    measured = {
        "hypotenuse": abs(a - b),
        "perimeter": abs(a) + abs(b) + abs(a - b),
        "altitude": _distance(o, a, b),
        "median": abs((a + b) / 2),
    }
    return measured[target], truth


def sectors(givens: dict[str, Any], truth: float) -> Sides:
    """Area and length of a polygon with two thousand corners on the arcs, scaled to the pi of the question."""
    pi = {"3.14": 3.14, "22/7": 22 / 7}[givens["pi"]]
    values, unit, target = givens["values"], givens["unit"], givens["target"]
    half = 2 if givens["across"] else 1
    outer, inner = (float(values[n].printed_in(unit).value) / half if n in values else 0.0 for n in ("outer", "inner"))
    degrees = float(values["angle"].value) if "angle" in values else 360.0
    degrees = truth if target.startswith("angle") else degrees
    outer = truth if target == "radius" else outer
    turns = [cmath.exp(1j * math.radians(degrees * i / 2_000)) for i in range(2_001)]
    arc = sum(abs(b - a) for a, b in pairwise(turns)) * pi / math.pi
    disc = _shoelace([0j, *turns]) * pi / math.pi
    if target in ("angle_of_arc", "radius"):
        return outer * arc, float(values["arc"].value)
    if target == "angle_of_area":
        return outer**2 * disc, float(values["area"].value)
    measured = {"arc": outer * arc, "perimeter": outer * arc + 2 * outer}
    return measured.get(target, (outer**2 - inner**2) * disc), truth


def _half_disc(n: dict[str, float], end: str) -> Plane:
    """A polygon with the area that the half disc has for pi = 3.14."""
    radius = n[end] / 2 * math.sqrt(3.14 / math.pi)
    return [cmath.rect(radius, math.pi * i / 2_000) for i in range(2_001)]


def composites(givens: dict[str, Any], truth: float) -> Sides:
    """The outline as polygons, measured by the shoelace formula."""
    n = {name: float(q.printed_in(givens["unit"]).value) for name, q in givens["values"].items()}
    if givens["asked"]:
        n[givens["asked"]] = truth
    w, h, i = n["width"], n["height"], 1j
    kind = givens["kind"]
    box = [0j, complex(w), w + h * i, h * i]
    if kind == "corner_piece":
        area = _shoelace([0j, w + 0j, w + n["side"] * i, n["top"] + n["side"] * i, n["top"] + h * i, h * i])
    elif kind == "house":
        area = _shoelace([0j, w + 0j, w + h * i, w / 2 + (h + n["rise"]) * i, h * i])
    elif kind == "clipped":
        area = _shoelace([0j, w + 0j, w + (h - n["cut_height"]) * i, w - n["cut_width"] + h * i, h * i])
    elif kind == "frame":
        area = _shoelace(box) - _shoelace([z * n["inner_width"] / w for z in (0j, w + 0j)] + _top(n))
    else:
        halves = {"arch": ("width", 1), "stadium": ("height", 2), "washer": ("hole", -2)}[kind]
        area = _shoelace(box) + halves[1] * _shoelace(_half_disc(n, halves[0]))
    if givens["asked"]:
        return area, float(givens["total"])
    return area * (givens["price"] or 1), truth


def _top(n: dict[str, float]) -> Plane:
    return [complex(n["inner_width"], n["inner_height"]), complex(0, n["inner_height"])]


def graphs(givens: dict[str, Any], truth: float) -> Sides:
    """Polynomials fitted through the points by least squares, and linear systems."""
    points, k, kind = np.array([[float(c) for c in p] for p in givens["points"]]), float(givens["k"]), givens["kind"]
    if kind in ("height", "other_zero"):
        (h, v), (x, y) = points
        curve = np.polyfit([x, h, 2 * h - x], [y, v, y], 2)
        return float(np.polyval(curve, k if kind == "height" else truth)), truth if kind == "height" else 0.0
    line = np.polyfit(points[:2, 0], points[:2, 1], 1)
    if kind == "crossing":
        return float(np.polyval(line, truth)), float(np.polyval(np.polyfit(points[2:, 0], points[2:, 1], 1), truth))
    if kind in ("zero", "inverse"):
        return float(np.polyval(line, truth)), k if kind == "inverse" else 0.0
    if kind == "triangle":
        return _shoelace([0j, complex(*points[0]), complex(*points[1])]), truth
    if kind == "parallel":
        return float((points[2, 1] - truth) / points[2, 0]), float(line[0])
    return {"slope": float(line[0]), "intercept": float(line[1]), "value": float(np.polyval(line, k))}[kind], truth


def trigonometry(givens: dict[str, Any], truth: float) -> Sides:
    """Points turned about the origin: the sides are read off as differences of complex numbers."""
    given, (first, second), asked = givens["given"], givens["degrees"], givens["asked"]
    if asked == "angle":
        sides = [given.get(n, 0.0) for n in ("run", "rise", "slope")]
        run, rise, slope = sides
        run, rise = run or math.sqrt(slope**2 - rise**2), rise or math.sqrt(slope**2 - run**2)
        return math.degrees(cmath.phase(complex(run, rise))), truth
    ray, upper = (cmath.rect(1, math.radians(turn)) for turn in (first, first + second))
    if asked == "height":
        return given["base"] / 2 / ray.real * ray.imag, truth
    if asked == "eye":
        return (given["run"] / ray.real * ray).imag + given["eye"], truth
    if asked == "antenna":
        return (given["run"] / upper.real * upper).imag - (given["run"] / ray.real * ray).imag, truth
    (known, length), *_ = given.items()
    unit = {"run": ray.real, "rise": ray.imag, "slope": 1.0}
    corners = [0j, complex(length / unit[known] * ray.real), length / unit[known] * ray]
    measured = {
        "run": abs(corners[1]),
        "depression": abs(corners[1]),
        "rise": abs(corners[2] - corners[1]),
        "slope": abs(corners[2]),
        "perimeter": sum(abs(a - b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)),
    }
    return measured[asked], truth


def arc_sizes(circles: Sequence[Any]) -> list[float]:
    """The sizes of the angles that the arcs of a figure mark, in degrees."""
    return [arc.end - arc.start for arc in circles if (arc.start, arc.end) != (0, 360)]


ROUTES: dict[str, Callable[[dict[str, Any], float], Sides]] = {
    "right_triangle": pythagoras,
    "circle_sector": sectors,
    "composite_area": composites,
    "line_graph": graphs,
    "trig_ratio": trigonometry,
}
