"""Solves lines and parabolas from labelled points; a point without coordinates is read off the ticks beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.text import Label, has, labels, numbers, stated

Dot = tuple[Fraction, Fraction]
_POINT = re.compile(r"([A-Z])?\s*[(\[{]?\s*([-−–]?\d+(?:\.\d+)?)\s*[,;]\s*([-−–]?\d+(?:\.\d+)?)\s*[)\]}]?")
TELLING = (
    r"graph|plot|grid|coordinate|axis|axes|diagram",
    r"line|linear|straight|steady|evenly|fare|price|charges?|taxi|tank|barrel|candle",
    r"slope|gradient|steep|intercept|zeros?|f\(|function|parabola|quadratic|vertex|x ?=|y ?=",
    r"ball|fountain|path|jet|through [A-Z]",
)
CURVED = r"parabola|quadratic|vertex|highest|ball|fountain|jet|thrown|kick"
SLOPE = (
    r"slope|gradient|steep|rate of|at what rate|each (?:further|extra|additional)|per (?:km|kilomet|unit|minute)|"
    r"one km|when x grows|for (?:each|every) (?:km|unit|step)"
)
AT_ZERO = (
    r"y-axis|y-intercept|vertical axis|x = 0|0 km|basic charge|fixed|initial|before the first|base fee|base charge|"
    r"start fee"
)
ON_AXIS = (
    r"x-axis|x-intercept|horizontal axis|zero of|root|nothing|reach(?:es)? (?:0|zero)|empty\b|run out|"
    r"how (?:long|many minutes) (?:does|will) it last"
)
BACK = (
    r"(?:for|at) wh(?:ich|at) (?:value of )?x\b|solve f|take the value|(?:are|is|come|has) [^.?]*(?:left|down)|when (?!x)|"
    r"at what time|after how many|reach y"
)
AGAIN = r"other|second|again|land|besides|comes? (?:back|down)|hits? the ground|strikes?"


def recognises(problem: Problem) -> float:
    found = labels(problem.reading) if problem.reading else []
    points, told = _points(found), has(problem.question, *TELLING)
    if len(points) < 2 or not told:
        return 0.0
    printed = any(_POINT.search(label.text) for label in found)  # few other figures print coordinates
    moving = has(problem.question, "velocity|speed|accelerat|displacement|position|braking")
    return min(0.97, 0.75 + 0.08 * told if printed else 0.4 + 0.15 * told) * (0.6 if moving else 1)


def solve(problem: Problem, skills: Skills) -> Solution | None:
    question = problem.question
    points = _points(labels(problem.reading) if problem.reading else [])
    named = [name for name in _names(question) if name in points]
    chosen = named if len(named) >= 2 else list(points)[:2] if len(points) == 2 else []
    if len(chosen) < 2:
        return None
    said = re.sub(_POINT, " ", re.sub(r"(?<=\bf\()", " = ", question))
    given = [value for value, _ in numbers(said)]
    dots = {name: points[name] for name in chosen}
    if len({x for x, _ in dots.values()}) < 2:
        return None
    rule = _curved if has(question, CURVED) else _straight
    result = rule(question, dots, given[-1] if given else None, "unknown" in skills.slips)
    if result is None:
        return None
    answer = stated(result, question)
    return Solution(answer, f"Read {', '.join(f'{n}{tuple(map(str, points[n]))}' for n in chosen)}; answer {answer}.")


def _names(question: str) -> list[str]:
    """Names of points in the order of the question; "line PQ" names two."""
    found = re.findall(r"(?<![A-Za-z])([A-Z]{1,2})(?![A-Za-z(])", question)
    return list(dict.fromkeys(letter for run in found for letter in run))


def _points(found: list[Label]) -> dict[str, Dot]:
    """Points by name; nameless ones are numbered."""
    points: dict[str, Dot] = {}
    for label in found:
        for match in _POINT.finditer(label.text):  # two labels side by side may be read as one
            x, y = (Fraction(re.sub("[−–]", "-", number)) for number in match.groups()[1:])
            points[match[1] or str(len(points))] = (x, y)
    bare = [label for label in found if re.fullmatch("[A-Z]", label.text) and label.text not in ("X", "Y")]
    across, up = _scale(found, 0), _scale(found, 1)
    if bare and across and up:
        points |= {label.text: (across(label.at[0]), up(label.at[1])) for label in bare}
    return points


def _scale(found: list[Label], axis: int) -> Callable[[float], Fraction] | None:
    """From a pixel to the nearest tick's value: the ticks of x stand in the lowest row, those of y at the left."""
    ticks = [label for label in found if re.fullmatch(r"[-−–]?\d+(?:\.\d+)?", label.text) and label.value is not None]
    if len(ticks) < 4:
        return None
    edge = max(t.at[1] for t in ticks) if axis == 0 else min(t.at[0] for t in ticks)
    row = [t for t in ticks if abs(t.at[1 - axis] - edge) < (8 if axis == 0 else 14)]
    row = [t for t in row if axis == 0 or t.at[1] < max(r.at[1] for r in ticks) - 8]
    if len(row) < 2:
        return None
    return lambda pixel: min(row, key=lambda t: abs(t.at[axis] - pixel)).value or Fraction(0)


