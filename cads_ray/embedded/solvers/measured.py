"""What solvers of physics and chemistry share: sizes of labels in base units, and answers in the unit that is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction

from cads_ray.embedded.quantity import UNITS, Quantity
from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.rounding import plain
from cads_ray.embedded.solvers.base import Problem, Skills, Solution
from cads_ray.embedded.solvers.text import Label, asked_decimals, asked_unit, convert, has, labels, numbers

Solve = Callable[[Problem, Skills], Solution | None]

# How a question may name a unit beside its symbol.
SPOKEN = {
    "atm": "atmospheres?",
    "mm Hg": "mm ?hg|millimet(?:er|re)s of mercury|torr",
    "torr": "mm ?hg|torr",
    "mol": "moles?",
    "mol/L": "moles? per lit|molarity|mol",
    "%": "per ?cent|%",
    "°C": "celsius|°",
    "m/s": "met(?:er|re)s? per second",
    "m/s²": "met(?:er|re)s? per second",
    "L/s": "lit(?:er|re)s? per second",
    "A": "amp",
    "kPa": "kilopascal",
    "t": "tons?|tonnes?",
}


def seen(reading: Reading | None) -> list[Label]:
    """The labels that were read; of "I = 2 A" the quantity is what follows the "=", whatever the "I" was taken for."""
    found = labels(reading) if reading else []
    return [_after_equals(label) if "=" in label.text else label for label in found]


def _after_equals(label: Label) -> Label:
    value, unit = next(iter(numbers(label.text.partition("=")[2])), (None, ""))
    return replace(label, value=value, unit=unit)


def kind(label: Label) -> str:
    """What the label's unit measures ("mass", "speed"), "" without a unit."""
    return UNITS[label.unit][0] if label.unit in UNITS else ""


def of_kind(found: Iterable[Label], *kinds: str) -> list[Label]:
    return [label for label in found if label.value is not None and kind(label) in kinds]


def size(label: Label, converts: bool) -> Fraction:
    """The value in the base unit of its kind; a judge that does not convert takes the number as it stands."""
    return Quantity(label.value or Fraction(0), label.unit).base(converts)


def given(question: str, *kinds: str) -> list[Label]:
    """Quantities of these kinds that the question itself states."""
    return [
        Label(f"{value} {unit}", (0, 0), 0, value, unit, "")
        for value, unit in numbers(question)
        if unit in UNITS and UNITS[unit][0] in kinds
    ]


def request(question: str) -> str:
    """The sentences that ask; what comes before them tells the scene."""
    sentences = re.split(r"(?<=[.!?;])\s+", question.strip())
    order = r"(?:find|give|calculate|determine|compute|work out|use|state|answer|express)\b"
    asking = [s for s in sentences if s.endswith("?") or has(s, order)]
    return " ".join(asking or sentences[-1:])


def single(solve: Solve) -> Solve:
    """The solver's `solve`, abstaining from questions in several parts: one answer would be no answer."""

    def careful(problem: Problem, skills: Skills) -> Solution | None:
        return None if re.search(r"\(a\).*\(b\)", problem.question, re.DOTALL) else solve(problem, skills)

    return careful


def answered(value: Fraction, unit: str, question: str, converts: bool = True) -> str:
    """The answer from a value in `unit`: in the unit that the question asks for, which is then left out."""
    asked = asked_unit(question)
    if converts and asked in UNITS and unit in UNITS:
        value = convert(value, unit, asked)
    number = plain(value, asked_decimals(question))
    named = asked or not unit or re.search(SPOKEN.get(unit, re.escape(unit)), question, re.IGNORECASE)
    return number if named else f"{number} {unit}"
