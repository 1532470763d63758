"""Solves areas of composite figures: the words tell the parts, the places of the labels tell which length is which."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.text import Label, asked_unit, convert, has, labels, lengths, stated

HALF, TRIANGLE = r"semi-?circ|half (?:a )?(?:disc|circle)|half-?disc|rounded", r"triang|gable|snip|roof"
BOTH = r"both|each (?:end|side)|two (?:semi|half)|at each|track|stadium|rink"
MISSING = (
    r"cut|hole|remov|missing|without|opening|snip|pond|shed|window|clip|inside it|punch|excluding|surround|rest is"
)
STEP = r"L[- ]?shape|two rectangles|cut into|floor plan|all (?:its |the )?(?:corners|angles)"
STEP = r"L[- ]?shape|two rectangles|cut into|floor plan|all (?:its |the )?(?:corners|angles)"
DISC = r"circular|round|disc|circle"
TELLING = (
    r"area|how many square|square (?:cm|m|metres|units)|cost|coins|price|paint|carpet",
    r"rectang|right angles|L[- ]?shape|floor plan|yard|garden",
    HALF,
    rf"{TRIANGLE}|{MISSING}",
    r"shape|figure|plan|colou?red|shaded",
)
Places = dict[str, Label]
PRICE = r"(\d+(?:\.\d+)?) (?:coins|euros?|dollars?|pounds?)|[$€£] ?(\d+(?:\.\d+)?)"


def recognises(problem: Problem) -> float:
    found = labels(problem.reading) if problem.reading else []
    told = has(problem.question, *TELLING) + any(label.unit.startswith("square ") for label in found)
    sides = len(lengths(found)) + sum(label.unknown for label in found)
    plane = has(problem.question, *TELLING[1:3]) or sides >= 4
    other = any(label.unit == "degrees" for label in found) or has(
        problem.question, "sector|ring|radius|graph|hypotenuse|diagonal|opposite corners|corner to corner"
    )
    if told < 2 or not plane or sides < 2 or other:
        return 0.0
    return min(0.95, 0.25 + 0.17 * told)


def solve(problem: Problem, skills: Skills) -> Solution | None:
    question, found = problem.question, labels(problem.reading) if problem.reading else []
    known = lengths(found)
    sides = [label for label in found if label in known or label.unknown]
    placed, area = _placed(question, sides, Fraction(1) if "diameter" in skills.slips else Fraction(1, 2))
    if area is None or any(len(label.text) == 0 for label in sides):
        return None
    unit = asked_unit(question).removeprefix("square ") or next((label.unit for label in known if label.unit), "")
    values = {name: _value(label, unit, skills) for name, label in placed.items() if not label.unknown}
    unknown = next((name for name, label in placed.items() if label.unknown), "")
    total = next((label.value for label in found if label.unit.startswith("square ")), None)
    price = re.search(PRICE, question)
    if unknown:
        result = _length(area, values, unknown, total) if total is not None else None
        unit_shown = unit
    elif "unknown" in skills.slips and "height" in values:
        result, unit_shown = 2 * (values["width"] + values["height"]), unit
    else:
        cost = Fraction(price[1] or price[2]) if price else Fraction(1)
        result, unit_shown = area(values) * cost, "" if price else f"square {unit}"
    if result is None or result <= 0:
        return None
    answer = stated(result, question, unit_shown)
    return Solution(answer, f"Read {', '.join(label.text for label in placed.values())}; that gives {answer}.")


def _value(label: Label, unit: str, skills: Skills) -> Fraction:
    value = label.value or Fraction(0)
    return convert(value, label.unit, unit) if skills.converts_units else value


def _length(
    area: Callable[[dict[str, Fraction]], Fraction], values: dict[str, Fraction], unknown: str, total: Fraction
) -> Fraction | None:
    """The length that makes the total: the area grows evenly with it."""
    at_zero, at_one = (area({**values, unknown: Fraction(x)}) for x in (0, 1))
    return (total - at_zero) / (at_one - at_zero) if at_one != at_zero else None


def _placed(
    question: str, sides: list[Label], radius_of: Fraction
) -> tuple[Places, Callable[[dict[str, Fraction]], Fraction] | None]:
    """Which label is which length, and the area as a function of the lengths; None for a figure that is not known."""
    if len(sides) < 2:
        return {}, None
    pi = Fraction(22, 7) if "22/7" in question else Fraction(314, 100)
    width = max(sides, key=lambda label: label.at[1])
    rest = [label for label in sides if label is not width]
    left = min(rest, key=lambda label: label.at[0])
    others = [label for label in rest if label is not left]
    base: Places = {"width": width, "height": left}
    if has(question, HALF) and len(sides) == 2:
        if has(question, BOTH):
            return base, lambda n: n["width"] * n["height"] + pi * (n["height"] * radius_of) ** 2
        return base, lambda n: n["width"] * n["height"] + pi * (n["width"] * radius_of) ** 2 / 2
    if len(others) == 1 and has(question, MISSING) and has(question, DISC):
        return base | {"hole": others[0]}, lambda n: n["width"] * n["height"] - pi * (n["hole"] * radius_of) ** 2
    if len(others) == 1 and has(question, TRIANGLE):
        return base | {"rise": others[0]}, lambda n: n["width"] * n["height"] + n["width"] * n["rise"] / 2
    if len(others) < 2:
        return {}, None
    top, side = min(others, key=lambda label: label.at[1]), max(others, key=lambda label: label.at[0])
    if top is side:
        side = max((label for label in others if label is not top), key=lambda label: label.at[0])
    whole = base | {"top": top, "side": side}
    stepped = has(question, STEP)
    if has(question, TRIANGLE) and not stepped:
        return whole, lambda n: n["width"] * n["height"] - n["top"] * n["side"] / 2
    if has(question, MISSING) and not stepped:
        return whole, lambda n: n["width"] * n["height"] - n["top"] * n["side"]
    return whole, lambda n: n["width"] * n["side"] + n["top"] * (n["height"] - n["side"])


SOLVER = Solver("composite_area", recognises, solve)
