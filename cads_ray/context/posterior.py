"""Posteriors of rates under Beta(1, 1) priors: all that trials, credit and rollback decide by."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.6449  # 5% in each tail


def above(hits: int, rows: int, other_hits: int, other_rows: int) -> float:
    """P(rate > other rate), exactly: the sum over the first posterior's hits (E. Miller's closed form)."""
    a, b = 1 + hits, 1 + rows - hits
    c, d = 1 + other_hits, 1 + other_rows - other_hits
    terms = (
        math.exp(_log_beta(c + i, d + b) - math.log(b + i) - _log_beta(1 + i, b) - _log_beta(c, d)) for i in range(a)
    )
    return min(1.0, math.fsum(terms))


def better(wins: int, losses: int) -> float:
    """P(a win is likelier than a loss), of the pairs that differ in outcome: a tail of a binomial."""
    n = wins + losses + 1
    log_half = n * math.log(2)
    return min(1.0, math.fsum(math.exp(_log_choose(n, k) - log_half) for k in range(wins + 1)))


@dataclass(frozen=True)
class Effect:
    """A difference of two rates: its posterior mean, and the bounds with 5% of the posterior on either side."""

    mean: float
    low: float
    high: float


def effect(hits: int, rows: int, other_hits: int, other_rows: int) -> Effect:
    """Rate minus other rate; the interval takes the difference of the two Beta posteriors as normal."""
    (mean, variance), (other, spread) = _moments(hits, rows), _moments(other_hits, other_rows)
    margin = _Z * math.sqrt(variance + spread)
    return Effect(mean - other, mean - other - margin, mean - other + margin)


def _moments(hits: int, rows: int) -> tuple[float, float]:
    a, b = 1 + hits, 1 + rows - hits
    return a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _log_choose(n: int, k: int) -> float:
    return -math.log(n + 1) - _log_beta(1 + n - k, 1 + k)
