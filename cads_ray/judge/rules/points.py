"""Values of an expression at fixed points. A point is a function of the variables' names, so that each value is computed once
however many expressions it is compared with."""

from __future__ import annotations

import zlib
from fractions import Fraction
from typing import Any

from cads_ray.judge.rules.node import Node
from cads_ray.judge.rules.numeric import DIGITS, Undefined, evaluate
from cads_ray.judge.rules.readings import remembered

NEEDED = 8  # points at which two expressions must agree; five when others are outside their domains
TRIED = 24
_POSITIVE = 5  # at the first points all variables are positive


def coordinate(place: int, name: str) -> Fraction:
    """Of a variable at the point of this number: scattered in ±(0.1, 3.2)."""
    seed = zlib.crc32(f"{name}|{place}".encode())
    value = Fraction(1, 10) + Fraction(seed % 1_000_003, 1_000_003) * Fraction(31, 10)
    return -value if place >= _POSITIVE and seed & (1 << 30) else value


@remembered
def value_at(node: Node, place: int, natural_log: bool = False, digits: int = DIGITS) -> Any:
    """A real or complex mpmath number; None where the expression has no value."""
    point = {name: coordinate(place, name) for name in node.symbols()}
    try:
        return evaluate(node, point, natural_log=natural_log, digits=digits)
    except Undefined:
        return None


def is_real(value: Any) -> bool:
    """Rounding may leave an imaginary part of a real value."""
    return value.imag == 0 or abs(value.imag) <= 1e-40 * abs(value.real)


def is_finite(value: Any) -> bool:
    return bool(value.context.isfinite(value))


def denoised(value: Any, node: Node, place: int, natural_log: bool) -> Any:
    """A tiny value that shrinks with more digits is what rounding left of 0; one that stays is a tiny value."""
    finer = value_at(node, place, natural_log, 2 * DIGITS)
    return finer * 0 if finer is not None and abs(finer) < abs(value) * 1e-20 else value


def as_fraction(value: Any) -> Fraction | None:
    """The real part, exactly as it is held; None when it is infinite or beyond 10^30000."""
    real = value.real
    if not is_finite(real):
        return None
    sign, mantissa, exponent, _ = real._mpf_
    if abs(exponent) > 100_000:
        return None
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent
