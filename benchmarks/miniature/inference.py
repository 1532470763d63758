"""Paired statistics over worlds: intervals, sign-flip tests, Holm's correction, Page's trend test, a saturating fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 20_000
LEVEL = 0.05
HOLDS, REVERSED, UNRESOLVED = "holds", "reversed", "unresolved"
_POWERS = np.linspace(0.05, 2, 40)


@dataclass(frozen=True)
class Step:
    """A mean difference over worlds, its 95% interval, and the two-sided p of flipped signs."""

    mean: float
    low: float
    high: float
    p: float

    def outcome(self, p: float) -> str:
        """`p`: after correction."""
        return UNRESOLVED if p >= LEVEL else HOLDS if self.mean > 0 else REVERSED


def step(differences: np.ndarray) -> Step:
    """Of paired differences (worlds,)."""
    low, high = interval(differences)
    signs = np.random.default_rng(0).choice([-1.0, 1.0], (RESAMPLES, len(differences)))
    extreme = np.abs((signs * differences).mean(1)) >= abs(differences.mean()) - 1e-12
    return Step(float(differences.mean()), low, high, float((1 + extreme.sum()) / (1 + RESAMPLES)))


def interval(values: np.ndarray) -> tuple[float, float]:
    """Of the mean over worlds: 95% of bootstrap resamples of worlds."""
    at = np.random.default_rng(1).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.quantile(values[at].mean(1), [0.025, 0.975])
    return float(low), float(high)


def holm(ps: Sequence[float]) -> list[float]:
    """The corrected p of each, in their order."""
    corrected, worst = [0.0] * len(ps), 0.0
    for rank, i in enumerate(np.argsort(ps)):
        worst = max(worst, min(1.0, (len(ps) - rank) * ps[i]))
        corrected[i] = worst
    return corrected


def page(values: np.ndarray) -> float:
    """The one-sided p that the columns of (worlds, k) rise from left to right."""
    from scipy.stats import page_trend_test  # comes with scikit-learn

    return float(page_trend_test(values, method="asymptotic").pvalue)


def ceiling(sizes: Sequence[int], accuracy: np.ndarray) -> float:
    """a of the fit accuracy = a - b * size ** -c to (sizes,), by least squares over a grid of c.

    Infinite where the least c fits best: then the curve rises by as much with every doubling, and bends nowhere.
    """
    best, where = np.inf, 0.0
    for power in _POWERS:
        x = np.stack([np.ones(len(sizes)), -(np.array(sizes, float) ** -power)], 1)
        fit, *_ = np.linalg.lstsq(x, accuracy, rcond=None)
        error = float(((x @ fit - accuracy) ** 2).sum())
        if error < best:
            best, where = error, np.inf if power == _POWERS[0] else float(fit[0])
    return where
