"""How an answer that may be irrational is written: teachers and solvers round alike."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cads_ray.embedded.quantity import exact, terminates

Number = int | float | Fraction


def plain(value: Number, decimals: int | None = None) -> str:
    """A number as an answer: rounded half up where `decimals` says so, otherwise exact, an irrational to two decimals.

    A float counts as exact when it is within 1e-11 (relative) of a number with three decimals.
    """
    if decimals is not None:
        return _half_up(value, decimals)
    if isinstance(value, float):
        near = Fraction(round(value * 1000), 1000)
        return exact(near) if abs(value - near) < 1e-11 * max(1, abs(value)) else _half_up(value, 2)
    return exact(Fraction(value))


def is_exact(value: Number) -> bool:
    """Whether `plain` writes it without rounding and without a fraction bar."""
    return terminates(Fraction(plain(value))) and abs(Fraction(plain(value)) - Fraction(value)) < Fraction(1, 10**6)


def _half_up(value: Number, decimals: int) -> str:
    """Exactly this many decimals; ties go away from zero, as schools teach; never "-0"."""
    if isinstance(value, float):
        number = Decimal(repr(round(value, 10)))
    else:
        number = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
    shown = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{shown if shown else abs(shown):f}"
