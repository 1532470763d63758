"""Food chains and pyramids as figure shapes: levels one above the other, plants at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cads_ray.embedded.drawing.sketch import Shapes, extent, label, line, polygon

HALF = 16  # half the height of a box, in pixels
GREENS = ("#cfe8c6", "#e9efc0", "#f7e3b5", "#f5cdb6")  # from the plants up


@dataclass(frozen=True)
class Level:
    """A row of boxes with one text each, and the percentages on the arrows that lead up to them."""

    texts: tuple[str, ...]
    percents: tuple[str, ...] = ()


def chain(levels: Sequence[Level], title: str, size: float, notes: Sequence[str] = ()) -> Shapes:
    """Boxes joined by upright arrows; each percentage stands right of its arrow, notes in the upper left corner."""
    shapes, gap = label(title, (240, 22), size + 1), 290 / len(levels)
    shared = any(len(level.texts) == 2 for level in levels)
    for i, level in enumerate(levels):
        y, middles = 342 - gap * (i + 0.5), _middles(level)
        for x, text in zip(middles, level.texts, strict=True):
            half = max(extent(text, size)[0] / 2 + 8, 110 if shared and len(middles) == 1 else 0)
            corners = (x - half, y - HALF), (x + half, y - HALF), (x + half, y + HALF), (x - half, y + HALF)
            shapes += polygon(*corners, fill=GREENS[i], width=1.5) + label(text, (x, y), size)
        below = _middles(levels[i - 1]) if i else []
        arrows = below if len(below) >= len(middles) else middles
        percents = level.percents if len(level.percents) == len(arrows) else level.percents * 2
        for x, percent in zip(arrows if i else [], percents or ("", ""), strict=False):
            shapes += line((x, y + gap - HALF), (x, y + HALF + 2), width=2, arrow="end")
            shapes += label(percent, (x + 12, y + gap / 2), size, "start") if percent else ()
    return shapes + _notes(notes, size)


def _middles(level: Level) -> list[float]:
    return [160.0, 320.0] if len(level.texts) == 2 else [240.0]


def pyramid(levels: Sequence[Level], title: str, size: float, notes: Sequence[str] = ()) -> Shapes:
    """Steps that get narrower upwards; the percentage stands right of the border that it crosses, with an arrow."""
    shapes, tall = label(title, (240, 22), size + 1), min(72.0, 290 / len(levels))
    for i, level in enumerate(levels):
        bottom, half = 346 - tall * i, 186 - 32 * i
        corners = (214 - half, bottom), (214 + half, bottom), (214 + half, bottom - tall), (214 - half, bottom - tall)
        shapes += polygon(*corners, fill=GREENS[i], width=1.5)
        shapes += label(level.texts[0], (214, bottom - tall / 2), size)
        for percent in level.percents:
            shapes += line((418, bottom + 16), (418, bottom - 16), width=2, arrow="end")
            shapes += label(percent, (450, bottom), size)
    return shapes + _notes(notes, size)


def _notes(notes: Sequence[str], size: float) -> Shapes:
    return tuple(s for i, note in enumerate(notes) for s in label(note, (14, 56 + 1.8 * size * i), size, "start"))
