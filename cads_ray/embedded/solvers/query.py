"""What a question about a table asks: its words, the rows and columns that it names, the numbers that it states."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.solvers.asking import NUMBER, says
from cads_ray.embedded.solvers.base import Skills
from cads_ray.embedded.solvers.grids import Grid
from cads_ray.embedded.solvers.request import GAP
from cads_ray.embedded.solvers.text import asked_unit, convert, numbers

PRICE, COUNT = (
    ("price", "eur", "€", "cost", "$"),
    ("number", "pack", "pot", "piece", "quantity", "bag", "amount", "count", "pcs"),
)
BACK = (
    "came back",
    "come back",
    "sent back",
    "return",
    "net",
    "subtract",
    "still out",
    "stay",
    "kept",
    "left over",
    "taken off",
)
TOTAL = (r"total\b", r"sum\b")
BILL = rf"(?:with|from|of|over|note of|gives?)(?: a)? ({NUMBER.pattern})[- ]?(?:euros?|EUR|€)"
Value = Fraction | str | None


@dataclass(frozen=True)
class Query:
    """A question about a table: the rows and columns it names, in order, and the numbers it states."""

    text: str
    grid: Grid
    rows: list[str]
    columns: list[int]
    stated: list[Fraction]
    skills: Skills

    def says(self, *patterns: str) -> bool:
        return says(self.text, *patterns)

    def cells(self, column: int, names: list[str] | None = None) -> list[Fraction]:
        """The numbers of a column, in the asked unit; raises LookupError where one of them cannot be read."""
        return [self._number(self.grid.rows[name][column]) for name in (self.body if names is None else names)]

    def row(self, name: str) -> list[Fraction]:
        return [self._number(cell) for cell in self.grid.rows[name]]

    @property
    def body(self) -> list[str]:
        """The rows that are no totals."""
        return [name for name in self.grid.rows if not says(name, *TOTAL)]

    def _number(self, cell: str) -> Fraction:
        found = numbers(cell)
        if not found:
            raise LookupError(cell)
        value, unit = found[0]
        return (
            convert(value, unit, asked_unit(self.text))
            if self.skills.converts_units and unit not in ("", "%")
            else value
        )

    def combined(self, parts: list[Fraction]) -> Fraction:
        """Two values compared or values added, as the question asks."""
        return abs(parts[0] - parts[1]) if len(parts) == 2 and self.says(*GAP) else sum(parts, Fraction(0))
