"""Figures as data: a few primitives that can be said in words, read back from the words, and drawn as SVG.

The embedded illustrator says a figure in a visual prompt, line by line, with exact positions and values; the embedded
image model reads the same lines and draws them. So a visual prompt is all that the painter gets, here as with a
hosted image model, and a text-only judge can be given the very same words.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

Point = tuple[float, float]
FONT = "sans-serif"  # the one family that draws on a machine without fonts


def _n(value: float) -> str:
    """A coordinate in at most one decimal; -0 reads 0."""
    return f"{round(value, 1) + 0.0:g}"


def _p(point: Point) -> str:
    return f"({_n(point[0])}, {_n(point[1])})"


@dataclass(frozen=True)
class Path:
    """An open or closed line through points: segment, arrow, curve, polygon."""

    points: tuple[Point, ...]
    closed: bool = False
    color: str = "black"
    fill: str = "none"
    width: float = 2
    dashed: bool = False
    arrow: str = "none"  # none | end | both

    def say(self) -> str:
        words = ["polygon" if self.closed else "line", " ".join(_p(p) for p in self.points)]
        return ", ".join(
            [" ".join(words), self.color, f"width {_n(self.width)}"]
            + ([f"filled {self.fill}"] if self.fill != "none" else [])
            + (["dashed"] if self.dashed else [])
            + ([f"arrow {self.arrow}"] if self.arrow != "none" else [])
        )

    def svg(self) -> str:
        data = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in self.points) + ("Z" if self.closed else "")
        dash = ' stroke-dasharray="6 5"' if self.dashed else ""
        body = (
            f'<path d="{data}" fill="{self.fill}" stroke="{self.color}" stroke-width="{_n(self.width)}" '
            f'stroke-linejoin="round" stroke-linecap="round"{dash}/>'
        )
        ends = {"none": [], "end": [(-2, -1)], "both": [(-2, -1), (1, 0)]}[self.arrow]
        return body + "".join(self._head(self.points[a], self.points[b]) for a, b in ends)

    def _head(self, start: Point, tip: Point) -> str:
        angle = math.atan2(tip[1] - start[1], tip[0] - start[0])
        size = 7 + 2 * self.width
        wings = [
            (tip[0] - size * math.cos(angle + turn), tip[1] - size * math.sin(angle + turn)) for turn in (0.42, -0.42)
        ]
        data = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in (wings[0], tip, wings[1])) + "Z"
        return f'<path d="{data}" fill="{self.color}" stroke="{self.color}"/>'


@dataclass(frozen=True)
class Circle:
    """A circle, or an arc of one: angles in degrees, counter-clockwise from the x axis as in mathematics."""

    centre: Point
    radius: float
    start: float = 0
    end: float = 360
    color: str = "black"
    fill: str = "none"
    width: float = 2

    def say(self) -> str:
        arc = "" if (self.start, self.end) == (0, 360) else f", from {_n(self.start)} to {_n(self.end)} degrees"
        fill = f", filled {self.fill}" if self.fill != "none" else ""
        return f"circle at {_p(self.centre)} radius {_n(self.radius)}{arc}, {self.color}, width {_n(self.width)}{fill}"

    def svg(self) -> str:
        style = f'fill="{self.fill}" stroke="{self.color}" stroke-width="{_n(self.width)}"'
        (cx, cy), r = self.centre, self.radius
        if (self.start, self.end) == (0, 360):
            return f'<circle cx="{_n(cx)}" cy="{_n(cy)}" r="{_n(r)}" {style}/>'
        (ax, ay), (bx, by) = (
            (cx + r * math.cos(math.radians(t)), cy - r * math.sin(math.radians(t))) for t in (self.start, self.end)
        )
        large = 1 if (self.end - self.start) % 360 > 180 else 0
        return f'<path d="M{_n(ax)} {_n(ay)}A{_n(r)} {_n(r)} 0 {large} 0 {_n(bx)} {_n(by)}" {style}/>'


@dataclass(frozen=True)
class Text:
    """A label; `at` is the middle of its height, at its middle, start or end by `anchor`."""

    text: str
    at: Point
    size: float = 18
    anchor: str = "middle"
    color: str = "black"

    def say(self) -> str:
        quoted = self.text.replace("\\", "\\\\").replace('"', '\\"')
        return f'text "{quoted}" at {_p(self.at)}, size {_n(self.size)}, {self.anchor}, {self.color}'

    def svg(self) -> str:
        x, y = self.at
        return (
            f'<text x="{_n(x)}" y="{_n(y + 0.35 * self.size)}" font-family="{FONT}" font-size="{_n(self.size)}" '
            f'text-anchor="{self.anchor}" fill="{self.color}">{escape(self.text)}</text>'
        )


Shape = Path | Circle | Text


@dataclass(frozen=True)
class Figure:
    """A white canvas with shapes, drawn in order; coordinates in pixels, y downwards."""

    shapes: tuple[Shape, ...]
    width: int = 480
    height: int = 360

    def say(self) -> str:
        head = f"Draw on a white canvas of {self.width} by {self.height} pixels, y downwards, without overlaps:"
        return "\n".join([head, *(f"- {shape.say()}" for shape in self.shapes)])

    def source(self) -> tuple[str, str]:
        """The language and the source that `paint` draws."""
        body = "".join(shape.svg() for shape in self.shapes)
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="100%" height="100%" fill="white"/>{body}</svg>'
        return "svg", svg

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(shape.text for shape in self.shapes if isinstance(shape, Text))


_CANVAS = re.compile(r"Draw on a white canvas of (\d+) by (\d+) pixels")
_POINT = re.compile(r"\((-?[\d.]+), (-?[\d.]+)\)")
_TEXT = re.compile(r'- text "((?:[^"\\]|\\.)*)" at \((-?[\d.]+), (-?[\d.]+)\), size ([\d.]+), (\w+), ([\w#]+)$')
_CIRCLE = re.compile(
    r"- circle at \((-?[\d.]+), (-?[\d.]+)\) radius ([\d.]+)(?:, from (-?[\d.]+) to (-?[\d.]+) degrees)?"
    r", ([\w#]+), width ([\d.]+)(?:, filled ([\w#]+))?$"
)
_PATH = re.compile(
    r"- (line|polygon) ((?:\([^)]*\) ?)+), ([\w#]+), width ([\d.]+)(?:, filled ([\w#]+))?(, dashed)?(?:, arrow (\w+))?$"
)


def read_figure(prompt: str) -> Figure | None:
    """The figure that a visual prompt says, or None when it does not say one; unknown lines are passed over."""
    canvas = _CANVAS.search(prompt)
    if canvas is None:
        return None
    shapes = [shape for line in prompt[canvas.end() :].splitlines() if (shape := _read_shape(line.strip()))]
    return Figure(tuple(shapes), int(canvas[1]), int(canvas[2]))


def _read_shape(line: str) -> Shape | None:
    if m := _TEXT.match(line):
        words = re.sub(r"\\(.)", r"\1", m[1])
        return Text(words, (float(m[2]), float(m[3])), float(m[4]), m[5], m[6])
    if m := _CIRCLE.match(line):
        start, end = (float(m[4]), float(m[5])) if m[4] else (0.0, 360.0)
        return Circle((float(m[1]), float(m[2])), float(m[3]), start, end, m[6], m[8] or "none", float(m[7]))
    if m := _PATH.match(line):
        points = tuple((float(x), float(y)) for x, y in _POINT.findall(m[2]))
        return Path(points, m[1] == "polygon", m[3], m[5] or "none", float(m[4]), bool(m[6]), m[7] or "none")
    return None
