"""Answers are written as schools write them."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from cads_ray.embedded.rounding import is_exact, plain


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(7, 2), None, "3.5"),
        (Fraction(1, 3), None, "1/3"),
        (math.sqrt(2), None, "1.41"),
        (math.hypot(3, 4), None, "5"),
        (12.5, 0, "13"),
        (Fraction(-5, 2), 0, "-3"),
        (0.25, 1, "0.3"),
        (-0.01, 1, "0.0"),
        (48, 1, "48.0"),
    ],
)
def test_numbers_are_written_exactly_or_rounded_half_up(
    value: float | Fraction, decimals: int | None, text: str
) -> None:
    assert plain(value, decimals) == text


def test_exact_means_that_nothing_was_rounded() -> None:
    assert is_exact(math.hypot(2.5, 6))
    assert is_exact(Fraction(1, 8))
    assert not is_exact(math.sqrt(2))
    assert not is_exact(Fraction(1, 3))
