"""Figures put together from rectangles, triangles and half discs, true to scale, with the lengths beside them."""

from __future__ import annotations

from collections.abc import Callable

from cads_ray.embedded.drawing.figure import Circle, Point
from cads_ray.embedded.drawing.sketch import (
    Shapes,
    arc_points,
    beside,
    dimension,
    fit,
    label,
    line,
    midpoint,
    polygon,
    right_angle,
)

Lengths = dict[str, float]
Texts = dict[str, str]
FILL = "#d5e6d0"


def _box(at: Callable[[float, float], Point], width: float, height: float) -> list[Point]:
    return [at(0, 0), at(width, 0), at(width, height), at(0, height)]


def corner_piece(n: Lengths, texts: Texts, size: float) -> Shapes:
    """An L: `width` below, `height` on the left, `top` above, `side` on the right; "rest" is a superfluous length."""
    scale = fit([(0, 0), (n["width"], n["height"])], (100, 50, 380, 290))
    a, b, c, d, e, f = (
        scale.at(x, y)
        for x, y in (
            (0, 0),
            (n["width"], 0),
            (n["width"], n["side"]),
            (n["top"], n["side"]),
            (n["top"], n["height"]),
            (0, n["height"]),
        )
    )
    shapes = polygon(a, b, c, d, e, f, fill=FILL)
    shapes += beside(texts["width"], a, b, f, size) + beside(texts["height"], a, f, b, size)
    shapes += beside(texts["top"], f, e, a, size) + beside(texts["side"], b, c, a, size)
    return shapes + (beside(texts["rest"], d, c, b, size) if "rest" in texts else ())


def house(n: Lengths, texts: Texts, size: float) -> Shapes:
    """A rectangle (`width`, `height`) and a triangle on it (`rise`)."""
    scale = fit([(0, 0), (n["width"], n["height"] + n["rise"])], (110, 40, 370, 300))
    a, b, c, d = _box(scale.at, n["width"], n["height"])
    top, foot = scale.at(n["width"] / 2, n["height"] + n["rise"]), midpoint(c, d)
    shapes = (
        polygon(a, b, c, top, d, fill=FILL)
        + line(c, d, dashed=True, width=1.5)
        + line(foot, top, dashed=True, width=1.5)
    )
    shapes += (
        right_angle(foot, top, c, 9) + beside(texts["width"], a, b, top, size) + beside(texts["height"], a, d, b, size)
    )
    return shapes + dimension(c, (c[0], top[1]), texts["rise"], (0, top[1]), size, 18)


def arch(n: Lengths, texts: Texts, size: float) -> Shapes:
    """A rectangle (`width`, `height`) and a half disc on it."""
    scale = fit([(0, 0), (n["width"], n["height"] + n["width"] / 2)], (110, 40, 370, 300))
    a, b, c, d = _box(scale.at, n["width"], n["height"])
    shapes = polygon(a, b, *arc_points(midpoint(c, d), scale.pixels(n["width"] / 2), 0, 180), fill=FILL)
    shapes += line(c, d, dashed=True, width=1.5)
    return shapes + beside(texts["width"], a, b, d, size) + beside(texts["height"], a, d, b, size)


def stadium(n: Lengths, texts: Texts, size: float) -> Shapes:
    """A rectangle (`width`, `height`) with a half disc at its left and its right end."""
    radius = n["height"] / 2
    scale = fit([(-radius, 0), (n["width"] + radius, n["height"])], (40, 60, 440, 280))
    a, b, c, d = _box(scale.at, n["width"], n["height"])
    right, left = (
        arc_points(midpoint(*ends), scale.pixels(radius), *turn)
        for ends, turn in (((b, c), (-90, 90)), ((d, a), (90, 270)))
    )
    shapes = polygon(*right, *left, fill=FILL) + line(a, d, dashed=True, width=1.5) + line(b, c, dashed=True, width=1.5)
    return shapes + beside(texts["width"], a, b, d, size) + beside(texts["height"], a, d, (0, 0), size)


def frame(n: Lengths, texts: Texts, size: float) -> Shapes:
    """A rectangle (`width`, `height`) with a rectangular hole (`inner_width`, `inner_height`)."""
    scale = fit([(0, 0), (n["width"], n["height"])], (100, 36, 400, 300))
    a, b, c, d = _box(scale.at, n["width"], n["height"])
    x, y = 0.3 * (n["width"] - n["inner_width"]), 0.4 * (n["height"] - n["inner_height"])
    p, q, r, s = _box(lambda u, v: scale.at(x + u, y + v), n["inner_width"], n["inner_height"])
    shapes = polygon(a, b, c, d, fill=FILL) + polygon(p, q, r, s, fill="white")
    shapes += beside(texts["width"], a, b, c, size) + beside(texts["height"], a, d, b, size)
    return shapes + beside(texts["inner_width"], s, r, p, size, 4) + beside(texts["inner_height"], q, r, p, size, 4)


def clipped(n: Lengths, texts: Texts, size: float) -> Shapes:
    """A rectangle (`width`, `height`) without its upper right corner (`cut_width`, `cut_height`)."""
    scale = fit([(0, 0), (n["width"], n["height"])], (100, 50, 380, 290))
    a, b, c, d = _box(scale.at, n["width"], n["height"])
    p, q = scale.at(n["width"] - n["cut_width"], n["height"]), scale.at(n["width"], n["height"] - n["cut_height"])
    shapes = polygon(a, b, q, p, d, fill=FILL) + line(p, c, q, dashed=True, width=1.5) + right_angle(c, p, q, 9)
    shapes += beside(texts["width"], a, b, d, size) + beside(texts["height"], a, d, b, size)
    return shapes + beside(texts["cut_width"], p, c, q, size) + beside(texts["cut_height"], c, q, p, size)


def washer(n: Lengths, texts: Texts, size: float) -> Shapes:
    """A rectangle (`width`, `height`) with a round hole (`hole`: its diameter)."""
    scale = fit([(0, 0), (n["width"], n["height"])], (100, 36, 400, 300))
    a, b, c, d = _box(scale.at, n["width"], n["height"])
    middle, radius = midpoint(a, c), scale.pixels(n["hole"] / 2)
    shapes = (*polygon(a, b, c, d, fill=FILL), Circle(middle, radius, fill="white"))
    ends = (middle[0] - radius, middle[1]), (middle[0] + radius, middle[1])
    shapes += line(*ends, width=1.5, arrow="both") + label(texts["hole"], (middle[0], middle[1] - 5 - size / 2), size)
    return shapes + beside(texts["width"], a, b, d, size) + beside(texts["height"], a, d, b, size)


DRAWN = {f.__name__: f for f in (corner_piece, house, arch, stadium, frame, clipped, washer)}
