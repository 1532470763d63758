"""How different the questions are: Vendi score of hashed n-grams, distinct n-grams, entropy over what made them.

All but the entropy grow with the number of questions, so groups are compared at one number: that of the smallest group,
at most SAMPLE, drawn a few times and averaged.
"""

from __future__ import annotations

import math
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from cads_ray.dataset.words import folded
from cads_ray.stage import Row

SAMPLE = 500  # questions; the eigenvalues of so many take a tenth of a second
DRAWS = 3
DIMENSIONS = 4096
LEAST = 5  # a group of fewer says nothing


@dataclass(frozen=True)
class Diversity:
    """Of a group of `questions`; scores are at `compared` questions, entropies in 0..1 over the cells that occur."""

    questions: int
    compared: int
    vendi: float  # the effective number of different questions, of `compared`
    distinct_1: float  # different words over words
    distinct_2: float
    entropy: float | None  # over domain x strategy x generator; None for seeds, which nobody generated
    cells: int | None
    domains: float  # entropy over domains
    groups: int  # how many domains


def diversities(groups: Mapping[str, Sequence[Row]]) -> dict[str, dict]:
    """The diversity of each group that is large enough, as plain values.

    Rows have question and domain; those of samples also strategy and author.
    """
    large = {name: rows for name, rows in groups.items() if len(rows) >= LEAST}
    compared = min([SAMPLE, *(len(rows) for rows in large.values())])
    return {name: asdict(_diversity(rows, compared)) for name, rows in large.items()}


def _diversity(rows: Sequence[Row], compared: int) -> Diversity:
    texts = sorted(folded(row["question"]) for row in rows)
    chance = random.Random(0)
    samples = [chance.sample(texts, compared) for _ in range(DRAWS if compared < len(texts) else 1)]
    made = "author" in rows[0]
    cells = Counter((row["domain"], row.get("strategy"), row.get("author")) for row in rows)
    domains = Counter(row["domain"] for row in rows)
    return Diversity(
        len(rows),
        compared,
        _mean(vendi(embed(sample)) for sample in samples),
        _mean(distinct(sample, 1) for sample in samples),
        _mean(distinct(sample, 2) for sample in samples),
        entropy(cells) if made else None,
        len(cells) if made else None,
        entropy(domains),
        len(domains),
    )


def embed(texts: Sequence[str]) -> np.ndarray:
    """Counts of character 3- to 5-grams hashed into DIMENSIONS, damped and of length 1; (len(texts), DIMENSIONS)."""
    made = np.zeros((len(texts), DIMENSIONS), np.float64)
    for row, text in zip(made, texts, strict=True):
        padded = f" {text} "
        for n in (3, 4, 5):
            for start in range(len(padded) - n + 1):
                row[zlib.crc32(padded[start : start + n].encode()) % DIMENSIONS] += 1
    made = np.sqrt(made)
    return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-12)


def vendi(embeddings: np.ndarray) -> float:
    """The exponential of the entropy of the eigenvalues of K/n (Friedman and Dieng, arXiv 2210.02410)."""
    kernel = embeddings @ embeddings.T / len(embeddings)
    values = np.linalg.eigvalsh(kernel)
    values = values[values > 1e-12]
    return float(np.exp(-(values * np.log(values)).sum()))


def distinct(texts: Iterable[str], n: int) -> float:
    """Different word n-grams over all of them."""
    grams = [tuple(words[i : i + n]) for words in map(str.split, texts) for i in range(len(words) - n + 1)]
    return len(set(grams)) / len(grams) if grams else 0.0


def entropy(counts: Counter) -> float:
    """Shannon entropy over its largest value for as many cells: 1 for an even spread, 0 for a single cell."""
    total = sum(counts.values())
    if len(counts) < 2:
        return 0.0
    return -sum(c / total * math.log(c / total) for c in counts.values()) / math.log(len(counts))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4)
