"""Food chains and pyramids: amounts passed from row to row by printed percentages, upwards and downwards."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.asking import chosen, mentions, says, written
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.text import Label, asked_unit, convert, labels, numbers

_BOX = re.compile(r"(?P<name>[A-Z][A-Za-z ]+?)(?:\s*(?P<value>\d[\d,.]*|\?)\s*(?P<unit>[A-Za-z]{1,4})?)?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
UNITS = ("kJ", "J", "kg", "g", "t", "MJ", "kcal")
LIFE = (
    "food (?:chain|web)",
    "energy",
    "biomass",
    "trophic",
    "producer",
    "consumer",
    "predator",
    "prey",
    "eats",
    "pyramid",
    "feed",
)


@dataclass(frozen=True)
class Box:
    """One kind of living thing: its amount as printed with its unit, None where none is printed."""

    name: str
    amount: Fraction | None
    unit: str
    x: float


@dataclass
class Chain:
    """Rows of boxes from the bottom up; `passed[i]` are the percentages (with their x) between row i and the next."""

    rows: list[list[Box]]
    passed: list[list[tuple[Fraction, float]]]
    need: Fraction | None = None

    def place(self, name: str) -> int:
        return next(i for i, row in enumerate(self.rows) if any(box.name == name for box in row))

    def amount(self, place: int) -> Fraction | None:
        """The amount of a row, printed or passed on from another row; None where nothing leads there."""
        printed = [box.amount for box in self.rows[place]]
        if None not in printed:
            return sum((Fraction(value or 0) for value in printed), Fraction(0))
        below = self._from_below(place)
        return below if below is not None else self._from_above(place)

    def _from_below(self, place: int) -> Fraction | None:
        source = next((i for i in range(place - 1, -1, -1) if self.rows[i][0].amount is not None), None)
        if source is None:
            return None
        amount: Fraction = sum((box.amount or Fraction(0) for box in self.rows[source]), Fraction(0))
        for i in range(source, place):
            if not self.passed[i]:
                return None
            parts = [percent for percent, _ in self.passed[i]]
            splits = len(self.rows[i + 1]) == len(parts) > 1 and len(self.rows[i]) == 1
            amount *= (sum(parts, Fraction(0)) if splits else parts[0]) / 100
        return amount

    def _from_above(self, place: int) -> Fraction | None:
        source = next((i for i in range(place + 1, len(self.rows)) if self.rows[i][0].amount is not None), None)
        if source is None:
            return None
        amount: Fraction = sum((box.amount or Fraction(0) for box in self.rows[source]), Fraction(0))
        for i in range(source - 1, place - 1, -1):
            if not self.passed[i] or not self.passed[i][0][0]:
                return None
            amount = amount * 100 / self.passed[i][0][0]
        return amount


def read_chain(reading: Reading | None) -> Chain | None:
    """The chain of a reading, None where its labels are not names and amounts in rows one above the other."""
    if reading is None:
        return None
    found, need = labels(reading), None
    lines: list[tuple[float, list[Box]]] = []
    for label in sorted(found, key=lambda one: -one.at[1]):
        if says(label.text, "needs", "each", "one .* eats"):
            need = next((value for value, _ in numbers(label.text)), None)
        elif (box := _box(label)) is not None and not says(box.name, "sun", "energy", "biomass"):
            if lines and abs(lines[-1][0] - label.at[1]) < 12:
                lines[-1][1].append(box)
            else:
                lines.append((label.at[1], [box]))
    shares = [(Fraction(m[1]), one.at) for one in found if (m := _PERCENT.fullmatch(one.text.strip()))]
    if len(lines) < 2 or not any(box.amount is not None for _, row in lines for box in row):
        return None
    passed = [
        sorted(((share, at[0]) for share, at in shares if upper < at[1] < lower), key=lambda pair: pair[1])
        for (lower, _), (upper, _) in itertools.pairwise(lines)
    ]
    return Chain([sorted(row, key=lambda box: box.x) for _, row in lines], passed, need)


def _box(label: Label) -> Box | None:
    match = _BOX.fullmatch(label.text.strip())
    if match is None or (match["unit"] and match["unit"] not in UNITS) or len(match["name"].split()) > 2:
        return None
    value = match["value"]
    if value and value != "?" and not match["unit"]:
        return None
    amount = Fraction(value.replace(",", "").rstrip(".")) if value and value != "?" else None
    return Box(match["name"].strip(), amount, match["unit"] or "", label.at[0])


def recognises(problem: Problem) -> float:
    told = says(problem.question, *LIFE)
    if (chain := read_chain(problem.reading)) is None:
        return 0.6 if told and says(problem.question, "food", "energy", "biomass", "prey") else 0.0
    named = mentions(problem.question, [box.name for row in chain.rows for box in row])
    return 0.9 if (told or named) and (any(chain.passed) or says(problem.question, "percent", "efficiency")) else 0.3


def solve(problem: Problem, skills: Skills) -> Solution | None:
    chain = read_chain(problem.reading)
    if chain is None:
        return None
    unit = next((box.unit for row in chain.rows for box in row if box.unit), "")
    value = answer(problem.question, chain, skills)
    asked = asked_unit(problem.question)
    if (
        value is not None
        and skills.converts_units
        and asked
        and not says(problem.question, r"percent(?:age)?\b", "how many animals")
    ):
        value = convert(value, unit, asked)
    found = chosen(written(value), problem.choices)
    said = "; ".join(f"{box.name} {written(box.amount)} {box.unit}".strip() for row in chain.rows for box in row)
    return Solution(found, f"From the bottom up: {said}. So: {found}.") if found else None


def answer(question: str, chain: Chain, skills: Skills) -> Fraction | None:
    """The amount, loss, percentage or number that a question asks for, in the unit of the picture."""
    named = [chain.place(name) for name in mentions(question, [box.name for row in chain.rows for box in row])]
    low, high = min(named, default=0), max(named, default=len(chain.rows) - 1)
    low = 0 if low == high else low
    wrong = 1 if "unknown" in skills.slips and high - low > 1 else 0
    bottom, top = chain.amount(low), chain.amount(high - wrong)
    if chain.need is not None and says(question, "how many", "enough"):
        full = chain.amount(high)
        return full / chain.need if full is not None and chain.need else None
    if says(question, "percent", "efficiency", "what part", "which part") and not any(chain.passed):
        return 100 * top / bottom if top is not None and bottom else None
    if says(question, "lost", "loss", "loses", "gets lost", "smaller", "less than", "difference"):
        return bottom - top if top is not None and bottom is not None else None
    unknown = next(
        (i for i, row in enumerate(chain.rows) if row[0].amount is None and i in (0, len(chain.rows) - 1)), high
    )
    if unknown == 0 and chain.rows[0][0].amount is None:
        return chain.amount(wrong)
    return top


SOLVER = Solver("food_webs", recognises, solve)
