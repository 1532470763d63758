"""How a motion is drawn: as a graph of a rate against time with labelled key points, or as posts along a track."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

from cads_ray.embedded.drawing import apparatus
from cads_ray.embedded.drawing.axes import Axes, Span
from cads_ray.embedded.drawing.figure import Point, Text
from cads_ray.embedded.drawing.sketch import PLAIN, Shapes, box_of, dot, extent, label, line, polygon, rounded

Course = tuple[tuple[Fraction, Fraction], ...]  # key points (time, rate), times increasing; straight lines in between


def area(course: Course) -> Fraction:
    """The area under the graph: distance under a speed, volume under a flow."""
    return sum(((a[1] + b[1]) * (b[0] - a[0]) / 2 for a, b in pairwise(course)), Fraction(0))


def _span(top: float) -> Span:
    """From 0 to at least `top` in at most six round steps."""
    rounds = (0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200)
    step = next(step for step in rounds if step * 6 >= top)
    return 0.0, step * math.ceil(top / step), step


def graph(
    course: Course, labels: dict[int, str], names: tuple[str, str], size: float, blank: str = "", fill: str = "none"
) -> Shapes | None:
    """The graph with `labels` at key points, None if it runs through one; `blank` is the axis (x, y) without ticks."""
    tops = [float(max(point[i] for point in course)) for i in (0, 1)]
    spans = [_span(tops[0]), _span(1.12 * tops[1])]  # head-room: no label beside the name of the axis
    axes = Axes(spans[0], spans[1], names, size=16 if size > 12 else size, top=48, right=384)
    points = [axes.at(float(t), float(v)) for t, v in course]
    ground = axes.at(float(course[-1][0]), 0), axes.at(float(course[0][0]), 0)
    area_shape = polygon(*points, *ground, fill=fill, color=fill, width=1) if fill != "none" else ()
    shapes = area_shape + tuple(s for s in axes.shapes() if not _is_tick(s, axes, blank))
    shapes += line(*points, color="#1f4e9e", width=2.5)
    shapes += tuple(mark for index in labels for mark in dot(points[index], 4, "#1f4e9e"))
    marks = tuple(_named(text, points, i, size) for i, text in labels.items())
    # Room is measured at the plain size, so that small print does not change which courses are taken.
    crossed = any(_crosses(points, _named(text, points, i, PLAIN)) for i, text in labels.items())
    return None if crossed else shapes + marks


def _crosses(points: list[Point], name: Text) -> bool:
    """Whether the graph runs through a label."""
    left, top, right, bottom = box_of(name)
    steps = [i / 60 for i in range(61)]
    way = ((a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s) for a, b in pairwise(points) for s in steps)
    return any(left < x < right and top < y < bottom for x, y in way)


def _named(text: str, points: list[Point], i: int, size: float) -> Text:
    """The label of a key point, on the side where no line runs: above a crest, below a sag, right of either end."""
    width, height = extent(text, size)
    if i in (0, len(points) - 1):
        right, down = 1.0, 1 if i == 0 else -1
    else:
        before, after = ((b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points[i - 1 : i + 2]))
        down = -1 if after > before else 1
        right = 0.8 if before == 0 else 0.0
    x, y = points[i]
    return Text(text, rounded((x + right * (8 + width / 2), y + down * (8 + height / 2))), size)


def _is_tick(shape: object, axes: Axes, blank: str) -> bool:
    if not isinstance(shape, Text) or shape.text in axes.names:
        return False
    return shape.anchor == "end" if blank == "y" else blank == "x" and shape.at[1] > axes.bottom


def posts(course: Course, labels: list[tuple[str, str]], size: float) -> Shapes | None:
    """A train and posts along a track, true to scale, each with time and speed; None if two are too near."""
    ways = [area(course[: i + 1]) for i in range(len(course))]
    xs = [66 + 348 * float(way / ways[-1]) for way in ways]
    if any(b - a < 84 for a, b in pairwise(xs)):
        return None
    ground = 270.0
    shapes = apparatus.track(ground)
    for x, (time, speed) in zip(xs, labels, strict=True):
        shapes += line((x, ground), (x, 150), color="#555555", width=3)
        shapes += (
            apparatus.box(x - 38, 84, 76, 66, "#f4f4f4") + label(time, (x, 102), size) + label(speed, (x, 132), size)
        )
    shapes += apparatus.cart(18, ground - 2, 60, 30, "#d98c7a")
    return shapes + apparatus.box(24, ground - 36, 14, 12) + apparatus.box(46, ground - 36, 14, 12)
