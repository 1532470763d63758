"""Solves balanced beams: which distance belongs to which load shows in where the labels stand around the pivot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from cads_ray.embedded.quantity import UNITS, Quantity
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.measured import answered, kind, of_kind, seen, single
from cads_ray.embedded.solvers.text import Label, asked_unit, has

TELLING = (
    r"lever|beam|rod\b|plank|met(?:er|re) ?stick|bar\b",
    r"balanc|equilibrium|level|horizontal|tips?\b|tilt|topple",
    r"pivot|fulcrum|support|thread|ceiling",
    r"torques?\b|moments?\b",
    r"see-?saw|mobile|children|child\b",
    r"weights?\b|loads?\b|blocks?\b|hang|hung|forces?\b",
)
HOLDING = (
    r"(?:support|pivot|fulcrum) (?:hold|carr|exert|push|bear|feel|provide|take)",
    r"(?:force|reaction|load|pull|push)[^.?]{0,20} (?:of|on|at|in|from|by) the (?:pivot|support|fulcrum)",
    r"force,? [^.?]{0,20}does the (?:support|pivot|fulcrum)",
)


def _loads(found: Sequence[Label]) -> list[Label]:
    return [x for x in found if kind(x) in ("force", "mass") or (x.unknown and x.name[:1] in ("F", "m", "W", "M", "G"))]


def _ways(found: Sequence[Label]) -> list[Label]:
    own = [x for x in found if not has(x.text, "length|total|long")]
    return [x for x in own if kind(x) == "length" or (x.unknown and x.name[:1] in ("d", "x", "l", "r", "a", "s", "L"))]


def _stands_for_something(label: Label, question: str) -> bool:
    """A bare "?", or a lone letter that the question speaks of ("the force X")."""
    return label.unknown or (len(label.text) == 1 and f" {label.text} " in re.sub(r"[?.,]", " ", question))


def recognises(problem: Problem) -> float:
    told = has(problem.question, *TELLING)
    found = seen(problem.reading)
    loads, ways = _loads(found), _ways(found)
    if told < 2 or has(problem.question, "collid|momentum|velocity|accelerat"):
        return 0
    return min(0.95, 0.35 + 0.12 * told) if len(loads) + len(ways) >= 3 and loads and ways else 0.2


def solve(problem: Problem, skills: Skills) -> Solution | None:
    found = seen(problem.reading)
    loads, ways = _loads(found), _ways(found)
    bare = [x for x in found if x not in (*loads, *ways) and _stands_for_something(x, problem.question)]
    if bare:
        (loads if len(loads) < len(ways) else ways).append(bare[0])
    if not 2 <= len(loads) == len(ways) <= 4:
        return None
    pairs = _pairs(loads, ways)
    asked = [x for x in (*loads, *ways) if x.value is None]
    if len(asked) != 1:
        return None
    unit = next(x.unit for x in of_kind(ways, "length"))
    length = asked_unit(problem.question) if UNITS.get(asked_unit(problem.question), ("",))[0] == "length" else unit
    heavy = next(x.unit for x in of_kind(loads, "force", "mass"))
    heavy = (
        asked_unit(problem.question)
        if UNITS.get(asked_unit(problem.question), ("",))[0] in ("force", "mass")
        else heavy
    )
    sizes = {
        x: _size(x, length if x in ways else heavy, skills.converts_units) for x in (*loads, *ways) if x not in asked
    }
    result = _balance(pairs, sizes, asked[0])
    if result is None or result <= 0:
        return None
    by_load, torque = (
        asked[0] in loads,
        result * next(sizes[x] for p in pairs for x in p[:2] if asked[0] in p and x in sizes),
    )
    if by_load and has(problem.question, *HOLDING):
        result += sum(sizes[x] for x in loads if x in sizes)
    elif "unknown" in skills.slips and not by_load:
        result = torque
    answer = answered(result, heavy if by_load else length, problem.question, False)
    said = ", ".join(f"{load.text} at {way.text}" for load, way, _ in pairs)
    return Solution(answer, f"The loads are {said}; equal torques on both sides give {answer}.")


def _size(label: Label, unit: str, converts: bool) -> Fraction:
    quantity = Quantity(label.value or Fraction(0), label.unit)
    same = quantity.unit in UNITS and unit in UNITS and UNITS[quantity.unit][0] == UNITS[unit][0]
    return quantity.printed_in(unit).value if converts and same else quantity.value


def _pairs(loads: list[Label], ways: list[Label]) -> list[tuple[Label, Label, int]]:
    """Each load with its distance and its side (-1 left, 1 right).

    A dimension line runs from the pivot to the load, so its label stands halfway; the right assignment is the one for
    which all loads agree best on where the pivot is. Where a distance stands right under each load, that decides.
    """
    if all(min(abs(load.at[0] - way.at[0]) for way in ways) < 15 for load in loads):
        nearest = [(load, min(ways, key=lambda w: abs(load.at[0] - w.at[0]))) for load in loads]
        middle = (min(x.at[0] for x in loads) + max(x.at[0] for x in loads)) / 2
        if len({id(way) for _, way in nearest}) == len(ways) and len(loads) == 2:
            return [(load, way, 1 if load.at[0] > middle else -1) for load, way in nearest]
    best = min(permutations(ways), key=lambda order: _spread(loads, order))
    pivot = sum(2 * way.at[0] - load.at[0] for load, way in zip(loads, best, strict=True)) / len(loads)
    return [(load, way, 1 if load.at[0] > pivot else -1) for load, way in zip(loads, best, strict=True)]


def _spread(loads: Sequence[Label], ways: Sequence[Label]) -> float:
    pivots = [2 * way.at[0] - load.at[0] for load, way in zip(loads, ways, strict=True)]
    return max(pivots) - min(pivots)


def _balance(pairs: list[tuple[Label, Label, int]], sizes: dict[Label, Fraction], asked: Label) -> Fraction | None:
    """What the asked load or distance must be for the torques to cancel."""
    torque, arm = Fraction(0), Fraction(0)
    for load, way, side in pairs:
        if asked in (load, way):
            arm = side * sizes[way if asked is load else load]
        else:
            torque += side * sizes[load] * sizes[way]
    return -torque / arm if arm else None


SOLVER = Solver("lever", recognises, single(solve))
