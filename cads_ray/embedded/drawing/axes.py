"""A coordinate grid with ticks: from values to pixels, and the shapes that draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cads_ray.embedded.drawing.figure import Point
from cads_ray.embedded.drawing.sketch import GREY, Shapes, label, line, rounded

Span = tuple[float, float, float]  # lowest value, highest value, step between grid lines


@dataclass(frozen=True)
class Axes:
    """Axes over a grid, crossing at zero where zero is in range, otherwise at the low end. Ticks stand outside the
    frame, below and left, so that no curve runs through them. A short name stands at the arrow's end."""

    x: Span
    y: Span
    names: tuple[str, str] = ("x", "y")
    size: float = 16
    left: float = 56
    top: float = 36
    right: float = 440
    bottom: float = 312

    def at(self, x: float, y: float) -> Point:
        """The pixel of a value."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return rounded((self.left + across * (self.right - self.left), self.bottom - up * (self.bottom - self.top)))

    def shapes(self) -> Shapes:
        """Grid, axes, ticks and names."""
        xs, ys = _steps(self.x), _steps(self.y)
        grid = [line(self.at(x, self.y[0]), self.at(x, self.y[1]), color=GREY, width=1) for x in xs]
        grid += [line(self.at(self.x[0], y), self.at(self.x[1], y), color=GREY, width=1) for y in ys]
        ticks = [label(f"{x:g}", (self.at(x, 0)[0], self.bottom + 8 + self.size / 2), self.size) for x in xs]
        ticks += [label(f"{y:g}", (self.left - 8, self.at(0, y)[1]), self.size, "end") for y in ys]
        return tuple(s for part in (*grid, *self._lines(), *ticks, *self._names()) for s in part)

    def _crossing(self) -> Point:
        return self.at(*(0 if low <= 0 <= high else low for low, high, _ in (self.x, self.y)))

    def _lines(self) -> list[Shapes]:
        cx, cy = self._crossing()
        return [
            line((self.left, cy), (self.right + 14, cy), arrow="end"),
            line((cx, self.bottom), (cx, self.top - 14), arrow="end"),
        ]

    def _names(self) -> list[Shapes]:
        """A one-letter name beside the arrow's tip; a longer one below the ticks, or above the arrow."""
        (cx, cy), (name_x, name_y) = self._crossing(), self.names
        short = len(name_x) <= 2
        at_x = (self.right + 26, cy) if short else (self.right, self.bottom + 14 + 1.5 * self.size)
        at_y = (cx + 16, self.top - 16) if len(name_y) <= 2 else (self.left - 40, self.top - 24)
        return [
            label(name_x, at_x, self.size, "middle" if short else "end"),
            label(name_y, at_y, self.size, "middle" if len(name_y) <= 2 else "start"),
        ]

    def curve(self, f: Callable[[float], float], color: str = "#1f4e9e", dashed: bool = False) -> Shapes:
        """The part of a function's graph that lies inside the frame."""
        low, high, _ = self.x
        points = [(x, f(x)) for x in (low + (high - low) * i / 120 for i in range(121))]
        inside = [self.at(x, y) for x, y in points if self.y[0] <= y <= self.y[1]]
        return line(*inside, color=color, width=2.5, dashed=dashed)


def _steps(span: Span) -> list[float]:
    low, high, step = span
    return [low + step * i for i in range(round((high - low) / step) + 1)]
