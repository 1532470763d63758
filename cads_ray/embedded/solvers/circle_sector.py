"""Solves arcs, sectors and rings: letters tell radius from diameter, the degree sign tells the angle."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.text import Label, asked_unit, convert, has, labels, lengths, stated

AREA = (
    r"area|square|cover|surface|how (?:large|big) (?:is|are) (?:the|that|this) (?:region|ring|part|piece|slice|sector)"
)
AROUND, TURN = r"perimeter|boundary|all around|border|outline|fence|edging", r"angle|degrees"
RADIUS = r"(?:find|what|how|calculate|determine|work out)[^.?]*\b(?:radius|far is the arc|distance from the centre)"
TELLING = (
    r"circle|circular|round(?! to| the)|disc|pizza|cake|tart|pond|pool|wheel|clock|pendulum|toy|sprinkler|wiper",
    r"sector|slice|piece|sweep|swing",
    r"arc|arcs|curved",
    r"ring|annul|path around|between (?:the )?two",
    r"radius|radii|diameter|circumference",
    r"pi\b|π",
)


@dataclass(frozen=True)
class _Read:
    """What the figure says: radii from large to small, angle in degrees, arc length, area."""

    radii: list[Fraction]
    angle: Fraction | None
    arc: Fraction | None
    area: Fraction | None


def recognises(problem: Problem) -> float:
    told = has(problem.question, *TELLING)
    if (
        not told
        or problem.reading is None
        or has(problem.question, "rectangle|square (?:field|lawn|plate)|semicirc|triangle")
    ):
        return 0.0
    found = labels(problem.reading)
    named = any(re.match(r"(?:[rd]\b|arc|radius|diameter)", label.text, re.IGNORECASE) for label in found)
    return min(0.95, 0.2 + 0.15 * told + 0.25 * named)


def solve(problem: Problem, skills: Skills) -> Solution | None:
    question, found = problem.question, labels(problem.reading) if problem.reading else []
    wanted = asked_unit(question)
    unit = wanted.removeprefix("square ") if wanted not in ("", "degrees") else _usual_unit(found)
    read = _read(question, found, unit, skills)
    pi = _pi(question)
    result, kind = _answer(question, read, pi or Fraction(math.pi), "unknown" in skills.slips)
    if result is None or result <= 0:
        return None
    answer = stated(
        result if pi else float(result), question, {"area": f"square {unit}", "angle": "degrees"}.get(kind, unit)
    )
    return Solution(answer, f"Read {', '.join(label.text for label in found)}; the {kind} is {answer}.")


def _usual_unit(found: list[Label]) -> str:
    return next((label.unit for label in lengths(found) if label.unit), "")


def _pi(question: str) -> Fraction | None:
    """The value of pi that the question wants, None where it wants none."""
    if "22/7" in question:
        return Fraction(22, 7)
    wanted = re.search(r"\b3\.14\d*", question)
    return Fraction(wanted[0]) if wanted else None


def _read(question: str, found: list[Label], unit: str, skills: Skills) -> _Read:
    arc = area = angle = None
    radii = []
    for label in found:
        if label.value is None:
            continue
        value = convert(label.value, label.unit, unit) if skills.converts_units else label.value
        if label.unit == "degrees":
            angle = label.value
        elif label.unit.startswith("square") or has(label.text, "area"):
            area = label.value
        elif has(label.text, "arc"):
            arc = value
        elif not label.unit and not label.name and angle is None and unit:
            angle = label.value  # the degree sign was lost
        else:
            across = bool(re.match(r"d", label.text, re.IGNORECASE)) or (not label.name and has(question, "diameter"))
            radii.append(value / 2 if across and "diameter" not in skills.slips else value)
    return _Read(sorted(radii, reverse=True), angle, arc, area)


def _answer(question: str, read: _Read, pi: Fraction, confused: bool) -> tuple[Fraction | None, str]:
    turn = (read.angle if read.angle is not None else Fraction(360)) / 360
    if not read.radii:
        back = read.arc is not None and has(question, RADIUS)
        return (read.arc / (2 * pi * turn), "radius") if back and read.arc else (None, "")
    outer = read.radii[0]
    if read.angle is None and has(question, TURN):
        if read.arc:
            return 180 * read.arc / (pi * outer), "angle"
        return (360 * read.area / (pi * outer**2), "angle") if read.area else (None, "")
    if has(question, TELLING[3]) and len(read.radii) < 2:
        return None, ""
    if len(read.radii) > 1:
        return pi * (outer**2 - read.radii[1] ** 2) * turn, "area"
    arc, area = 2 * pi * outer * turn, pi * outer**2 * turn
    if has(question, AREA) and not has(question, "how far|distance|travel|how long|length"):
        return (arc, "arc") if confused else (area, "area")
    if has(question, AROUND):
        return (arc, "arc") if confused else (arc + 2 * outer, "perimeter")
    return (area, "area") if confused else (arc, "arc")


SOLVER = Solver("circle_sector", recognises, solve)
