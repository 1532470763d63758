"""Triangles as textbooks draw them: sides with lengths, corners with names, the right angle marked."""

from __future__ import annotations

from itertools import pairwise

from cads_ray.embedded.drawing.figure import Point
from cads_ray.embedded.drawing.sketch import (
    Shapes,
    beside,
    corner,
    dimension,
    equal_mark,
    line,
    midpoint,
    polygon,
    right_angle,
)


def centroid(*points: Point) -> Point:
    xs, ys = zip(*points, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def outline(points: tuple[Point, ...], names: str, size: float) -> Shapes:
    """A polygon with the names of its corners outside."""
    middle = centroid(*points)
    named = (corner(name, point, middle, size) for name, point in zip(names, points, strict=True))
    return polygon(*points) + tuple(s for part in named for s in part)


def sides(points: tuple[Point, ...], texts: tuple[str, ...], size: float, gap: float = 8) -> Shapes:
    """Labels beside the sides from each point to the next, outside; "" for none."""
    middle, ring = centroid(*points), pairwise((*points, points[0]))
    parts = (beside(text, a, b, middle, size, gap) for text, (a, b) in zip(texts, ring, strict=True) if text)
    return tuple(s for part in parts for s in part)


def foot(point: Point, a: Point, b: Point) -> Point:
    """The foot of the perpendicular from a point onto the line a-b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy)
    return a[0] + share * dx, a[1] + share * dy


def right(r: Point, p: Point, q: Point, texts: tuple[str, str, str], names: str, size: float) -> Shapes:
    """A triangle with its right angle at r; texts of the sides rp, pq, qr; names of p, q, r."""
    return outline((p, q, r), names, size) + right_angle(r, p, q) + sides((r, p, q), texts, size)


def with_altitude(r: Point, p: Point, q: Point, text: str, size: float) -> Shapes:
    """The dashed perpendicular from r to the line pq, its label on the roomier side."""
    h = foot(r, p, q)
    far, near = (p, q) if abs(p[0] - r[0]) > abs(q[1] - r[1]) else (q, p)
    return line(r, h, dashed=True) + right_angle(h, r, far) + beside(text, r, h, near, size, 5)


def with_median(r: Point, p: Point, q: Point, text: str, size: float) -> Shapes:
    """The dashed line from r to the midpoint of pq, whose halves are marked as equal."""
    m = midpoint(p, q)
    return line(r, m, dashed=True) + equal_mark(p, m) + equal_mark(m, q) + beside(text, r, m, q, size, 5)


def isosceles(p: Point, q: Point, r: Point, texts: tuple[str, str, str], names: str, size: float) -> Shapes:
    """Equal sides from the apex r to p and q, height dashed; texts of the base pq, of the side qr, of the height."""
    h = midpoint(p, q)
    shapes = outline((p, q, r), names, size) + equal_mark(p, r) + equal_mark(q, r)
    shapes += line(r, h, dashed=True) + right_angle(h, r, q) + dimension(p, q, texts[0], r, size, 30)
    return shapes + beside(texts[1], q, r, h, size, 12) + beside(texts[2], h, r, p, size, 5)
