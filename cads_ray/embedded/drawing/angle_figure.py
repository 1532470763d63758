"""Figures of angles in a triangle on a level base.

A and B are the ends of the base, C is the top, D a further point of AB, H the foot of the height, E right of C.
"""

from __future__ import annotations

import math

from cads_ray.embedded.drawing.figure import Point
from cads_ray.embedded.drawing.sketch import (
    Shapes,
    angle,
    corner,
    equal_mark,
    fit,
    line,
    parallel_mark,
    polygon,
    right_angle,
)

ISOSCELES, EXTENDED, UPRIGHT = ("base", "apex", "outer"), ("exterior", "interior", "outer"), ("altitude", "between")


def places(name: str, base: tuple[float, float], cut: float) -> dict[str, Point]:
    """The corners in pixels, true to scale; `base`: the angles at A and B, `cut`: the angle ACD of a split triangle."""
    alpha, beta = (math.radians(angle) for angle in base)
    x = math.tan(beta) / (math.tan(alpha) + math.tan(beta))
    top = (x, x * math.tan(alpha))
    turn = {"split": math.radians(cut), "altitude": math.pi / 2 - alpha}.get(name, (math.pi - alpha - beta) / 2)
    along = 1.35 if name in EXTENDED else math.hypot(*top) * math.sin(turn) / math.sin(alpha + turn)
    scale = fit([(0, 0), (max(1, along), 0), top], (64, 70, 416, 288))
    points = {"A": (0.0, 0.0), "B": (1.0, 0.0), "C": top, "D": (along, 0.0), "H": (x, 0.0)}
    return {name: scale.at(*point) for name, point in points.items()} | {"E": (450.0, scale.at(*top)[1])}


def shapes(
    name: str, world: str, at: dict[str, Point], marks: list[str], texts: list[str], names: dict[str, str], size: float
) -> Shapes:
    """The triangle, the added lines, the arcs with the labels, and the names of the corners (none in a scene).

    An angle without a text is not marked; the last one is the unknown.
    """
    shown = [*texts, *[""] * (len(marks) - 1 - len(texts)), "?"]
    arcs, used = [], set()
    for mark, text in zip(marks, shown, strict=True):
        if text:
            radius = 33 if mark[1] in used else 24  # neighbours at one corner must not look like one angle
            arcs.append(angle(at[mark[1]], at[mark[0]], at[mark[2]], text, size, radius))
            used.add(mark[1])
    named = "ABC" if name in ("base", "apex", "third", "between", "parallel") else "ABCD"
    above = {"A": -50, "B": -50, "C": 50, "D": -50}  # towards the inside of the figure
    points = ((corner(names[k], at[k], (at[k][0], at[k][1] + above[k]), size)) for k in ("" if world else named))
    return _lines(name, world, at) + tuple(s for part in (*arcs, *points) for s in part)


def _lines(name: str, world: str, at: dict[str, Point]) -> Shapes:
    a, b, c, d, h, e = (at[corner] for corner in "ABCDHE")
    if world == "roof":
        walls = polygon(a, b, (b[0], b[1] + 48), (a[0], a[1] + 48), fill="#f5efe0")
        return walls + polygon(a, b, c, fill="#f4dccf") + equal_mark(a, c) + equal_mark(b, c)
    if world == "truss":
        return polygon(a, b, c, color="#8a5a2b", width=5) + line(c, d, color="#8a5a2b", width=5)
    if world == "streets":
        roads = ((16, a[1]), (464, a[1])), ((16, c[1]), (464, c[1])), (c, a), (c, b)
        return tuple(s for ends in roads for s in line(*ends, color="#8f8f8f", width=5))
    drawn = polygon(a, b, c) + (equal_mark(a, c) + equal_mark(b, c) if name in ISOSCELES else ())
    if name in EXTENDED:
        drawn += line(b, d)
    if name in ("altitude", "between"):
        drawn += line(c, h, dashed=True) + right_angle(h, c, b)
    if name in ("bisector", "between"):
        drawn += line(c, d, dashed=True)
    if name == "parallel":
        drawn += line((20, c[1]), e) + parallel_mark((20, c[1]), e, 0.9 if c[0] < 240 else 0.1) + parallel_mark(a, b)
    return drawn + (line(c, d) if name == "split" else ())
