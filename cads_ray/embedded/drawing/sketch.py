"""What families draw with: labels, marks, dimension lines. Each helper returns a tuple of figure shapes.

Points are pixels of the canvas, y downwards, rounded to the one decimal that a figure says, so that a figure read back
from its words is equal. `Scale` brings geometry that has its own units (y upwards) onto the canvas, true to scale;
`axes.Axes` does the same for a coordinate grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from cads_ray.embedded.drawing.figure import Circle, Path, Point, Shape, Text

Shapes = tuple[Shape, ...]
Box = tuple[float, float, float, float]  # left, top, right, bottom

PLAIN, SMALL = 18, 11  # label sizes: legible at 100%, and the twist small_print
GREY = "#d0d0d0"
CANVAS: Box = (4, 4, 476, 356)
_AROUND = [(dx, dy) for dy in (-1, 1, 0) for dx in (1, -1, 0, 0.5, -0.5) if abs(dx) + abs(dy) >= 1]


def rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)


def midpoint(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _along(point: Point, direction: Point, far: float) -> Point:
    return point[0] + far * direction[0], point[1] + far * direction[1]


def line(*points: Point, color: str = "black", dashed: bool = False, width: float = 2, arrow: str = "none") -> Shapes:
    return (Path(tuple(map(rounded, points)), color=color, dashed=dashed, width=width, arrow=arrow),)


def polygon(*points: Point, fill: str = "none", color: str = "black", width: float = 2) -> Shapes:
    return (Path(tuple(map(rounded, points)), closed=True, color=color, fill=fill, width=width),)


def dot(at: Point, radius: float = 4, color: str = "black") -> Shapes:
    return (Circle(rounded(at), radius, color=color, fill=color, width=1),)


def arc_points(centre: Point, radius: float, start: float, end: float, count: int = 40) -> tuple[Point, ...]:
    """Points of an arc, for outlines that mix arcs and segments; angles in degrees, counter-clockwise."""
    turns = (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    return tuple(rounded((centre[0] + radius * math.cos(t), centre[1] - radius * math.sin(t))) for t in turns)


def extent(text: str, size: float) -> tuple[float, float]:
    """Width and height of a label in pixels, on the safe side for digits and lower-case letters."""
    return 0.6 * size * len(text), size


def box_of(label: Text) -> Box:
    width, height = extent(label.text, label.size)
    left = label.at[0] - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
    return left, label.at[1] - height / 2, left + width, label.at[1] + height / 2


def _reach(text: str, size: float, direction: Point) -> float:
    """How far a label reaches from its middle along a unit vector."""
    width, height = extent(text, size)
    return abs(direction[0]) * width / 2 + abs(direction[1]) * height / 2


def _unit(a: Point, b: Point) -> Point:
    length = math.dist(a, b) or 1
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def label(text: str, at: Point, size: float = PLAIN, anchor: str = "middle", color: str = "black") -> Shapes:
    return (Text(text, rounded(at), size, anchor, color),)


def beside(text: str, a: Point, b: Point, inside: Point, size: float = PLAIN, gap: float = 6) -> Shapes:
    """A label beside the middle of the segment a-b, clear of it, on the side away from `inside`."""
    ux, uy = _unit(a, b)
    normal = (-uy, ux)
    if (inside[0] - a[0]) * normal[0] + (inside[1] - a[1]) * normal[1] > 0:
        normal = (uy, -ux)
    return label(text, _along(midpoint(a, b), normal, gap + _reach(text, size, normal)), size)


def corner(text: str, vertex: Point, inside: Point, size: float = PLAIN, gap: float = 6) -> Shapes:
    """The name of a vertex, on the side away from the figure's `inside`."""
    out = _unit(inside, vertex)
    return label(text, _along(vertex, out, gap + _reach(text, size, out)), size)


def right_angle(vertex: Point, a: Point, b: Point, size: float = 12) -> Shapes:
    """The little square at `vertex` between its arms to a and to b."""
    (ux, uy), (vx, vy) = _unit(vertex, a), _unit(vertex, b)
    x, y = vertex
    steps = ((ux, uy), (ux + vx, uy + vy), (vx, vy))
    return line(*((x + size * dx, y + size * dy) for dx, dy in steps), width=1.5)


def angle(vertex: Point, a: Point, b: Point, text: str = "", size: float = PLAIN, radius: float = 24) -> Shapes:
    """The arc of the angle under 180 degrees at `vertex` between its arms to a and to b, its label between the arms."""
    start, end = (math.degrees(math.atan2(vertex[1] - p[1], p[0] - vertex[0])) for p in (a, b))
    if (end - start) % 360 > 180:
        start, end = end, start
    end = start + (end - start) % 360
    if not text:
        return (Circle(rounded(vertex), radius, round(start, 1), round(end, 1), width=1.5),)
    middle, half = math.radians((start + end) / 2), math.radians((end - start) / 2)
    along = (math.cos(middle), -math.sin(middle))
    normals = ((uy, -ux) for ux, uy in (_unit(vertex, a), _unit(vertex, b)))
    room = max((3 + _reach(text, size, normal)) / math.sin(half) for normal in normals)
    far = max(radius + 4 + _reach(text, size, along), room)
    radius = round(min(2 * radius, far - 4 - _reach(text, size, along)), 1)  # a narrow angle's label stands further out
    arc = Circle(rounded(vertex), radius, round(start, 1), round(end, 1), width=1.5)
    return arc, *label(text, _along(vertex, along, far), size)


