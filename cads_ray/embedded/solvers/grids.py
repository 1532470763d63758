"""A table read back from its words: a header, and rows of cells under it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.text import Label, labels, numbers

_CELL = re.compile(r"[-−]?\d[\d.,:]*\s*(?:%|[A-Za-z€$]{0,5})|\?.*|[€$]\s*\d[\d.,]*")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")


@dataclass(frozen=True)
class Grid:
    """The header's texts, the first one over the names of the rows, and the cells by row name; "" for an empty cell."""

    head: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]

    def column(self, *words: str) -> int | None:
        """The place of the first cell column whose header holds one of the words."""
        return next((i for i, text in enumerate(self.head[1:]) if any(word in text.lower() for word in words)), None)

    @property
    def clocks(self) -> bool:
        """Whether the cells are times of day."""
        cells = [cell for row in self.rows.values() for cell in row if cell]
        return sum(bool(_TIME.fullmatch(cell)) for cell in cells) > len(cells) / 2

    @property
    def unknown(self) -> tuple[str, int] | None:
        """Row and column of the cell with a question mark."""
        return next(((name, i) for name, row in self.rows.items() for i, cell in enumerate(row) if "?" in cell), None)


def is_cell(text: str) -> bool:
    return bool(_CELL.fullmatch(text.strip()))


def _is_value(text: str) -> bool:
    """Whether a text is a cell and no header: a year may head a column."""
    return is_cell(text) and not re.fullmatch(r"(?:19|20)\d\d", text.strip())


def number(cell: str) -> Fraction | None:
    """The number in a cell, None for a cell without one."""
    return next((value for value, _ in numbers(cell)), None)


def minutes(cell: str) -> Fraction | None:
    """The minutes since midnight of a time of day."""
    match = _TIME.fullmatch(cell.strip())
    return Fraction(60 * int(match[1]) + int(match[2])) if match else None


def read_grid(reading: Reading | None) -> Grid | None:
    """The table of a reading, None where its words do not stand in rows and columns."""
    if reading is None:
        return None
    single = [label for word in reading.words for label in labels(replace(reading, words=(word,)))]
    return _grid(labels(reading)) or _grid(single)  # in narrow columns, neighbours look like one label


def _grid(found: list[Label]) -> Grid | None:
    lines = _lines(found)
    wide = [line for line in lines if len(line) >= 2]
    if len(wide) < 3 or len(wide) < len(lines) - 2 or any(_is_value(label.text) for label in wide[0]):
        return None
    middles = [label.at[0] for label in wide[0]]
    rows: dict[str, tuple[str, ...]] = {}
    for line in wide[1:]:
        cells = [""] * len(middles)
        for label in line:
            place = min(range(len(middles)), key=lambda i: abs(middles[i] - label.at[0]))
            cells[place] = f"{cells[place]} {label.text}".strip()
        if cells[0]:
            rows[cells[0]] = tuple(cells[1:])
    full = sum(bool(is_cell(cell)) for row in rows.values() for cell in row)
    if len(rows) < 2 or full < 0.7 * sum(map(len, rows.values())):
        return None
    return Grid(tuple(label.text for label in wide[0]), rows)


def _lines(found: list[Label]) -> list[list[Label]]:
    """Labels that stand side by side, lines from top to bottom, each from left to right."""
    lines: list[list[Label]] = []
    for label in sorted(found, key=lambda one: one.at[1]):
        if lines and abs(lines[-1][0].at[1] - label.at[1]) < 0.6 * max(label.height, 10):
            lines[-1].append(label)
        else:
            lines.append([label])
    return [sorted(line, key=lambda one: one.at[0]) for line in lines]


def tags(reading: Reading | None) -> dict[str, Fraction]:
    """Names with a price right below them: price tags."""
    if reading is None:
        return {}
    found = labels(reading)
    prices = [one for one in found if re.search(r"\d\s*(?:EUR|euros?|€|\$)|[€$]\s*\d", one.text, re.IGNORECASE)]
    named: dict[str, Fraction] = {}
    for price in prices:
        above = [one for one in found if one.value is None and 0 < price.at[1] - one.at[1] < 3 * price.height]
        name = min(above, key=lambda one: abs(one.at[0] - price.at[0]), default=None)
        if name is not None and abs(name.at[0] - price.at[0]) < 40 and price.value is not None:
            named[name.text] = price.value
    return named
