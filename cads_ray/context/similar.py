"""Near-duplicates among insights: equal words, or a cosine of TF-IDF over character 3-grams of at least 0.85."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

ALIKE = 0.85


def normalise(text: str) -> str:
    """Words in lower case with single spaces; punctuation does not count."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def twin(text: str, others: Sequence[str]) -> int | None:
    """The place among `others` of the text that says the same as `text`, the closest one; None when none does.

    The weights come from `text` and `others` together, so that what all insights share ("the figure") counts little.
    """
    plain = [normalise(other) for other in others]
    mine = normalise(text)
    if mine in plain:
        return plain.index(mine)
    weights = _weights([mine, *plain])
    vectors = [_vector(each, weights) for each in [mine, *plain]]
    closeness = [_cosine(vectors[0], vector) for vector in vectors[1:]]
    best = max(range(len(plain)), key=closeness.__getitem__, default=None)
    return best if best is not None and closeness[best] >= ALIKE else None


def _grams(text: str) -> Counter[str]:
    padded = f" {text} "
    return Counter(padded[i : i + 3] for i in range(len(padded) - 2))


def _weights(texts: Sequence[str]) -> dict[str, float]:
    """Smoothed inverse document frequencies."""
    seen = Counter(gram for text in texts for gram in _grams(text))
    return {gram: math.log((1 + len(texts)) / (1 + count)) + 1 for gram, count in seen.items()}


def _vector(text: str, weights: dict[str, float]) -> dict[str, float]:
    return {gram: count * weights[gram] for gram, count in _grams(text).items()}


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    return sum(a[gram] * b[gram] for gram in a.keys() & b.keys()) / (_norm(a.values()) * _norm(b.values()))


def _norm(values: Iterable[float]) -> float:
    return math.sqrt(sum(value * value for value in values))
