"""Solves right triangles from the places of the side lengths: which one is the hypotenuse shows in where it stands."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations, permutations

from cads_ray.embedded.drawing.figure import Point
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.text import Label, asked_unit, has, labels, length_in, lengths, stated, unknown_of

TELLING = (
    "hypotenuse|pythag",
    "right[- ]angled?|right triangle|perpendicular",
    "ladder|kite|ramp|flagpole|mast|stay|wire|string|incline",
    "shadow",
    "isosceles|equal(?:ly)? (?:long|sides)|same length",
    "altitude|median|height",
    "diagonal|corner to corner|opposite corners",
    "leg|missing side|unknown side|question mark",
    "triangle",
)
ONTO = (
    r"altitude|(?:perpendicular|height|perpendicularly) (?:is drawn )?(?:on)?to (?:the|its) hypotenuse|"
    r"distance [^.?]*line"
)
ANGLE = (
    r"angle of elev|angle of depr|degree|sine|cosine|tangent|trig|"
    r"(?:find|how (?:large|big)|size of|solve for) (?:is )?(?:the |an )?(?:\w+ )?angle"
)
AREA, AROUND = (
    r"area|square|cover|surface of|big",
    r"perimeter|around|all three sides|(?:three|its) sides|outline|total (?:length|distance)",
)


def recognises(problem: Problem) -> float:
    found = labels(problem.reading) if problem.reading else []
    known = lengths(found)
    told = has(problem.question, *TELLING)
    if not 2 <= len(known) <= 4 or (not told and not any(x.unknown for x in found)):
        return 0
    score = min(0.9, 0.3 + 0.2 * told + 0.1 * any(x.unknown for x in found))
    foreign = any(x.unit and x.value is not None and x not in known for x in found)
    trig = foreign or has(problem.question, ANGLE)
    other = has(problem.question, "circle|radius|diameter|arc|sector|ring|semi", "graph|slope|function")
    parts = has(problem.question, "rectang|L-shape") and not has(problem.question, "diagonal|path|opposite|across")
    return score * (0.3 if trig or other or parts else 1)


def solve(problem: Problem, skills: Skills) -> Solution | None:
    found = labels(problem.reading) if problem.reading else []
    known, question = lengths(found), problem.question
    unit = asked_unit(question).removeprefix("square ") or next((x.unit for x in known if x.unit), "")
    sizes = {x: length_in(x, unit, skills.converts_units) for x in known}
    result: float | Fraction | None
    if has(question, "shadow"):
        result = _shadow(found, sizes)
    elif has(question, TELLING[4]):
        result = _isosceles(question, sizes, "unknown" in skills.slips)
    else:
        result = _pythagoras(question, found, sizes, "unknown" in skills.slips)
    if result is None or result <= 0:
        return None
    squared = "square " if has(question, AREA) and unit else ""
    answer = stated(result, question, squared + unit)
    return Solution(
        answer, f"Read {', '.join(x.text for x in known)} from the figure; the right triangle gives {answer}."
    )


def _shadow(found: list[Label], sizes: dict[Label, Fraction]) -> Fraction | None:
    """Similar triangles: two shadows along the ground, and the height of the thing that is known."""
    if len(sizes) != 3:
        return None
    upper, *ground = sorted(sizes, key=lambda x: x.at[1])
    wanted = unknown_of(found)
    goal = wanted.at[0] if wanted else max(ground, key=lambda x: sizes[x]).at[0]
    own, other = sorted(ground, key=lambda x: abs(x.at[0] - goal))
    return sizes[upper] * sizes[own] / sizes[other]


def _isosceles(question: str, sizes: dict[Label, Fraction], confused: bool) -> float | None:
    if len(sizes) != 2:
        return None
    side, base = (float(sizes[x]) for x in sorted(sizes, key=lambda x: x.at[1]))
    height = _root(side**2 + base**2 / 4) if confused else _root(side**2 - base**2 / 4)
    if has(question, AREA):
        return height * base / 2
    return 2 * side + base if has(question, AROUND) else height


def _root(square: float) -> float:
    return math.sqrt(square) if square > 0 else 0


def _pythagoras(
    question: str, found: list[Label], sizes: dict[Label, Fraction], confused: bool
) -> float | Fraction | None:
    if len(sizes) < 2:
        return None
    p, q = (float(sizes[x]) for x in list(sizes)[:2])
    onto = has(question, ONTO)
    median = has(question, "median|mid-?point|middle of")
    if len(sizes) > 2:
        return None
    longest = None if onto or median else _hypotenuse(question, found, list(sizes))
    if longest is None:
        third, product = math.hypot(p, q), p * q
    else:
        c, leg = float(sizes[longest]), next(float(v) for x, v in sizes.items() if x is not longest)
        third = _root(c**2 + leg**2) if confused else _root(c**2 - leg**2)
        product = leg * third
    if onto:
        return third if confused else product / third
    if median:
        return third if confused else third / 2
    if has(question, AROUND) and not has(question, "area|square"):
        return third if confused else p + q + third
    if has(question, AREA):
        return third if confused else product / 2
    return third if longest or not confused else _root(abs(p * p - q * q))


def _hypotenuse(question: str, found: list[Label], known: list[Label]) -> Label | None:
    """The known label on the hypotenuse; None when both are on legs.

    With one leg level and one upright, the hypotenuse's middle is above the level leg's middle and beside the upright
    leg's. Where the third side has no label, the names of the corners tell where its middle is.
    """
    wanted = unknown_of(found)
    corners = [x for x in found if len(x.text) == 1 and x.text.isupper()]
    if wanted is not None:
        places = {id(x): x.at for x in (*known, wanted)}
    elif len(corners) == 3:
        middles = [((a.at[0] + b.at[0]) / 2, (a.at[1] + b.at[1]) / 2) for a, b in combinations(corners, 2)]
        places = {id(x): min(middles, key=lambda m: math.dist(m, x.at)) for x in known}
        rest = [m for m in middles if m not in places.values()]
        if len(rest) != 1:
            return None
        places[0] = rest[0]
    else:
        upright = has(question, "how high|height|how tall|rise|reach|how far up|above the ground")
        return min(known, key=lambda x: x.at[1]) if upright else None
    top = min(permutations(places), key=lambda order: _misfit(*(places[key] for key in order)))[0]
    return next((x for x in known if id(x) == top), None)


def _misfit(slope: Point, level: Point, upright: Point) -> float:
    return abs(slope[0] - level[0]) + abs(slope[1] - upright[1])


SOLVER = Solver("right_triangle", recognises, solve)
