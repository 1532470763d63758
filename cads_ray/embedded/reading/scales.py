"""Values read off the scale of a chart: the tops of bars and the points of lines, by the ticks' words and by colour.

The printed ticks give a linear scale; a coloured shape over a category's word gives its value. An axis without at least
three legible ticks in a column yields nothing: a guessed scale would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from cads_ray.embedded.reading.words import Mark, Word

_NUMBER = re.compile(r"-?\d+(,\d{3})*(\.\d+)?")
_CHROMA = 40  # of 255: grid, axes and text are grey or black, what carries a value is coloured
_ALIKE = 0.985  # cosine between two colours' directions away from white


@dataclass(frozen=True)
class Scale:
    """value = slope * row + offset; `ticks` are the rows of the printed values, from top to bottom."""

    slope: float
    offset: float
    ticks: tuple[float, ...]
    edge: float  # the right edge of the ticks' words: the plot begins there

    def value(self, row: float) -> float:
        return self.slope * row + self.offset

    @property
    def span(self) -> float:
        """From the lowest to the highest printed value."""
        return abs(self.slope) * (self.ticks[-1] - self.ticks[0])


@dataclass(frozen=True)
class Series:
    """The pixels of one hue inside the plot (height, width), those of dots and text, and the name in the legend."""

    mask: np.ndarray
    dark: np.ndarray
    name: str = ""


def marks(seen: np.ndarray, words: Sequence[Word]) -> tuple[Mark, ...]:
    """Marks of a chart on RGB pixels (height, width, 3), words in the same pixels; () where no scale is legible."""
    scale = vertical_scale(words)
    names = categories(words, scale) if scale else ()
    if scale is None or len(names) < 2:
        return ()
    series = _series(seen, words, scale, names)
    foot = max((int(np.flatnonzero(one.mask.any(axis=1)).max()) for one in series), default=0)
    printed = [w for w in words if number(w.text) is not None and w.x > scale.edge and w.y < names[0].y - 8]
    return tuple(mark for one in series for mark in _values(one, scale, names, foot, printed))


def number(text: str) -> float | None:
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def vertical_scale(words: Sequence[Word]) -> Scale | None:
    """The leftmost column of at least three numbers that lie on a straight line of value over row."""
    ticks = sorted((word for word in words if number(word.text) is not None), key=lambda word: word.x + word.width / 2)
    for first in ticks:
        edge = first.x + first.width / 2
        column = [word for word in ticks if abs(word.x + word.width / 2 - edge) < 10]
        if (scale := _fit(column, edge)) is not None:
            return scale
    return None


def _fit(column: Sequence[Word], edge: float) -> Scale | None:
    """The line through two ticks that most others agree with: one misread tick does not bend it."""
    points = sorted((word.y, float(number(word.text) or 0)) for word in column)
    best: list[tuple[float, float]] = []
    for (y1, v1), (y2, v2) in combinations(points, 2):
        if y2 - y1 < 8 or v1 <= v2:
            continue
        slope = (v2 - v1) / (y2 - y1)
        near = [(y, v) for y, v in points if abs((v - v1) / slope - (y - y1)) < 4]
        best = max(best, near, key=len)
    if len(best) < 3:
        return None
    rows, values = zip(*best, strict=True)
    slope, offset = np.polyfit(rows, values, 1)
    return Scale(float(slope), float(offset), tuple(rows), edge)


def categories(words: Sequence[Word], scale: Scale) -> tuple[Word, ...]:
    """The words of the first row of several below the lowest tick, from left to right."""
    below = [word for word in words if word.y > scale.ticks[-1] + 6 and word.x > scale.edge - 4]
    for first in sorted(below, key=lambda word: word.y):
        row = [word for word in below if 0 <= word.y - first.y < 8]
        if len(row) > 1:
            return tuple(sorted(row, key=lambda word: word.x))
    return ()


def _series(seen: np.ndarray, words: Sequence[Word], scale: Scale, names: Sequence[Word]) -> list[Series]:
    """One series for each hue in the plot; where a legend names some, the nameless are seams between two of them."""
    dark = 255.0 - seen
    strength = np.linalg.norm(dark, axis=2)
    coloured = seen.max(axis=2).astype(int) - seen.min(axis=2) > _CHROMA
    hues = dark / np.maximum(strength, 1)[:, :, None]
    gap = min(b.x - a.x for a, b in pairwise(names))
    plot = np.zeros_like(coloured)
    rows = slice(max(0, int(scale.ticks[0]) - 6), int(names[0].y - names[0].height / 2))
    plot[rows, int(scale.edge) : int(names[-1].x + 0.6 * gap)] = True
    inked = strength > 60
    inked[rows, : int(names[-1].x) + 3] = False  # a legend is above or beside what it names
    black = seen.max(axis=2) < 90
    legend = _legend_words(words, scale, names[-1].x, gap)
    found = []
    for hue in _hues(hues[coloured & plot]):
        same = coloured & (hues @ hue > _ALIKE)
        found.append(Series(same & plot, black, _legend(inked & (hues @ hue > _ALIKE), legend)))
    return [one for one in found if one.name] or found


def _legend_words(words: Sequence[Word], scale: Scale, last: float, gap: float) -> list[Word]:
    """Words above the plot or right of its last category, without the values printed at its last bars."""
    above = [word for word in words if word.y < scale.ticks[0] - 6]
    right = [word for word in words if word.y >= scale.ticks[0] - 6 and word.x - word.width / 2 > last - 3]
    return above + [w for w in right if number(w.text) is None or w.x - w.width / 2 > last + gap / 2]


def _hues(hues: np.ndarray) -> list[np.ndarray]:
    """The distinct directions among unit vectors (n, 3), most frequent first. Scaling blends colours with the white
    ground, which changes how strong a pixel is, but not the direction of its colour."""
    distinct: list[np.ndarray] = []
    least = max(40, len(hues) // 50)
    while len(hues) >= least:
        _, inverse, counts = np.unique((hues * 12).round(), axis=0, return_inverse=True, return_counts=True)
        middle = np.median(hues[inverse.ravel() == counts.argmax()], axis=0)
        hue = middle / np.linalg.norm(middle)
        alike = hues @ hue > _ALIKE
        if alike.sum() >= least:
            distinct.append(hue)
        hues = hues[~alike]
    return distinct


def _legend(mask: np.ndarray, words: Sequence[Word]) -> str:
    """The word with most pixels of this hue in it, or just left of it as a swatch; "" where there are hardly any."""
    best, most = "", 5
    for word in words:
        left, right = max(0, int(word.x - word.width / 2) - 24), int(word.x + word.width / 2)
        count = int(mask[max(0, int(word.y - 5)) : int(word.y + 5), left:right].sum())
        if count > most:
            best, most = word.text, count
    return best


def _values(series: Series, scale: Scale, names: Sequence[Word], foot: int, printed: Sequence[Word]) -> list[Mark]:
    """One mark for each category over which the series has pixels; a value printed beside it is preferred."""
    gap = min(b.x - a.x for a, b in pairwise(names))
    found = []
    for name in names:
        strip = slice(max(0, int(name.x - gap / 2)), int(name.x + gap / 2))
        middle = round(name.x) - strip.start
        rows = _bar(series.mask[:, strip]) or _line(series.mask[:, strip], series.dark[:, strip], middle)
        if rows is not None and rows[0] > scale.ticks[0] - 4:  # what sticks out above the ticks cannot be measured
            value = _value(rows, scale, foot)
            beside = [float(number(word.text) or 0) for word in printed if abs(word.x - name.x) < gap / 2]
            near = [exact for exact in beside if abs(exact - value) < 0.02 * scale.span]
            found.append(Mark(name.text, min(near, key=lambda v: abs(v - value), default=value), series.name))
    return found


def _bar(strip: np.ndarray) -> tuple[float, float] | None:
    """First and last row of the bar in a category's strip, None where there is none."""
    heights = strip.sum(axis=0)
    columns = np.flatnonzero(heights >= max(3, 0.5 * heights.max(initial=0)))
    if not 6 <= len(columns) < 0.97 * strip.shape[1]:  # bars leave a gap between categories, lines do not
        return None
    run = strip[:, columns[0] : columns[-1] + 1]
    filled = np.flatnonzero(run.mean(axis=1) > 0.6)
    whole = run.sum() > 0.9 * strip.sum()  # and not the marker in the middle of a line
    if not whole or not len(filled) or run[filled[0] : filled[-1] + 1].mean() <= 0.8:
        return None
    return float(filled[0]), float(filled[-1])


