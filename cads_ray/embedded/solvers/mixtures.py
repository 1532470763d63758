"""Solves mixtures (solutions, alloys, warm water) from the columns of labels: quantity and content of each part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.quantity import UNITS, Quantity
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.measured import answered, kind, seen, single
from cads_ray.embedded.solvers.text import Label, asked_unit, has, numbers

TELLING = (
    r"concentrat|molarit|solutions?\b|mol/L|moles?\b|content|share of|per ?cent",
    r"mix|dilut|combin|pour|tip|empt|melt|fuse|stir|add|blend",
    r"beakers?\b|flasks?\b|vessels?\b|buckets?\b|tub\b|bath\b|ingots?\b|bars?\b|cups?\b|jugs?\b|nuggets?\b|lumps?\b",
    r"salt|gold|alloy|acid|dissolved|solute|warm|temperature",
    r"how (?:many|much)|volume|amount",
)
WHOLE = "mixture|mixed|mix|alloy|bath|final|result|together|total|new"
_CONTENT = re.compile(r"mol\b|mol ?/|°|%|\d ?M\b|g ?/ ?[Ll]")


@dataclass(frozen=True)
class Part:
    """A column of labels: a quantity and a content, None when it is asked; the mixture has no quantity."""

    quantity: Label | None
    content: Fraction | None
    whole: bool


def _is_content(label: Label) -> bool:
    if label.unknown:
        return label.name[:1] in ("c", "C", "T", "x", "w")
    return bool(_CONTENT.search(label.text)) or has(label.text, r"(?:pure )?water\b", "solvent") > 0


def _is_quantity(label: Label) -> bool:
    return kind(label) in ("volume", "mass") or (label.unknown and label.name[:1] in ("V", "v", "m"))


def _columns(found: Sequence[Label]) -> list[list[Label]]:
    """Labels below one another, from left to right; what stands alone in the upper part is no part of a mixture."""
    columns: list[list[Label]] = []
    for label in sorted(found, key=lambda x: x.at[0]):
        home = next((c for c in columns if abs(c[0].at[0] - label.at[0]) < 32), None)
        if home is None:
            columns.append([label])
        else:
            home.append(label)
    return [c for c in columns if any(_is_content(x) for x in c) and len(c) > 1]


def _parts(found: Sequence[Label]) -> list[Part]:
    parts = []
    for column in _columns(found):
        whole = any(has(x.text, WHOLE) for x in column)
        contents = [x for x in column if _is_content(x)]
        quantity = next((x for x in column if _is_quantity(x) and x not in contents), None)
        content = contents[-1]
        pure = has(content.text, r"(?:pure )?water\b", "solvent") and content.value is None
        parts.append(Part(quantity, Fraction(0) if pure else content.value, whole or quantity is None))
    return parts


def recognises(problem: Problem) -> float:
    told = has(problem.question, *TELLING)
    parts = [p for p in _parts(seen(problem.reading)) if p.quantity]
    if told < 2 or has(problem.question, "resist|circuit|manometer|pipes?\b"):
        return 0
    return min(0.95, 0.3 + 0.12 * told + 0.05 * len(parts)) if len(parts) >= 2 else 0.2


def solve(problem: Problem, skills: Skills) -> Solution | None:
    found, question = seen(problem.reading), problem.question
    parts = _parts(found)
    mixed = [p for p in parts if p.whole]
    single = [p for p in parts if not p.whole and p.quantity is not None]
    if len(single) < 2 or len(mixed) > 1:
        return None
    asked = asked_unit(question)
    unit = next(p.quantity.unit for p in single if p.quantity is not None and p.quantity.unit)
    if UNITS.get(asked, ("",))[0] in ("volume", "mass") and kind_of(asked) == kind_of(unit):
        unit = asked
    sizes = [_size(p.quantity, unit, skills.converts_units) for p in single]
    contents = [p.content for p in single]
    goal = mixed[0].content if mixed else None
    if goal is None:
        goal = next((v for v, u in numbers(question) if u in ("mol/L", "%")), None)
    by_mass = kind_of(unit) == "mass"
    if None not in sizes and None not in contents:
        total = sum(
            (q * c for q, c in zip(sizes, contents, strict=True) if q is not None and c is not None), Fraction(0)
        )
        whole = sum((q for q in sizes if q is not None), Fraction(0))
        result: tuple[Fraction, str] | None = _sum(total, whole, by_mass, unit, question, skills.converts_units)
    else:
        result = _lacking(sizes, contents, goal, unit, "unknown" in skills.slips)
    if result is None or result[0] < 0:
        return None
    if result[1] == "content":
        result = result[0], _content_unit(found)
    answer = answered(*result, question, False)
    said = ", ".join(f"{p.quantity.text if p.quantity else '?'} of content {p.content}" for p in single)
    return Solution(answer, f"The parts are {said}; quantity x content adds up, which gives {answer}.")


def kind_of(unit: str) -> str:
    return UNITS[unit][0] if unit in UNITS else ""


def _content_unit(found: Sequence[Label]) -> str:
    text = " ".join(x.text for x in found)
    return "mol/L" if "mol" in text else "%" if "%" in text else "°C"


def _size(label: Label | None, unit: str, converts: bool) -> Fraction | None:
    if label is None or label.value is None:
        return None
    quantity = Quantity(label.value, label.unit)
    same = kind_of(label.unit) == kind_of(unit)
    return quantity.printed_in(unit).value if converts and same and label.unit in UNITS else quantity.value


def _sum(
    total: Fraction, whole: Fraction, by_mass: bool, unit: str, question: str, converts: bool
) -> tuple[Fraction, str] | None:
    """The content of the mixture, or the amount in it where the question asks for moles or grams of one substance."""
    moles = r"how many moles (?!per)|amount of (?:dissolved|substance|salt|solute)|in mol\b(?!/)|number of moles"
    if has(question, moles):
        scale = Quantity(Fraction(1), unit).printed_in("L").value if converts and kind_of(unit) == "volume" else 1
        return total * scale, "mol"
    grams = r"(?:how many|how much) (?:(?!per)\w+ )*gold|mass of (?:pure )?gold|in grams|grams of"
    if by_mass and has(question, grams) and not has(question, "per ?cent|share of"):
        return total / 100, unit
    return (total / whole, "content") if whole else None


def _lacking(
    sizes: list[Fraction | None], contents: list[Fraction | None], goal: Fraction | None, unit: str, confused: bool
) -> tuple[Fraction, str] | None:
    """The one quantity or content that is not printed, from the content of the mixture."""
    known = [(q, c) for q, c in zip(sizes, contents, strict=True) if q is not None and c is not None]
    odd = [(q, c) for q, c in zip(sizes, contents, strict=True) if q is None or c is None]
    if len(odd) != 1 or goal is None or odd[0] == (None, None):
        return None
    quantity, content = odd[0]
    if quantity is None and content is not None:
        if goal == content:
            return None
        found = sum((q * (c - goal) for q, c in known), Fraction(0)) / (goal - content)
        return (found + sum(q for q, _ in known) if confused else found), unit
    assert quantity is not None
    whole = quantity + sum(q for q, _ in known)
    return (goal * whole - sum((q * c for q, c in known), Fraction(0))) / quantity, "content"


SOLVER = Solver("mixtures", recognises, single(solve))