def equal_mark(a: Point, b: Point, count: int = 1) -> Shapes:
    """Short strokes across the middle of a-b: segments with the same count are equally long."""
    (ux, uy), (mx, my) = _unit(a, b), midpoint(a, b)
    feet = [(mx + ux * 5 * (i - (count - 1) / 2), my + uy * 5 * (i - (count - 1) / 2)) for i in range(count)]
    return tuple(s for x, y in feet for s in line((x - 6 * uy, y + 6 * ux), (x + 6 * uy, y - 6 * ux), width=1.5))


def parallel_mark(a: Point, b: Point, at: float = 0.5) -> Shapes:
    """A chevron on a-b that points to b: lines that carry it are parallel."""
    (ux, uy), tip = _unit(a, b), _along(a, (b[0] - a[0], b[1] - a[1]), at)
    wings = ((tip[0] - 8 * ux + s * 6 * uy, tip[1] - 8 * uy - s * 6 * ux) for s in (1, -1))
    return line(next(wings), tip, next(wings), width=1.5)


def dimension(a: Point, b: Point, text: str, inside: Point, size: float = PLAIN, offset: float = 16) -> Shapes:
    """A thin double arrow parallel to a-b, `offset` pixels away from `inside`, with its label beyond it."""
    ux, uy = _unit(a, b)
    sign = -1 if (inside[0] - a[0]) * -uy + (inside[1] - a[1]) * ux > 0 else 1
    shift = (-uy * sign * offset, ux * sign * offset)
    c, d = _along(a, shift, 1), _along(b, shift, 1)
    ends = (line(_along(p, shift, 0.25), _along(p, shift, 1.3), color="#808080", width=1) for p in (a, b))
    return *next(ends), *next(ends), *line(c, d, width=1, arrow="both"), *beside(text, c, d, inside, size, gap=4)


@dataclass(frozen=True)
class Scale:
    """Geometry in its own units, y upwards, onto pixels: `at` for a point, `pixels` for a length."""

    factor: float
    left: float
    bottom: float

    def at(self, x: float, y: float) -> Point:
        return rounded((self.left + self.factor * x, self.bottom - self.factor * y))

    def pixels(self, length: float) -> float:
        return round(self.factor * length, 1)


def fit(points: Iterable[Point], box: Box = (80, 50, 400, 310)) -> Scale:
    """The largest true scale at which all points lie in the box, in its middle; leave room for labels around it."""
    xs, ys = zip(*points, strict=True)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    factor = min((box[2] - box[0]) / (width or 1), (box[3] - box[1]) / (height or 1))
    left = (box[0] + box[2] - factor * width) / 2 - factor * min(xs)
    return Scale(factor, left, (box[1] + box[3] + factor * height) / 2 + factor * min(ys))


def clear(text: str, near: Point, shapes: Shapes, size: float = PLAIN, gap: float = 6) -> Shapes:
    """A label near a point, at the first of the places around it that is on the canvas and touches none of `shapes`."""
    width, height = extent(text, size)
    drawn = [point for shape in shapes for point in _trace(shape) if math.dist(point, near) < 120 + width]
    offsets = [
        (dx * (far + width / 2), dy * (far + height / 2)) for far in range(round(gap), 90, 10) for dx, dy in _AROUND
    ]
    places = [Text(text, rounded((near[0] + dx, near[1] + dy)), size) for dx, dy in offsets]
    return (next((place for place in places if _free(box_of(place), drawn)), places[0]),)


def _free(box: Box, drawn: list[Point]) -> bool:
    left, top, right, bottom = box
    on_canvas = CANVAS[0] <= left and CANVAS[1] <= top and right <= CANVAS[2] and bottom <= CANVAS[3]
    return on_canvas and not any(left - 2 < x < right + 2 and top - 2 < y < bottom + 2 for x, y in drawn)


def _trace(shape: Shape) -> Iterator[Point]:
    """Points every few pixels along what a shape draws (grey lines do not count: they may run behind a label)."""
    if isinstance(shape, Text):
        left, top, right, bottom = box_of(shape)
        corners: tuple[Point, ...] = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    elif isinstance(shape, Circle):
        corners = arc_points(shape.centre, shape.radius, shape.start, shape.end)
    else:
        corners = shape.points + (shape.points[:1] if shape.closed else ())
    if shape.color != GREY:
        for a, b in pairwise(corners):
            count = max(1, int(math.dist(a, b) / 4))
            yield from (_along(a, (b[0] - a[0], b[1] - a[1]), i / count) for i in range(count + 1))
