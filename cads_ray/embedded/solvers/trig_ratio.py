"""Solves right triangles by sine, cosine and tangent: the place of a length tells which side it is."""

from __future__ import annotations

import math

from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.text import Label, asked_unit, has, labels, length_in, lengths, stated, unknown_of

TELLING = (
    r"angle of (?:elevation|depression|slope)|elevation|depression|trigonom|sine|cosine|tangent",
    r"right triangle|right[- ]angled|right angle|isosceles",
    r"tower|tree|ladder|ramp|kite|mast|flagpole|lighthouse|building|antenna|cliff|wire|wall|string",
    r"round|nearest|decimal",
    r"angle|degrees|°",
)
AROUND = r"perimeter|around|outline|three sides"
ADDED = r"antenna|on (?:the|its) roof|on top of (?:the|a) building|flagpole on"
SIDES = {  # what the words of a question call each side
    "rise": r"how (?:high|tall)|height|vertical|opposite|depth",
    "run": r"how far|distance|horizontal|adjacent|shadow|away",
    "slope": r"hypotenuse|sloping|how long is (?:it|the (?:ladder|ramp|string|wire))|length of the (?:ladder|wire)",
}


def recognises(problem: Problem) -> float:
    found = labels(problem.reading) if problem.reading else []
    told, question = has(problem.question, *TELLING), problem.question
    known, angles = lengths(found), _angles(found)
    wants_angle = asked_unit(question) == "degrees" and len(known) >= 2
    if not told or not known or not (angles or wants_angle) or has(question, "circle|sector|arc|graph|pi\\b"):
        return 0.0
    return min(0.95, 0.45 + 0.14 * told)


def _angles(found: list[Label]) -> list[Label]:
    """Labels that are angles, the lower one first; without its sign only a bare number beside lengths counts."""
    signed = [label for label in found if label.unit == "degrees" and label.value is not None]
    bare = [label for label in found if not label.unit and label.value is not None and 0 < label.value < 90]
    united = any(label.unit not in ("", "degrees") for label in found)
    return sorted(signed or (bare if united else []), key=lambda label: -label.at[1])


def solve(problem: Problem, skills: Skills) -> Solution | None:
    question, found = problem.question, labels(problem.reading) if problem.reading else []
    angles = _angles(found)
    known = [label for label in lengths(found) if label not in angles]
    unit = asked_unit(question)
    unit = unit if unit not in ("", "degrees") else next((label.unit for label in known if label.unit), "")
    sizes = {label: float(length_in(label, unit, skills.converts_units)) for label in known}
    if not known or not (angles or len(known) >= 2):
        return None
    if asked_unit(question) == "degrees" or not angles:
        result = _angle(found, sizes, "unknown" in skills.slips)
        unit = "degrees"
    else:
        turns = [math.radians(float(label.value or 0)) for label in angles]
        result = _length(question, found, sizes, turns, angles[0], "unknown" in skills.slips)
    if result is None or result <= 0:
        return None
    answer = stated(result, question, unit)
    return Solution(answer, f"Read {', '.join(x.text for x in (*angles, *known))}; trigonometry gives {answer}.")


def _length(
    question: str, found: list[Label], sizes: dict[Label, float], turns: list[float], mark: Label, confused: bool
) -> float | None:
    turn = math.pi / 2 - turns[0] if confused else turns[0]
    values = sorted(sizes.values())
    if len(turns) > 1 and has(question, ADDED):
        return values[-1] * (math.tan(sum(turns)) - math.tan(turns[0]))
    if has(question, "isosceles|equal|symmetric"):
        return values[-1] / 2 * math.tan(turn)
    if len(values) > 1 and has(question, "eye|observer"):
        ground = max(sizes, key=lambda label: label.at[1])
        return sizes[ground] * math.tan(turn) + sum(values) - sizes[ground]
    if len(values) != 1:
        return None
    wanted = unknown_of(found)
    given = next(iter(sizes))
    if has(question, "depression|below the (?:level|horizontal)|looks? down"):
        given_side, asked = ("rise", "run") if not has(question, SIDES["rise"]) else ("run", "rise")
    else:
        asked = _named(question, wanted, given)
        given_side = _side(given, wanted, mark, found, asked)
        asked = asked or (_side(wanted, given, mark, found, "") if wanted else "")
    unit_sides = {"rise": math.sin(turn), "run": math.cos(turn), "slope": 1.0}
    hypotenuse = values[0] / unit_sides[given_side]
    if has(question, AROUND):
        return hypotenuse * sum(unit_sides.values())
    return hypotenuse * unit_sides[asked] if asked in unit_sides and asked != given_side else None


def _named(question: str, wanted: Label | None, given: Label) -> str:
    """The side that the question calls by a word, where the figure does not show it by a question mark."""
    if wanted is not None:
        return ""
    return next((side for side, words in SIDES.items() if has(question, words)), "")


def _side(label: Label, other: Label | None, mark: Label, found: list[Label], taken: str) -> str:
    """Which side a label stands beside, as the angle's label stands at the ground end of the level side.

    Below the angle's label is the level side. Of the others, the upright side is at the far end, the sloping one above
    the middle: with the names of the corners as a ruler, or the level side's label, or the higher label of two.
    """
    if label.at[1] > mark.at[1] + 4:
        return "run"
    corners = [x.at[0] for x in found if len(x.text) == 1 and x.text.isupper()]
    if len(corners) == 3:
        near, far = sorted((min(corners), max(corners)), key=lambda x: abs(x - mark.at[0]))
        return "rise" if (label.at[0] - far) / ((near - far) or 1) < 0.2 else "slope"
    if other is not None and other.at[1] > mark.at[1] + 4:
        half = abs(other.at[0] - mark.at[0]) + 40
        return "rise" if abs(label.at[0] - other.at[0]) > 0.7 * half + 15 else "slope"
    if other is None:
        return "slope" if taken != "slope" else "rise"
    return "rise" if abs(label.at[0] - mark.at[0]) > abs(other.at[0] - mark.at[0]) else "slope"


def _angle(found: list[Label], sizes: dict[Label, float], confused: bool) -> float | None:
    """The angle at the ground from two sides, with the question mark as the angle's label."""
    mark = next((label for label in found if label.unknown), None)
    if mark is None or len(sizes) != 2:
        return None
    one, two = sizes
    named = {_side(one, two, mark, found, ""): sizes[one], _side(two, one, mark, found, ""): sizes[two]}
    if len(named) < 2:
        return None
    if "slope" not in named:
        turn = math.atan2(named["rise"], named["run"])
    else:
        share = named.get("rise", named.get("run", 0)) / named["slope"]
        if share > 1:
            return None
        turn = math.asin(share) if "rise" in named else math.acos(share)
    return math.degrees(math.pi / 2 - turn if confused else turn)


SOLVER = Solver("trig_ratio", recognises, solve)