def _line(strip: np.ndarray, dark: np.ndarray, middle: int) -> tuple[float, float] | None:
    """The row, twice, where a line passes the middle of a strip; where a dot hides it, what its two sides lead to."""
    row = _row(strip, middle - 1, middle + 2)
    row = _row(strip, middle - 3, middle + 4) if row is None else row  # it may end a pixel short
    hidden = row is None or dark[max(0, int(row) - 4) : int(row) + 5, max(0, middle - 1) : middle + 2].any()
    if hidden:
        sides = _row(strip, middle - 9, middle - 6), _row(strip, middle + 7, middle + 10)
        row = (sides[0] + sides[1]) / 2 if sides[0] is not None and sides[1] is not None else row
    return None if row is None else (row, row)


def _row(strip: np.ndarray, left: int, right: int) -> float | None:
    """The middle row of what these columns hold; None for nothing, and for two lines at once."""
    rows = np.flatnonzero(strip[:, max(0, left) : max(0, right)].any(axis=1))
    if not len(rows) or np.diff(rows).max(initial=1) > 6:
        return None
    return float(rows.mean())


def _value(rows: tuple[float, float], scale: Scale, foot: int) -> float:
    """A bar on the foot of the plot ends at its value; one on top of another bar is as long as its value."""
    top, bottom = rows
    on_foot = top == bottom or bottom >= foot - 2
    value = scale.value(top) if on_foot else scale.value(top) - scale.value(bottom + 1)
    return round(value, 3 - int(np.floor(np.log10(scale.span))))
