"""A table as figure shapes: cells in rows and columns, the first row shaded as its header."""

from __future__ import annotations

from collections.abc import Sequence

from cads_ray.embedded.drawing.sketch import Shapes, extent, label, line, polygon

HEADER = "#e4ecf7"
RULE = "#808080"
TAG = "#fff6d8"


def table(rows: Sequence[Sequence[str]], title: str, size: float, width: int = 480, height: int = 360) -> Shapes:
    """The table in the middle of the canvas under its title; columns as wide as their longest text asks for.

    Raises ValueError when the texts do not fit on the canvas.
    """
    columns = [max(extent(text, size)[0] for text in column) + 1.2 * size for column in zip(*rows, strict=True)]
    spare = width - 40 - sum(columns)
    if spare < 0:
        raise ValueError(f"the table is {-spare:.0f} pixels too wide for its canvas: {rows[0]}")
    widths = [column + min(spare / len(columns), 2 * size) for column in columns]
    tall = min(2.4 * size, (height - 70) / len(rows))
    left, top = (width - sum(widths)) / 2, 44 + (height - 60 - tall * len(rows)) / 2
    edges = [left + sum(widths[:i]) for i in range(len(widths) + 1)]
    right, bottom = edges[-1], top + tall * len(rows)
    shapes = label(title, (width / 2, top - 1.4 * size), size + 1)
    shapes += polygon(
        (left, top), (right, top), (right, top + tall), (left, top + tall), fill=HEADER, color=RULE, width=1
    )
    shapes += polygon((left, top), (right, top), (right, bottom), (left, bottom), color=RULE, width=1.5)
    for i in range(1, len(rows)):
        shapes += line((left, top + i * tall), (right, top + i * tall), color=RULE, width=1)
    for x in edges[1:-1]:
        shapes += line((x, top), (x, bottom), color=RULE, width=1)
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            shapes += label(text, ((edges[j] + edges[j + 1]) / 2, top + (i + 0.5) * tall), size) if text else ()
    return shapes


def price_tags(tags: Sequence[tuple[str, str]], title: str, size: float) -> Shapes:
    """Up to six tags in two rows: a name, and its price below it."""
    columns = 2 if len(tags) in (2, 4) else 3
    middles = (150, 330) if columns == 2 else (96, 240, 384)
    lines = (190,) if len(tags) <= columns else (130, 260)
    shapes = label(title, (240, 40), size + 1)
    for (name, price), (x, y) in zip(tags, ((x, y) for y in lines for x in middles), strict=False):
        shapes += polygon((x - 58, y - 36), (x + 58, y - 36), (x + 58, y + 36), (x - 58, y + 36), fill=TAG, width=1.5)
        shapes += label(name, (x, y - 15), size) + label(price, (x, y + 15), size)
    return shapes


def cards(groups: Sequence[tuple[str, Sequence[str]]], title: str, size: float) -> Shapes:
    """Cards that carry one text each, at most five in a line; a group's name stands before the middle of its lines."""
    wide = max(max(extent(text, size)[0] for _, texts in groups for text in texts) + size, 3.2 * size)
    room = max(extent(name, size)[0] for name, _ in groups)
    shapes = label(title, (240, 36), size + 1)
    most = min(5, int((452 - room - (20 if room else 0)) // (wide + 8)))
    lines = [(name, _lines(texts, most)) for name, texts in groups]
    gap = min(66, 250 / sum(len(rows) for _, rows in lines))
    y = 200 - gap * (sum(len(rows) for _, rows in lines) - 1) / 2 - 8 * (len(groups) - 1)
    for name, rows in lines:
        left = 240 - ((wide + 8) * max(map(len, rows)) - room - 8) / 2
        shapes += label(name, (left - 14, y + gap * (len(rows) - 1) / 2), size, "end") if name else ()
        for row in rows:
            for j, text in enumerate(row):
                x, half, tall = left + (wide + 8) * (j + 0.5), wide / 2, 0.38 * gap
                corners = (x - half, y - tall), (x + half, y - tall), (x + half, y + tall), (x - half, y + tall)
                shapes += polygon(*corners, fill=HEADER, width=1.5) + label(text, (x, y), size)
            y += gap
        y += 16
    return shapes


def _lines(texts: Sequence[str], most: int) -> list[Sequence[str]]:
    """The texts in lines of about the same length, at most so many in each."""
    count = -(-len(texts) // most)
    each = -(-len(texts) // count)
    return [texts[i : i + each] for i in range(0, len(texts), each)]
