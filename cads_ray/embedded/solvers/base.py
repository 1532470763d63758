"""What a solver is: a program that answers one kind of question from what was read, and abstains from all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cads_ray.embedded.reading.words import Reading


@dataclass(frozen=True)
class Problem:
    """What a judge may see. `reading` is None for a judge that sees nothing."""

    question: str
    choices: tuple[str, ...] = ()
    reading: Reading | None = None


@dataclass(frozen=True)
class Skills:
    """What a judge can do beyond reading; a missing skill makes the mistake that a person without it makes."""

    converts_units: bool = True
    finishes: bool = True  # else it answers the first of two questions
    slips: frozenset[str] = frozenset()  # as families.base.SLIPS: "diameter", "unknown", ...
    topics: frozenset[str] = frozenset()  # names of the solvers known; empty: all


@dataclass(frozen=True)
class Solution:
    answer: str
    rationale: str


@dataclass(frozen=True)
class Solver:
    """`recognises` says from 0 to 1 how much a problem looks like this solver's kind, by its words and readings alone."""

    name: str
    recognises: Callable[[Problem], float]
    solve: Callable[[Problem, Skills], Solution | None]  # None: cannot decide
