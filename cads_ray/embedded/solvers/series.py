"""From the words and marks of a chart to values by category and series.

A value belongs to the category under it. Of several series, bars stand in the legend's order from left to right, and
lines are named at their right ends. What is not printed is taken from the marks that were read off the scale.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from statistics import median

from cads_ray.embedded.reading.scales import Scale, vertical_scale
from cads_ray.embedded.reading.words import Mark, Reading, Word
from cads_ray.embedded.solvers.asking import lettered
from cads_ray.embedded.solvers.text import labels

_VALUE = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?%?|\?%?")
_EDGES = re.compile(r"^[^\w?(-]+\s*|[^\w?%)]+$")  # dots of a line that were read as characters
_SLICE = re.compile(r"(?P<name>[^\W\d_].*?)[\s:,-]*(?P<value>\d+(?:\.\d+)?|\?)\s*%?")


@dataclass(frozen=True)
class Data:
    """Values of a chart. `unknown` is the category and series that shows a question mark instead of one."""

    names: tuple[str, ...]
    values: dict[tuple[str, str], Fraction]
    series: tuple[str, ...] = ("",)
    unknown: tuple[str, str] | None = None
    percent: bool = False  # the values are percentages of a whole
    title: str = ""
    axis: str = ""  # what stands above the scale

    def of(self, series: str) -> dict[str, Fraction]:
        return {name: value for (name, own), value in self.values.items() if own == series}


def read_data(reading: Reading | None) -> Data | None:
    """The data of a bar, line or pie chart; None where the words are not those of a chart."""
    if reading is None:
        return None
    tokens = [token for word in reading.words for token in _split(word)]
    scale = vertical_scale(tokens)
    return _pie(reading) if scale is None else _Plot(tokens, scale, reading.marks).data()


def _split(word: Word) -> list[Word]:
    """The word's parts at blanks, at their share of the box (OCR joins neighbours into one line)."""
    parts, width = (
        [part for part in (_EDGES.sub("", p) for p in word.text.split()) if part],
        word.width or 9.0 * len(word.text),
    )
    left, at, found = word.x - width / 2, 0, []
    for part in parts:
        at = word.text.index(part, at)
        middle = left + width * (at + len(part) / 2) / max(1, len(word.text))
        found.append(
            Word(lettered(part), middle, word.y, width * len(part) / max(1, len(word.text)), word.height, word.score)
        )
        at += len(part)
    return found


def _name(text: str) -> str:
    return lettered(_EDGES.sub("", text))


def _pie(reading: Reading) -> Data | None:
    """Labels "name value" around a circle; the uppermost label without a value at its end is the title."""
    found, title, spots = [], "", []
    for label in labels(reading):
        match = _SLICE.fullmatch(label.text)
        if match and "(" not in label.text and "=" not in label.text:
            spots.append(label.at)
            found.append((lettered(match["name"].strip()), match["value"], "%" in label.text))
        elif not found and not title:
            title = label.text
    if len(found) < 3 or any(max(line) - min(line) < 60 for line in zip(*spots, strict=True)):  # in a line, not around
        return None
    values = {(name, ""): Fraction(value) for name, value, _ in found if value != "?"}
    unknown = next(((name, "") for name, value, _ in found if value == "?"), None)
    percent = sum(sign for *_, sign in found) * 2 >= len(found)
    return Data(tuple(name for name, *_ in found), values, ("",), unknown, percent, title)


