"""Everyday scenes around a right triangle: what stands at its corner, what slopes, and where the ground is.

A scene takes three pixels: the corner with the right angle (foot), the other end on the ground, and the top. The labels
of the sides are the family's to set. Left and right may be exchanged.
"""

from __future__ import annotations

from collections.abc import Callable

from cads_ray.embedded.drawing.apparatus import STEEL, WOOD
from cads_ray.embedded.drawing.figure import Point
from cads_ray.embedded.drawing.sketch import Shapes, beside, dimension, dot, fit, label, line, midpoint, polygon

GRASS, BRICK, LAWN, LEAVES = "#6f8f5a", "#e3c4b4", "#d9ecc9", "#b9dca4"


def _ground(a: Point, b: Point, margin: float = 34) -> Shapes:
    left, right = sorted((a[0], b[0]))
    return line((max(8, left - margin), a[1]), (min(472, right + margin), a[1]), color=GRASS, width=4)


def _outwards(foot: Point, end: Point) -> int:
    return -1 if foot[0] < end[0] else 1


def ladder(foot: Point, end: Point, top: Point) -> Shapes:
    """A wall behind the upright side, and a ladder with rungs from the ground to the wall."""
    out, roof = _outwards(foot, end) * 22, top[1] - 24
    wall = polygon(foot, (foot[0] + out, foot[1]), (foot[0] + out, roof), (foot[0], roof), fill=BRICK, width=1)
    return wall + _ground(foot, end) + line(end, top, color="#8a5a2b", width=5) + line(foot, top)


def ramp(foot: Point, end: Point, top: Point) -> Shapes:
    """A platform behind the upright side, and a filled ramp up to it."""
    out = _outwards(foot, end) * 40
    block = polygon(foot, (foot[0] + out, foot[1]), (foot[0] + out, top[1]), top, fill=STEEL, width=1)
    return block + polygon(foot, end, top, fill=WOOD) + _ground(foot, end)


def kite(foot: Point, end: Point, top: Point) -> Shapes:
    """A kite at the top, its string to the ground, and the dashed plumb line below it."""
    x, y = top
    sail = polygon((x, y - 22), (x + 13, y - 6), (x, y + 12), (x - 13, y - 6), fill="#f3c6c6")
    return _ground(foot, end) + line(top, foot, dashed=True) + line(end, top) + sail + dot(end)


def mast(foot: Point, end: Point, top: Point) -> Shapes:
    """A thick mast and the wire from its top to a peg in the ground."""
    return _ground(foot, end) + line(foot, top, color="#555555", width=6) + line(end, top) + dot(end)


def path(foot: Point, end: Point, top: Point) -> Shapes:
    """A rectangular lawn with a diagonal path."""
    return polygon(foot, end, (end[0], top[1]), top, fill=LAWN) + line(end, top, color="#a9865b", width=6)


def tower(foot: Point, end: Point, top: Point) -> Shapes:
    """A slender tower, a sight line from the ground to its top."""
    x, y = foot
    body = polygon((x - 13, y), (x + 13, y), (x + 8, top[1] + 12), (x, top[1]), (x - 8, top[1] + 12), fill=STEEL)
    return body + _ground(foot, end) + line(end, top, dashed=True) + line(end, foot) + dot(end)


def tree(foot: Point, end: Point, top: Point) -> Shapes:
    """A tree, a sight line from the ground to its top."""
    return _tree(foot, top) + _ground(foot, end) + line(end, top, dashed=True) + line(end, foot) + dot(end)


def _tree(foot: Point, top: Point) -> Shapes:
    (x, y), tall = foot, foot[1] - top[1]
    crown = polygon((x - 0.2 * tall, y - 0.25 * tall), (x + 0.2 * tall, y - 0.25 * tall), top, fill=LEAVES, width=1)
    trunk = polygon((x - 5, y), (x + 5, y), (x + 5, y - 0.25 * tall), (x - 5, y - 0.25 * tall), fill="#a9865b", width=1)
    return trunk + crown


SCENES: dict[str, Callable[[Point, Point, Point], Shapes]] = {
    "ladder": ladder,
    "ramp": ramp,
    "kite": kite,
    "mast": mast,
    "path": path,
    "tower": tower,
    "tree": tree,
}
CLEARANCE = {"ladder": 28, "ramp": 46, "tower": 20, "tree": 8}  # what stands beside the upright side, in pixels
FRAME = (132, 60, 348, 290)  # leaves room for that and for a label on either side


def shadows(post: float, its_shadow: float, tree_shadow: float, texts: tuple[str, str, str], size: float) -> Shapes:
    """An upright post and a tree with their shadows, true to scale; texts: the post, its shadow, the tree's shadow."""
    gap = 0.22 * (its_shadow + tree_shadow)
    start = its_shadow + gap
    end, tall = start + tree_shadow, post * tree_shadow / its_shadow
    scale = fit([(0, 0), (end, tall)], (24, 40, 420, 280))
    o, p, q, r, s = (scale.at(x, y) for x, y in ((0, 0), (its_shadow, 0), (start, 0), (end, 0), (end, tall)))
    tip = scale.at(its_shadow, post)
    shapes = _tree(r, s) + line(q, s, dashed=True) + line(p, tip, color="#555555", width=6) + line(o, tip, dashed=True)
    shapes += line(o, p, width=5, color="#8c8c8c") + line(q, r, width=5, color="#8c8c8c")
    shapes += beside(texts[0], p, tip, o, size, 8) + label(
        "?", (r[0] + 0.14 * (r[1] - s[1]) + 14, midpoint(r, s)[1]), size
    )
    return shapes + dimension(o, p, texts[1], tip, size) + dimension(q, r, texts[2], s, size)
