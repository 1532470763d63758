"""Solves angle chases in triangles from the printed angles, where they stand, and the words of the question."""

from __future__ import annotations

import re
from fractions import Fraction

from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.text import Label, has, labels, stated

EXTERIOR = r"exterior|outside|outer angle|exten[dst]|prolong|goes on|continued beyond"
EQUAL = (
    r"isosceles|symmetric|equal(?:ly)? (?:long|sides|rafters|legs|lengths?)|same length|sides .*are equal|marked sides|"
    r"[A-Z]{2} ?= ?[A-Z]{2}|two equal|congruent"
)
HALVES, UPRIGHT = (
    r"bisect|halves|half|halv|two equal (?:angles|parts)",
    r"altitude|perpendicular|height|right angle to",
)
PARALLEL, SPLIT = r"parallel", r"split|two (?:smaller )?triangles|strut|truss|joined|lies on"
TELLING = (r"angle|degrees", r"triangle|gable|roof|street|truss|frame", EXTERIOR, EQUAL, HALVES, PARALLEL, UPRIGHT)


def _angles(found: list[Label]) -> dict[Label, Fraction]:
    """The printed angles; a degree sign that OCR took for a zero is dropped."""
    values = {}
    for label in found:
        if label.value is None or label.unit not in ("", "degrees"):
            continue
        value = label.value
        if not label.unit and value > 180 and value % 10 == 0:
            value /= 10
        if (0 if label.unit else 10) < value < 180:  # a lone small digit is a scrap of a line
            values[label] = value
    return values


def recognises(problem: Problem) -> float:
    found = labels(problem.reading) if problem.reading else []
    angles = _angles(found)
    signed = sum(label.unit == "degrees" for label in angles)
    told = has(problem.question, *TELLING)
    others = any(label.unit not in ("", "degrees") for label in found if label.value is not None)
    if (
        not angles
        or not has(problem.question, TELLING[0])
        or others
        or has(problem.question, "circle|sector|arc|graph|sine|cosine|tangent|clock")
    ):
        return 0.0
    if not signed and not has(problem.question, "degrees|°"):
        return 0.2  # bare numbers in a triangle are rather its sides
    return min(0.95, 0.25 + 0.15 * told + (0.2 if signed else 0))


def solve(problem: Problem, skills: Skills) -> Solution | None:
    found = labels(problem.reading) if problem.reading else []
    angles = _angles(found)
    wanted = next((label for label in found if label.unknown), None)
    apex = min((x for x in found if len(x.text) == 1 and x.text.isalpha()), key=lambda x: x.at[1], default=None)
    confused = "unknown" in skills.slips
    if angles and has(problem.question, UPRIGHT) and not has(problem.question, HALVES) and len(angles) <= 2:
        result: Fraction | None = 90 - angles[_beside_height(angles, wanted, apex, confused)]
    else:
        result = _chase(problem.question, angles, wanted, confused) if angles else None
    if result is None or not 0 < result < 180:
        return None
    answer = stated(result, problem.question, "degrees")
    return Solution(answer, f"Read the angles {', '.join(label.text for label in angles)}; they give {answer}.")


def _chase(question: str, angles: dict[Label, Fraction], wanted: Label | None, confused: bool) -> Fraction | None:
    values = sorted(angles.values())
    total = sum(values, Fraction(0))
    if has(question, EXTERIOR) or (wanted and _outside(angles, wanted)):
        return _exterior(question, values, wanted is not None and _outside(angles, wanted), confused)
    if has(question, HALVES) and has(question, UPRIGHT) and len(values) == 2:
        return (180 - total) / 2 if confused else (values[1] - values[0]) / 2
    if has(question, HALVES):
        return 180 - total if confused else (180 - total) / 2
    if len(values) == 1:
        return _isosceles(question, next(iter(angles)), wanted, confused)
    if confused:
        return total if len(values) == 2 else total - values[-1]
    return 180 - total


def _beside_height(angles: dict[Label, Fraction], wanted: Label | None, apex: Label | None, confused: bool) -> Label:
    """The given angle on the same side of the height as the unknown one; the other one for who is confused."""
    place = wanted.at[0] if wanted else 0.0
    if apex is not None and abs(place - apex.at[0]) > 3:
        place = 0.0 if place < apex.at[0] else 1e4
    near = sorted(angles, key=lambda label: abs(label.at[0] - place))
    return near[-1 if confused else 0]


def _outside(angles: dict[Label, Fraction], wanted: Label) -> bool:
    """Whether the unknown angle stands low and right of every given one, where the base is extended."""
    return len(angles) == 2 and all(wanted.at[0] > label.at[0] + 25 for label in angles) and _lowest(angles, wanted)


def _lowest(angles: dict[Label, Fraction], wanted: Label) -> bool:
    return wanted.at[1] > max(label.at[1] for label in angles) - 14


def _exterior(question: str, values: list[Fraction], asked: bool, confused: bool) -> Fraction | None:
    if len(values) == 1:
        outer = values[0]
        return 180 - outer if confused or not has(question, EQUAL) else 2 * outer - 180
    if len(values) != 2:
        return None
    given = r"exterior angle is (?:given|known)|from the exterior|work back|inside|exterior angle .* is \d"
    words = bool(
        re.search(r"(?:find|what|how|calculate|size of)[^.?]*(?:exterior|outside|outer)", question, re.IGNORECASE)
    )
    if asked or (words and not has(question, given)):
        total = sum(values, Fraction(0))
        return 180 - total if confused else total
    return 180 - values[1] if confused else values[1] - values[0]


def _isosceles(question: str, given: Label, wanted: Label | None, confused: bool) -> Fraction | None:
    """With two equal sides one angle is enough: at the top when the unknown stands lower, else at the base."""
    value = given.value or Fraction(0)
    if not has(question, EQUAL):
        return 90 - value if has(question, "right[- ]") else None
    if wanted is not None and abs(wanted.at[1] - given.at[1]) > 12:
        at_top = given.at[1] < wanted.at[1]
    else:
        at_top = bool(has(question, r"(?:each |a |the )?base angles?|at the base"))
    if not at_top and value >= 90:  # no base angle, so the one outside
        return 2 * value - 180
    return (180 - value) / 2 if at_top != confused else 180 - 2 * value


SOLVER = Solver("triangle_angles", recognises, solve)
