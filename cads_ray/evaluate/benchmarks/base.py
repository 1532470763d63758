"""What a benchmark is: how its published rows hold problems, what its scores are broken down by, and its own rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cads_ray.corpus.columns import Values
from cads_ray.corpus.problem import Problem
from cads_ray.corpus.reading import Reshape, as_it_is

Told = Mapping[str, Any]  # the plain values of a row that its benchmark's own rule reads
Own = Callable[["Key", str, Told], bool]


@dataclass(frozen=True)
class Key:
    """What an answer is compared with: the key, other keys that count as well, and the texts of the choices."""

    answer: str
    also: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    unit: str = ""
    tolerance: str = ""

    @property
    def all(self) -> tuple[str, ...]:
        return (self.answer, *self.also)


@dataclass(frozen=True)
class Benchmark:
    """`reshape`: a published row -> the rows of its problems, as `corpus` reads them.

    `dimensions`: columns by whose values scores are broken down. `own`: whether the benchmark's published rule takes an
    answer, as far as it needs no model; None where it is the matcher's; `rule` says it in words. `tells`: the columns that
    it reads. `hides`: the choices stand in the picture and are not shown in words.
    """

    name: str
    dimensions: tuple[str, ...]
    reshape: Reshape = as_it_is
    own: Own | None = None
    rule: str = ""
    tells: tuple[str, ...] = ()
    hides: bool = False

    def broken_down(self, values: Values, problem: Problem) -> dict[str, list[str]]:
        """The cells of a row, by dimension; a column may hold several values (MathVista's skills)."""
        row = {"domain": problem.domain, "source": problem.source, "kind": kind_of(problem), **values}
        cells = {name: _cells(row.get(name)) for name in self.dimensions}
        return {name: found for name, found in cells.items() if found}

    def told(self, values: Values) -> dict[str, Any]:
        return {name: values[name] for name in self.tells if isinstance(values.get(name), str | int | float | list)}


def kind_of(problem: Problem) -> str:
    return "multiple choice" if problem.choices else "open"


def _cells(value: object) -> list[str]:
    if isinstance(value, str) and value.startswith("["):
        value = [part.strip(" '\"") for part in value.strip("[]").split(",")]
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [str(one) for one in value if one not in (None, "")]
    return [] if value in (None, "") else [str(value)]


def with_hint(question: str, hint: str) -> str:
    """The question and, on a line of its own, in what form the benchmark wants the answer."""
    return f"{question}\n{hint}" if hint and hint not in question else question


def number(text: str) -> float | None:
    """The number that a text is, thousands' commas allowed; None for any other text."""
    try:
        return float(text.strip().rstrip("%").replace(",", ""))
    except ValueError:
        return None


def letter_of(text: str, options: Sequence[str]) -> str:
    """The letter of the choice that a text names or is; "" for none."""
    bare = text.strip().strip("().: ")
    if len(bare) == 1 and "A" <= bare.upper() < chr(65 + max(len(options), 1)):
        return bare.upper()
    if len(bare) > 2 and bare[1] in ").:" and bare[0].isupper():
        return letter_of(bare[0], options)
    found = [n for n, option in enumerate(options) if option.strip().lower() == text.strip().lower()]
    return chr(65 + found[0]) if len(found) == 1 else ""
