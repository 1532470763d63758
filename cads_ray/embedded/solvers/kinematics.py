"""Solves motions (and flows) from the key points of a graph against time, or from posts with time and speed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from cads_ray.embedded.quantity import UNITS
from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.measured import answered, given, of_kind, request, seen, single, size
from cads_ray.embedded.solvers.text import Label, asked_unit, has

TELLING = (
    r"velocit|speed|v-t\b|v\(t\)|how fast",
    r"accelerat|decelerat|brak",
    r"graph|diagram|chart|plot",
    r"distance|how far|travel|path|displacement",
    r"flow|inflow|tank|reservoir|pool|water runs",
    r"train|car\b|cyclist|runner|tram|posts?\b|signs?\b",
)
_POINT = re.compile(r"\(\s*(\?|\d+(?:\.\d+)?)\s*[,;]\s*(\?|\d+(?:\.\d+)?)\s*\)?")
Point = tuple[Fraction | None, Fraction | None]  # time and rate; None is what is asked


def recognises(problem: Problem) -> float:
    if problem.reading is None:
        return min(0.4, 0.1 * has(problem.question, *TELLING))
    told, points = has(problem.question, *TELLING), _points(problem.reading, True)
    if not told or has(problem.question, "momentum", "collid", "stick together", "couple"):
        return 0
    asked = has(problem.question, TELLING[0], TELLING[1], TELLING[4])
    shown = has(problem.reading.text, "m/s", r"\(?L/s")
    if len(points) < 2 or not (asked or shown):  # any graph has points
        return min(0.45, 0.12 * told)
    return 0.98 if asked and shown else min(0.95, 0.3 + 0.15 * told + 0.1 * len(points))


def _points(reading: Reading, converts: bool) -> list[Point]:
    """The key points in the order of time, in seconds: from coordinates, from posts, or read off a curve."""
    found = seen(reading)
    minutes = Fraction(60) if converts and has(reading.text, r"t ?\(?min|time \(?min|\(min") else Fraction(1)
    points: list[Point] = []
    for match in (_POINT.search(text) for text in _whole([x.text for x in sorted(found, key=_reading_order)])):
        if match:
            time, rate = (None if part == "?" else Fraction(part) for part in match.groups())
            points.append((time * minutes if time is not None else None, rate))
    if points:
        points = sorted(points, key=lambda p: (p[0] is None, p[0] or 0))
        return points if points[0][0] == 0 else [(Fraction(0), Fraction(0)), *points]
    times, speeds = of_kind(found, "time"), of_kind(found, "speed")
    if len(times) >= 2 and len(times) == len(speeds):
        pairs = zip(*(sorted(group, key=lambda x: x.at[0]) for group in (times, speeds)), strict=True)
        return [(size(t, converts), size(v, converts)) for t, v in pairs]
    ticks = [(mark.label, mark.value) for mark in reading.marks if re.fullmatch(r"\d+(?:\.\d+)?", mark.label)]
    return sorted((Fraction(t) * minutes, Fraction(str(v))) for t, v in ticks)


def _reading_order(label: Label) -> tuple[int, float]:
    return round(label.at[1] / 12), label.at[0]


def _whole(texts: Sequence[str]) -> list[str]:
    """Coordinates that came in two pieces, put together: "(5," and "4)"."""
    return [a + (b if a.endswith(",") and b.endswith(")") else "") for a, b in pairwise([*texts, ""])]


def _area(points: Sequence[Point], unknown: Fraction = Fraction(0)) -> Fraction:
    """The area under the graph with `unknown` in every gap."""
    filled = [(unknown if t is None else t, unknown if v is None else v) for t, v in points]
    return sum(((a[1] + b[1]) * (b[0] - a[0]) / 2 for a, b in pairwise(filled)), Fraction(0))


def _slope(points: Sequence[Point], question: str) -> Fraction | None:
    """The slope of the phase that the question means, without its sign: the last fall, or else the first rise."""
    phases = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points) if None not in (*a, *b)]  # type: ignore[operator]
    falls, rises = [p for p in phases if p[1] < 0], [p for p in phases if p[1] > 0]
    braking = has(
        question, r"decelerat|retard|brak|slow|comes? to (?:a )?(?:rest|stop|halt)|speed (?:fall|drop)|last phase"
    )
    chosen = falls[-1:] if braking else rises[:1]
    return abs(chosen[0][1] / chosen[0][0]) if chosen and chosen[0][0] else None


def solve(problem: Problem, skills: Skills) -> Solution | None:
    if problem.reading is None:
        return None
    points = _points(problem.reading, skills.converts_units)
    if len(points) < 2:
        return None
    found = [*seen(problem.reading), *given(problem.question, "length", "volume")]
    wholes = [x for x in of_kind(found, "length", "volume") if x.unit in ("m", "km", "L")]
    result = _result(points, wholes, problem.question, skills)
    if result is None or result[0] <= 0:
        return None
    answer = answered(*result, problem.question, skills.converts_units)
    said = " ".join(f"({'?' if t is None else t}, {'?' if v is None else v})" for t, v in points)
    return Solution(answer, f"The key points are {said}; area is distance and slope is acceleration: {answer}.")


def _result(points: list[Point], wholes: list[Label], question: str, skills: Skills) -> tuple[Fraction, str] | None:
    if any(None in point for point in points):
        named = [x for x in wholes if has(x.text, "distance|way|path|total|s =|area")] or wholes
        return _missing(points, size(named[0], skills.converts_units), "unknown" in skills.slips) if named else None
    asking, flow = request(question), has(question, r"flow|inflow|litres|liters|tank|volume")
    if UNITS.get(asked_unit(asking).replace("2", "²"), ("",))[0] == "acceleration" or has(
        asking, "accelerat|decelerat", "each second|every second|per second (?:each|every)", "brak"
    ):
        slope = _slope(points, asking)
        return (slope, "m/s²") if slope is not None else None
    last, first = points[-1][0], points[0][0]
    assert last is not None
    assert first is not None
    if has(asking, "average|mean", r"(?:which|what|one) constant|constant (?:speed|flow|velocity|rate)"):
        return (_area(points) / (last - first), "L/s" if flow else "m/s") if last > first else None
    if has(asking, "how far|distance|path|length|stretch|travel|apart|displacement|cover|metres|meters|area") or flow:
        return _area(points), "L" if flow else "m"
    return None


def _missing(points: list[Point], whole: Fraction, confused: bool) -> tuple[Fraction, str] | None:
    """The coordinate in every gap, a speed or the last time, from the area; confused: the mean speed."""
    in_time = any(t is None for t, _ in points)
    if confused and not in_time:
        last = points[-1][0]
        return (whole / last, "m/s") if last else None
    low, high = _area(points), _area(points, Fraction(1))
    return ((whole - low) / (high - low), "s" if in_time else "m/s") if high != low else None


SOLVER = Solver("kinematics", recognises, single(solve))
