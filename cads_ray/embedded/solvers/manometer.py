"""Solves mercury manometers from the two levels and the printed pressures; and the pressure at a depth of water."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from cads_ray.embedded.quantity import UNITS, Quantity
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.measured import answered, kind, seen, single
from cads_ray.embedded.solvers.text import Label, has, numbers

TELLING = (
    r"manometer|barometer|u-?tube",
    r"mercury|mm ?hg|torr",
    r"gas(?:es)?\b|bulbs?\b|flasks?\b",
    r"pressure",
    r"diver|depth|deep|lake|sea\b|under ?water|rope|boat",
    r"open|closed|evacuated|vacuum|atmospher|air\b|atm\b",
)
CLOSED = "closed|sealed|evacuated|vacuum"
LAKE = r"diver|lake|sea\b|under ?water|submarine|m of water|depth"


def _is_pressure(label: Label) -> bool:
    return has(label.text, r"(?:\d+ ?)?(?:mm|cm) ?hg", r"\d+(?:\.\d+)? ?mm ?hg") > 0 or kind(label) == "pressure"


def _pressure(label: Label, converts: bool) -> Fraction:
    """In mm of mercury; as printed by one who does not convert."""
    if kind(label) == "length" and "hg" not in label.text.lower():  # a barometer's column
        return Quantity(label.value or Fraction(0), label.unit).base(converts) * (1000 if converts else 1)
    unit = "mm Hg" if re.search("mm ?hg", label.text, re.IGNORECASE) else label.unit
    unit = "cm Hg" if re.search("cm ?hg", label.text, re.IGNORECASE) else unit
    return Quantity(label.value or Fraction(0), unit if unit in UNITS else "mm Hg").base(converts)


def recognises(problem: Problem) -> float:
    told = has(problem.question, *TELLING)
    if told < 2 or not has(problem.question, "pressure|manometer|barometer|mercury|torr|mm ?hg|u-?tube"):
        return 0
    found = seen(problem.reading)
    lengths = [x for x in found if kind(x) == "length" or _is_pressure(x)]
    return min(0.95, 0.35 + 0.12 * told) if lengths else 0.25


def solve(problem: Problem, skills: Skills) -> Solution | None:
    found, question = seen(problem.reading), problem.question
    work = _lake if has(question, LAKE) and not has(question, "mercury|manometer") else _tube
    result = work(found, question, skills)
    if result is None or result[0] < 0:
        return None
    value, unit = result
    if unit == "mm Hg":
        unit = _asked(question)
        value = Quantity(value, "mm Hg").printed_in(unit).value if skills.converts_units else value
    answer = answered(value, unit, question, False)
    read = ", ".join(x.text for x in found if x.value is not None)
    return Solution(answer, f"Read {read}; pressure plus column is equal on both sides, which gives {answer}.")


def _asked(question: str) -> str:
    """The unit of pressure that the last sentence asks for."""
    request = re.split(r"(?<=[.!?])\s+(?=[A-Z])", question.strip())
    asking = " ".join(s for s in request if has(s, "in ", "how many")) or question
    for unit, words in (("torr", r"torr"), ("kPa", r"kpa|kilopascal"), ("atm", r"in atm")):
        if has(asking, words):
            return unit
    return "mm Hg"


def _lake(found: Sequence[Label], question: str, skills: Skills) -> tuple[Fraction, str] | None:
    """Surface pressure plus one atmosphere for every 10 m, or as the question says, between the two marks."""
    marks = sorted((x for x in found if kind(x) == "length" and x.unit in ("m", "cm")), key=lambda x: x.at[1])
    air = [x for x in found if _is_pressure(x) and x.value is not None]
    if not marks or len(marks) > 2 or len(air) != 1:
        return None
    depths = [Quantity(x.value or Fraction(0), x.unit).base(skills.converts_units) for x in marks]
    depth = abs(depths[-1] - depths[0]) if len(depths) == 2 else depths[0]
    per = next((v for v, unit in numbers(question) if unit == "m"), Fraction(10))
    if not skills.converts_units:
        return _pressure(air[0], False) + depth / per, "atm"
    return Quantity(_pressure(air[0], True), "mm Hg").printed_in("atm").value + depth / per, "atm"


def _tube(found: Sequence[Label], question: str, skills: Skills) -> tuple[Fraction, str] | None:
    """gas + left level = other side + right level, all in mm of mercury."""
    converts, factor = skills.converts_units, 1000 if skills.converts_units else 1
    pressures = [x for x in found if x.value is not None and _is_pressure(x)]
    columns = [x for x in found if kind(x) == "length" and x not in pressures]
    if barometer := next((x for x in found if has(x.text, "barometer")), None):
        near = min(columns, key=lambda x: abs(x.at[0] - barometer.at[0]), default=None)
        columns = [x for x in columns if x is not near]
        pressures += [near] if near else []
    heights = [x for x in found if x.unknown and x.name[:1] in ("h", "H", "x", "l")]
    unknown = next((x for x in found if x.unknown and x not in heights), None)
    levels = sorted([*columns, *heights], key=lambda x: x.at[0])
    if len(levels) == 1 and not heights:
        return _single(levels[0], pressures, f"{question} {' '.join(x.text for x in found)}", converts)
    if len(levels) != 2 or len(heights) > 1:
        return None
    sizes = [Quantity(x.value, x.unit).base(converts) * factor if x.value is not None else None for x in levels]
    left = [x for x in pressures if x.at[0] < levels[0].at[0]]
    right = [x for x in pressures if x not in left]
    values = {"left": _one(left, converts), "right": _one(right, converts)}
    told = [v for v, _ in _told(question)]
    if values["right"] is None and not (unknown and unknown.at[0] > levels[0].at[0]):
        closed = has(f"{question} {' '.join(x.text for x in found)}", CLOSED)
        values["right"] = Fraction(0) if closed else told[0] if told else None
    elif has(question, "closed[- ](?:end|tube)|evacuated"):
        values["right"] = Fraction(0)
    return _equal(values["left"], values["right"], sizes, "unknown" in skills.slips)


def _single(height: Label, pressures: list[Label], said: str, converts: bool) -> tuple[Fraction, str] | None:
    """One printed difference of levels: the whole pressure at a closed end; at an open end words must tell its sign."""
    column = Quantity(height.value or Fraction(0), height.unit).base(converts) * (1000 if converts else 1)
    if has(said, CLOSED):
        return column, "mm Hg"
    air = [*(_pressure(x, converts) for x in pressures), *(value for value, _ in _told(said))]
    higher = has(said, r"(?:higher|above|more)[^.?]{0,40}(?:open|outer|right|atmospher)")
    lower = has(
        said, r"(?:lower|below)[^.?]{0,40}(?:open|outer|right|atmospher)", r"(?:higher|above)[^.?]{0,40}(?:gas|left)"
    )
    if len(air) != 1 or bool(higher) == bool(lower):
        return None
    return (air[0] + column if higher else air[0] - column), "mm Hg"


def _told(question: str) -> list[tuple[Fraction, str]]:
    """Pressures that the question itself states, in mm of mercury."""
    pattern = r"(\d+(?:\.\d+)?) ?(mm ?Hg|torr|atm)\b"
    return [(Fraction(n) * (760 if unit == "atm" else 1), unit) for n, unit in re.findall(pattern, question)]


def _one(group: list[Label], converts: bool) -> Fraction | None:
    return _pressure(group[0], converts) if len(group) == 1 else None


def _equal(
    gas: Fraction | None, other: Fraction | None, levels: list[Fraction | None], confused: bool
) -> tuple[Fraction, str] | None:
    """Solves gas + levels[0] = other + levels[1] for the one that is None; confused: the bare difference of levels."""
    a, b = levels
    if a is not None and b is not None:
        if gas is None and other is not None:
            return other + b - a, "mm Hg"
        if gas is not None and other is None:
            return (abs(b - a) if confused else gas + a - b), "mm Hg"
        return None
    if gas is None or other is None:
        return None
    return (gas - other + a, "mm") if a is not None else (other - gas + b, "mm") if b is not None else None


SOLVER = Solver("manometer", recognises, single(solve))
