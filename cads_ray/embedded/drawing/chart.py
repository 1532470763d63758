"""Charts as data: bars, lines and pies that can be said in words, read back from the words, and drawn as Vega-Lite.

The twin of `figure` for what belongs on a scale: the visual prompt says every value, the picture may leave them to be
read off the axis (`print_values=False`).
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from cads_ray.embedded.drawing.vega import places, spec_of
from cads_ray.embedded.reading.words import Mark, Reading, Word

PERCENT = "percent"  # the y title of a pie whose slices are printed with "%"
Point = tuple[str, float | None, str]  # label, value (None: asked, shown as "?"), series ("" where there is only one)


@dataclass(frozen=True)
class Chart:
    """Points in drawing order, on a scale that starts at 0. A pie's asked slice takes what is left of 100."""

    kind: str  # bar | line | pie
    title: str
    x_title: str
    y_title: str
    points: tuple[Point, ...]
    print_values: bool = True
    width: int = 480
    height: int = 360
    size: float = 16  # of all text

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(label for label, _, _ in self.points))

    @property
    def series(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(series for _, _, series in self.points))

    @property
    def step(self) -> float:
        """The distance of two grid lines: 1, 2 or 5 times a power of ten, at most eight of them up to the largest value."""
        raw = max((value for _, value, _ in self.points if value), default=1) / 8
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= raw * (1 - 1e-9))
        return float(f"{step:.6g}")

    @property
    def top(self) -> float:
        """The end of the scale, with room for the value printed above the largest bar."""
        largest = max((value for _, value, _ in self.points if value), default=1)
        return self.step * math.ceil(largest * (1.1 if self.print_values else 1) / self.step - 1e-9)

    def printed(self, value: float | None) -> str:
        """A value as the chart prints it."""
        return ("?" if value is None else _n(value)) + ("%" if self.kind == "pie" and self.y_title == PERCENT else "")

    @property
    def labels(self) -> tuple[str, ...]:
        """The texts that the picture carries, scale numbers left out."""
        names = [*self.categories, *(s for s in self.series if s)]
        if self.kind == "pie":
            return (self.title, *(f"{label} {self.printed(value)}" for label, value, _ in self.points))
        shown = [self.printed(value) for _, value, _ in self.points if self.print_values or value is None]
        return (self.title, self.x_title, self.y_title, *names, *shown)

    def say(self) -> str:
        titles = [f"titled {_quote(self.title)}"]
        if self.kind != "pie":
            titles += [f"x axis {_quote(self.x_title)}", f"y axis {_quote(self.y_title)} from 0"]
        else:
            titles += [f"slices by {_quote(self.x_title)}", f"in {_quote(self.y_title)}"]
        titles += ["values printed" if self.print_values else "values not printed", f"text size {_n(self.size)}"]
        head = f"Draw a {self.kind} chart of {self.width} by {self.height} pixels {', '.join(titles)}:"
        return "\n".join([head, *(f"- {_say_point(point)}" for point in self.points)])

    def source(self) -> tuple[str, str]:
        """The language and the source that `paint` draws."""
        return "vega-lite", json.dumps(spec_of(self), ensure_ascii=False)

    def reading(self) -> Reading:
        """The chart as it is read by who was told it: words at about their places, and every value as a mark."""
        words = tuple(Word(text, x, y, 0.56 * self.size * len(text), self.size) for text, x, y in places(self))
        marks = tuple(Mark(label, value, series) for label, value, series in self.points if value is not None)
        return Reading(words, marks, width=self.width, height=self.height)


def _n(value: float) -> str:
    return f"{round(value, 3) + 0.0:.12g}"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _say_point(point: Point) -> str:
    label, value, series = point
    return f"{_quote(label)}{f' of {_quote(series)}' if series else ''}: {'?' if value is None else _n(value)}"


_S = r'"(?:[^"\\]|\\.)*"'
_HEAD = re.compile(
    rf"Draw a (bar|line|pie) chart of (\d+) by (\d+) pixels titled ({_S}), (?:x axis|slices by) ({_S}), "
    rf"(?:y axis|in) ({_S})(?: from 0)?, values (not )?printed, text size ([\d.]+):"
)
_POINT = re.compile(rf"- ({_S})(?: of ({_S}))?: (\?|-?[\d.e+-]+)$")


def read_chart(prompt: str) -> Chart | None:
    """The chart that a visual prompt says, or None when it does not say one; unknown lines are passed over."""
    head = _HEAD.search(prompt)
    if head is None:
        return None
    found: list[Any] = [_POINT.match(line.strip(" \t\r")) for line in prompt[head.end() :].split("\n")]
    points = tuple(
        (json.loads(m[1]), None if m[3] == "?" else float(m[3]), json.loads(m[2]) if m[2] else "") for m in found if m
    )
    title, x_title, y_title = (json.loads(head[i]) for i in (4, 5, 6))
    sizes = int(head[2]), int(head[3]), float(head[8])
    return Chart(head[1], title, x_title, y_title, points, head[7] is None, *sizes)
