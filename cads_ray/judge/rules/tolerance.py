"""The tolerance that an item declares, in exact arithmetic with inclusive bounds. It is never assumed.

`{"decimals": n}` right when rounded to n decimals; `{"sig": n}` to n significant digits; `{"rel": "0.05"}` within that
share of the truth; `{"abs": "0.1"}` within that distance. Several together must all hold. At a tie both roundings count,
since half-up and half-even are both taught.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction

MAX_DIGITS = 60


@dataclass(frozen=True)
class Tolerance:
    decimals: int | None = None
    sig: int | None = None
    rel: Fraction | None = None
    abs: Fraction | None = None
    readable: bool = True  # False: the item declares something that is no tolerance; only exact equality can be decided

    @property
    def given(self) -> bool:
        return any(bound is not None for bound in (self.decimals, self.sig, self.rel, self.abs))

    def within(self, prediction: Fraction, truth: Fraction) -> bool:
        if self.decimals is not None and not _round(prediction, self.decimals) & _round(truth, self.decimals):
            return False
        if self.sig is not None and not _round_significant(prediction, self.sig) & _round_significant(truth, self.sig):
            return False
        distance = abs(prediction - truth)
        if self.rel is not None and distance > self.rel * abs(truth):
            return False
        return self.abs is None or distance <= self.abs


EXACT = Tolerance()
UNREADABLE = Tolerance(readable=False)


def read_tolerance(value: object) -> Tolerance:
    """From a dict, from that dict as JSON, or from None or "" for none. Never raises: what it cannot read is UNREADABLE."""
    if isinstance(value, str):
        if not value.strip():
            return EXACT
        try:
            value = json.loads(value) if len(value) < 1000 else None
        except (ValueError, RecursionError):
            return UNREADABLE
        if value is None:
            return UNREADABLE
    if value is None or value == {}:
        return EXACT
    if not isinstance(value, dict) or not set(value) <= {"decimals", "sig", "rel", "abs"}:
        return UNREADABLE
    try:
        return Tolerance(
            decimals=_digits(value.get("decimals"), 0),
            sig=_digits(value.get("sig"), 1),
            rel=_bound(value.get("rel")),
            abs=_bound(value.get("abs")),
        )
    except (ValueError, TypeError, ZeroDivisionError):
        return UNREADABLE


def _digits(value: object, least: int) -> int | None:
    if value is None:
        return None
    number = Fraction(str(value)[:20])
    if number.denominator != 1 or not least <= number <= MAX_DIGITS:
        raise ValueError(f"{value!r} is no number of digits")
    return int(number)


def _bound(value: object) -> Fraction | None:
    """0.05 and "0.05" are the same decimal: the shortest text of a float is what its author wrote."""
    if value is None:
        return None
    text = str(value)
    if len(text) > 40 or text.lower().lstrip("-+0123456789.").strip("e-+0123456789"):
        raise ValueError(f"{value!r} is no bound")
    mantissa, _, exponent = text.lower().partition("e")
    if abs(int(exponent or 0)) > 100:
        raise ValueError(f"{value!r} is no bound")
    bound = Fraction(mantissa) * Fraction(10) ** int(exponent or 0)
    if bound < 0:
        raise ValueError(f"{value!r} is negative")
    return bound


def _round(value: Fraction, decimals: int) -> set[int]:
    """The nearest multiples of 10^-decimals, counted in that unit: two of them at a tie."""
    scaled = value * 10**decimals
    floor, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    return {floor if twice < scaled.denominator else floor + 1} | ({floor} if twice == scaled.denominator else set())


def _round_significant(value: Fraction, digits: int) -> set[Fraction]:
    if value == 0:
        return {Fraction(0)}
    exponent = magnitude(value)
    unit = Fraction(10) ** (exponent - digits + 1)
    scaled = value / unit
    return {step * unit for step in _round(scaled, 0)}


def magnitude(value: Fraction) -> int:
    """The decimal exponent of a number that is not 0: 10**m <= |value| < 10**(m+1), in integers alone."""
    top, bottom = abs(value.numerator), value.denominator
    guess = int((top.bit_length() - bottom.bit_length()) * 0.30103)
    while Fraction(10) ** guess > Fraction(top, bottom):
        guess -= 1
    while Fraction(10) ** (guess + 1) <= Fraction(top, bottom):
        guess += 1
    return guess