@dataclass
class _Plot:
    tokens: Sequence[Word]
    scale: Scale
    marks: Sequence[Mark]
    below: list[Word] = field(default_factory=list)

    def data(self) -> Data | None:
        self.below = self._categories()
        if len(self.below) < 2:
            return None
        names, series = tuple(word.text for word in self.below), self._series()
        values, unknown = {}, None
        for word in self.below:
            found = self._printed(word)
            asked = any("?" in token.text for token in found)
            shown = [token for token in found if "?" not in token.text]
            marked = {one: self._mark(word.text, one, len(series)) for one in series}
            present = [one for one in series if not asked or len(series) == 1 or marked[one] is not None]
            if asked and len(present) in (len(series), 0) and len(series) > 1:  # no marks: bars stand in order
                present = [one for one, token in zip(series, found, strict=False) if "?" not in token.text]
            for i, one in enumerate(present if not asked or len(series) > 1 else []):
                label = shown[i] if len(shown) == len(present) else None
                if (value := self._agreed(label, marked[one])) is not None:
                    values[word.text, one] = value
            if asked:
                unknown = word.text, next((one for one in series if (word.text, one) not in values), series[0])
        return self._titled(names, series, values, unknown)

    def _titled(self, names: tuple, series: tuple, values: dict, unknown: tuple[str, str] | None) -> Data:
        head = sorted((t for t in self.tokens if t.y < self._top() - 12), key=lambda t: (round(t.y / 10), t.x))
        title = [token for token in head if token.y < head[0].y + 10]
        axis = " ".join(token.text for token in head if token not in title and token.x < self._middle())
        percent = axis.lower().startswith("percent") or "%" in axis
        return Data(names, values, series, unknown, percent, " ".join(token.text for token in title), axis)

    def _agreed(self, label: Word | None, mark: float | None) -> Fraction | None:
        """The printed value, unless its own place on the scale denies it: then a digit of it was none, or it was
        misread, and the mark is better."""
        if label is None:
            return None if mark is None else _snapped(mark, self._step())
        text = label.text.rstrip("%").replace(",", "")
        fits = [
            t
            for t in (text, text[:-1], text[1:])
            if re.fullmatch(r"\d+(\.\d+)?", t) and self._stands(label, Fraction(t))
        ]
        if fits or mark is None:
            return Fraction(fits[0] if fits else text)
        return _snapped(mark, self._step())

    def _stands(self, label: Word, value: Fraction) -> bool:
        """Whether a value's label is where the value is on the scale, or just above or below it."""
        return abs((float(value) - self.scale.offset) / self.scale.slope - label.y) < 28

    def _top(self) -> float:
        return min(self.scale.ticks)

    def _middle(self) -> float:
        return (self.scale.edge + max(word.x for word in self.below)) / 2

    def _categories(self) -> list[Word]:
        """The lowest row with at least two words right of the scale; the name of the axis below them is one word."""
        low = sorted(self.scale.ticks)[-1]
        under = [token for token in self.tokens if token.y > low - 4 and token.x > self.scale.edge]
        rows = [[t for t in under if abs(t.y - word.y) < 8] for word in sorted(under, key=lambda t: -t.y)]
        row = next((row for row in rows if len(row) >= 3), next((row for row in rows if len(row) == 2), []))
        return _filled(sorted(row, key=lambda t: t.x))

    def _series(self) -> tuple[str, ...]:
        """The names of the series in the order in which `_printed` gives their values."""
        last = self.below[-1].x
        gap = min(b.x - a.x for a, b in pairwise(self.below))
        words = [token for token in self.tokens if re.search(r"[A-Za-z]{2}", token.text)]
        ends = [t for t in words if t.x > last + 0.2 * gap and self._top() - 12 < t.y < self.below[0].y - 12]
        if len(ends) > 1:
            return tuple(token.text for token in sorted(ends, key=lambda t: t.y))
        title = min((token.y for token in self.tokens), default=0)
        legend = [t for t in words if title + 12 < t.y < self._top() - 12 and t.x > self._middle()]
        return tuple(token.text for token in sorted(legend, key=lambda t: t.x)) if len(legend) > 1 else ("",)

    def _lines(self) -> bool:
        return any(
            token.x > self.below[-1].x and token.text in self._series()
            for token in self.tokens
            if token.y > self._top() - 12
        )

    def _printed(self, category: Word) -> list[Word]:
        """The value labels over a category: from left to right, of lines from top to bottom."""
        gap = min(b.x - a.x for a, b in pairwise(self.below))
        over = [
            token
            for token in self.tokens
            if _VALUE.fullmatch(token.text)
            and self._top() - 14 < token.y < category.y - 10
            and abs(token.x - category.x) < 0.5 * gap
            and token.x > self.scale.edge + 2
        ]
        return sorted(over, key=lambda t: t.y if self._lines() else t.x)

    def _mark(self, name: str, series: str, count: int) -> float | None:
        mine = [
            mark for mark in self.marks if _name(mark.label) == name and (count == 1 or _name(mark.series) == series)
        ]
        return mine[0].value if len(mine) == 1 else None

    def _step(self) -> Fraction:
        """The distance of two ticks: 1, 2, 2.5 or 5 times a power of ten."""
        rows = sorted(self.scale.ticks)
        middle = median(abs(self.scale.value(b) - self.scale.value(a)) for a, b in pairwise(rows))
        power = Fraction(10) ** math.floor(math.log10(middle))
        return min(
            (power * Fraction(part) for part in ("1", "2", "2.5", "5", "10")),
            key=lambda one: abs(one - Fraction(middle)),
        )


def _filled(row: list[Word]) -> list[Word]:
    """Numbers below an axis, with the one put in that stands for an obvious gap between its neighbours (2, 3, _, 5)."""
    if len(row) < 3 or not all(word.text.isdigit() for word in row):
        return row
    step = min(int(b.text) - int(a.text) for a, b in pairwise(row))
    gap = min(b.x - a.x for a, b in pairwise(row))
    found = row[:1]
    for a, b in pairwise(row):
        if int(b.text) - int(a.text) == 2 * step > 0 and abs(b.x - a.x - 2 * gap) < 0.2 * gap:
            found.append(replace(a, text=str(int(a.text) + step), x=(a.x + b.x) / 2))
        found.append(b)
    return found


def _snapped(value: float, step: Fraction) -> Fraction:
    """A value read off the scale: at a grid line or half-way where it is near one, else to a tenth between two."""
    for part in (step, step / 2):
        near = round(Fraction(value) / part) * part
        if abs(near - Fraction(value)) < step * Fraction(15, 100):
            return near
    return round(Fraction(value) / (step / 10)) * (step / 10)
