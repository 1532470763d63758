"""How much raters agree beyond chance, and how many independent ones they are worth. Pure functions of plain lists."""

from __future__ import annotations

import math
from collections.abc import Sequence

Labels = Sequence[bool]


def cohen(one: Labels, other: Labels) -> float | None:
    """Cohen's kappa of two raters of the same items (1960); None where chance alone agrees on all."""
    n = len(one)
    if not n:
        return None
    observed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    p, q = sum(one) / n, sum(other) / n
    chance = p * q + (1 - p) * (1 - q)
    return (observed - chance) / (1 - chance) if chance < 1 else None


def fleiss(yes: Sequence[tuple[int, int]]) -> float | None:
    """Fleiss' kappa (1971) for items of unequal numbers of raters: (yes, all) of each; items of one rater are left out.

    With unequal numbers the observed agreement is the mean over items and the categories' shares are over all ratings.
    """
    items = [(k, n) for k, n in yes if n > 1]
    total = sum(n for _, n in items)
    if not total:
        return None
    observed = sum((k * (k - 1) + (n - k) * (n - k - 1)) / (n * (n - 1)) for k, n in items) / len(items)
    share = sum(k for k, _ in items) / total
    chance = share**2 + (1 - share) ** 2
    return (observed - chance) / (1 - chance) if chance < 1 else None


def correlation(one: Labels, other: Labels) -> float | None:
    """Pearson's correlation of two binary variables (phi); None where one of them is constant."""
    n = len(one)
    if not n:
        return None
    p, q = sum(one) / n, sum(other) / n
    spread = math.sqrt(p * (1 - p) * q * (1 - q))
    return (sum(a and b for a, b in zip(one, other, strict=True)) / n - p * q) / spread if spread else None


def effective(raters: int, correlations: Sequence[float]) -> float | None:
    """Kish's effective number of votes: K / (1 + (K - 1) * mean correlation); at most K, None when none is known."""
    if not correlations:
        return float(raters) if raters < 2 else None
    mean = sum(correlations) / len(correlations)
    return raters / (1 + (raters - 1) * max(mean, 0.0))


def wilson(hits: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95% interval of a share; (0, 1) of nothing. `hits` may be a sum of shares: then it is rather too wide."""
    if not n:
        return 0.0, 1.0
    p, centre = hits / n, hits / n + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (centre - half) / (1 + z * z / n)), min(1.0, (centre + half) / (1 + z * z / n))


def difference(one: Sequence[float], other: Sequence[float], z: float = 1.96) -> tuple[float, float, float] | None:
    """Mean of `one` less mean of `other`, and its 95% interval (Welch); None where one of them has fewer than two."""
    if min(len(one), len(other)) < 2:
        return None
    means = [sum(values) / len(values) for values in (one, other)]
    errors = [
        sum((x - mean) ** 2 for x in values) / (len(values) - 1) / len(values)
        for values, mean in zip((one, other), means, strict=True)
    ]
    gap, half = means[0] - means[1], z * math.sqrt(sum(errors))
    return gap, gap - half, gap + half
