"""Statements about a population over time that are true or false on its chart: the choices of a question."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from cads_ray.embedded.lessons.survey import Rows

KINDS = ("largest", "smallest", "rose", "fell", "doubled", "halved", "always", "fastest")


@dataclass(frozen=True)
class Claim:
    """One statement about the series `s`, called `noun`, at the categories `a` and `b`."""

    kind: str
    noun: str
    s: str
    a: str
    b: str

    def say(self, ages: bool = False) -> str:
        """The statement; over age groups where `ages`, otherwise over years."""
        if ages:
            return {
                "largest": f"Most {self.noun} are in the age group {self.a}.",
                "smallest": f"The fewest {self.noun} are in the age group {self.a}.",
                "rose": f"There are more {self.noun} in the group {self.b} than in the group {self.a}.",
                "fell": f"There are fewer {self.noun} in the group {self.b} than in the group {self.a}.",
                "doubled": f"There are exactly twice as many {self.noun} in the group {self.b} as in the group {self.a}.",
                "halved": f"There are exactly half as many {self.noun} in the group {self.b} as in the group {self.a}.",
                "always": f"Each older group has more {self.noun} than the one before it.",
            }[self.kind]
        return {
            "largest": f"The number of {self.noun} was largest in {self.a}.",
            "smallest": f"The number of {self.noun} was smallest in {self.a}.",
            "rose": f"The number of {self.noun} was higher in {self.b} than in {self.a}.",
            "fell": f"The number of {self.noun} was lower in {self.b} than in {self.a}.",
            "doubled": f"The number of {self.noun} exactly doubled from {self.a} to {self.b}.",
            "halved": f"The number of {self.noun} was exactly halved from {self.a} to {self.b}.",
            "always": f"The number of {self.noun} grew in every interval.",
            "fastest": f"The number of {self.noun} grew most from {self.a} to {self.b}.",
        }[self.kind]

    def holds(self, rows: Rows) -> bool:
        own = {name: value for (name, series), value in rows.items() if series == self.s}
        a, b, steps = own[self.a], own[self.b], [y - x for x, y in pairwise(own.values())]
        return {
            "largest": a == max(own.values()),
            "smallest": a == min(own.values()),
            "rose": b > a,
            "fell": b < a,
            "doubled": b == 2 * a,
            "halved": 2 * b == a,
            "always": min(steps) > 0,
            "fastest": b - a == max(steps) > 0,
        }[self.kind]


def one_true(rng: random.Random, rows: Rows, nouns: dict[str, str], ages: bool = False) -> tuple[Claim, ...] | None:
    """Four statements of different kinds, exactly one of them true on the rows; `nouns` by series."""
    names = list(dict.fromkeys(name for name, _ in rows))
    kinds = [kind for kind in KINDS if not (ages and kind == "fastest")]
    claims = [_drawn(rng, kind, names, nouns) for kind in rng.sample(kinds, len(kinds))]
    true = [claim for claim in claims if claim.holds(rows)]
    false = [claim for claim in claims if not claim.holds(rows)]
    if not true or len(false) < 3:
        return None
    picked = [true[0], *false[:3]]
    rng.shuffle(picked)
    return tuple(picked)


def _drawn(rng: random.Random, kind: str, names: list[str], nouns: dict[str, str]) -> Claim:
    series = rng.choice(list(nouns))
    first, second = sorted(rng.sample(range(len(names)), 2))
    if kind == "fastest":
        second = first + 1
    return Claim(kind, nouns[series], series, names[first], names[second])


def right_one(claims: tuple[Claim, ...], rows: Rows) -> Claim | None:
    """The only statement that holds on these rows, None where none or several do."""
    true = [claim for claim in claims if claim.holds(rows)]
    return true[0] if len(true) == 1 else None
