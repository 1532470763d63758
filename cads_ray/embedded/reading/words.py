"""What a judge has read: words with their places, from a picture by OCR or from a description in words.

Solvers work on a `Reading` and on the question, and never learn which family made them, or whether the words came
from pixels.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A piece of text and its box in pixels of the picture; x and y are the middle of the box, y downwards."""

    text: str
    x: float
    y: float
    width: float = 0
    height: float = 0
    score: float = 1.0


@dataclass(frozen=True)
class Mark:
    """A value read off a scale (the top of a bar, a point of a line), by the name of its category or series."""

    label: str
    value: float
    series: str = ""


@dataclass(frozen=True)
class Stroke:
    """A straight line seen in the picture."""

    start: tuple[float, float]
    end: tuple[float, float]
    color: str = "black"
    dashed: bool = False
    arrow: bool = False


@dataclass(frozen=True)
class Reading:
    """Words, and where the reader can see them: values read off scales, and straight lines."""

    words: tuple[Word, ...] = ()
    marks: tuple[Mark, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    width: int = 480
    height: int = 360

    @property
    def text(self) -> str:
        """All words in reading order, lines from top to bottom."""
        return " ".join(word.text for word in sorted(self.words, key=lambda word: (round(word.y / 12), word.x)))
