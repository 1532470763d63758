"""Exact answers about lines and parabolas that are fixed by labelled points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

Dot = tuple[Fraction, Fraction]
Dots = tuple[Dot, ...]
Curve = Callable[[Fraction], Fraction]
ZERO = Fraction(0)


def slope(p: Dots) -> Fraction:
    return (p[1][1] - p[0][1]) / (p[1][0] - p[0][0])


def through(p: Dots) -> Curve:
    """The line through the first two points."""
    return lambda x: p[0][1] + slope(p) * (x - p[0][0])


def parabola(p: Dots) -> Curve:
    """The parabola with its vertex at the first point, through the second."""
    return lambda x: p[0][1] + (p[1][1] - p[0][1]) / (p[1][0] - p[0][0]) ** 2 * (x - p[0][0]) ** 2


def where(p: Dots, y: Fraction) -> Fraction:
    """The x at which the line through the first two points has this y."""
    return p[0][0] + (y - p[0][1]) / slope(p)


def shifted(p: Dots) -> Curve:
    """The parallel to the line through the first two points, through the third."""
    return lambda x: p[2][1] + slope(p) * (x - p[2][0])


def crossing(p: Dots) -> Fraction:
    """The x at which the line through the first two points meets the one through the last two."""
    return (through(p[2:])(ZERO) - through(p)(ZERO)) / (slope(p) - slope(p[2:]))


@dataclass(frozen=True)
class Kind:
    """What is asked of the labelled points and the number k; `wrong` answers another question. `curves` are drawn."""

    count: int
    result: Callable[[Dots, Fraction], Fraction]
    wrong: Callable[[Dots, Fraction], Fraction]
    opening: str = "line"  # as in the wordings
    curves: tuple[Callable[[Dots], Curve], ...] = (through,)


KINDS = {
    "slope": Kind(2, lambda p, k: slope(p), lambda p, k: 1 / slope(p)),
    "intercept": Kind(2, lambda p, k: through(p)(ZERO), lambda p, k: where(p, ZERO)),
    "zero": Kind(2, lambda p, k: where(p, ZERO), lambda p, k: through(p)(ZERO)),
    "value": Kind(2, lambda p, k: through(p)(k), lambda p, k: where(p, k)),
    "inverse": Kind(2, lambda p, k: where(p, k), lambda p, k: through(p)(k)),
    "triangle": Kind(2, lambda p, k: abs(p[0][1] * p[1][0]) / 2, lambda p, k: slope(p), "axes"),
    "parallel": Kind(3, lambda p, k: shifted(p)(ZERO), lambda p, k: through(p)(ZERO), "parallel", (through, shifted)),
    "crossing": Kind(
        4,
        lambda p, k: crossing(p),
        lambda p, k: through(p)(crossing(p)),
        "crossing",
        (through, lambda p: through(p[2:])),
    ),
    "other_zero": Kind(2, lambda p, k: 2 * p[0][0] - p[1][0], lambda p, k: p[0][0], "parabola", (parabola,)),
    "height": Kind(2, lambda p, k: parabola(p)(k), lambda p, k: p[0][1], "parabola", (parabola,)),
}