def _straight(question: str, dots: dict[str, Dot], k: Fraction | None, confused: bool) -> Fraction | None:
    p = list(dots.values())
    slope = (p[1][1] - p[0][1]) / (p[1][0] - p[0][0])
    start = p[0][1] - slope * p[0][0]
    root = -start / slope if slope else None
    if len(p) == 4:
        other = (p[3][1] - p[2][1]) / (p[3][0] - p[2][0])
        return None if other == slope else (p[2][1] - other * p[2][0] - start) / (slope - other)
    if has(question, "parallel|shift") and len(p) == 3:
        return _shifted(question, dots)
    if has(question, "area|triangle"):
        return abs(start * root) / 2 if root is not None else None
    if has(question, SLOPE) and not has(question, r"y-intercept|for \d+ km"):
        return 1 / slope if confused and slope else slope
    if has(question, ON_AXIS):
        return start if confused else root
    if has(question, AT_ZERO):
        return root if confused else start
    if k is None:
        return None
    back = (k - start) / slope if slope else None
    forth = slope * k + start
    return back if bool(has(question, BACK)) != confused else forth


def _shifted(question: str, dots: dict[str, Dot]) -> Fraction:
    """The y-intercept of the parallel: its point is the one that is not named together with another."""
    p, pair = list(dots.values()), re.search(r"\b([A-Z])(?: and |)([A-Z])\b", question)
    a, b = (dots[name] for name in pair.groups()) if pair and set(pair.groups()) <= set(dots) else p[:2]
    c = next((dot for dot in p if dot not in (a, b)), p[2])
    return c[1] - (b[1] - a[1]) / (b[0] - a[0]) * c[0]


def _curved(question: str, dots: dict[str, Dot], k: Fraction | None, confused: bool) -> Fraction | None:
    role = r"vertex|top|highest(?: point)?"
    told = re.search(
        rf"(?:{role}) (?:at |is |point )?([A-Z])\b|\b([A-Z]),? (?:is|as) (?:its |the )(?:{role})", question
    )
    first = next((name for name in told.groups() if name), "") if told else ""
    vertex = dots.get(first) or max(dots.values(), key=lambda dot: abs(dot[1]))
    other = next(dot for dot in dots.values() if dot != vertex)
    if has(question, AGAIN) and other[1] == 0:
        return vertex[0] if confused else 2 * vertex[0] - other[0]
    if k is None or other[0] == vertex[0]:
        return None
    return vertex[1] + (other[1] - vertex[1]) / (other[0] - vertex[0]) ** 2 * (k - vertex[0]) ** 2


SOLVER = Solver("line_graph", recognises, solve)
