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
from heapq import heappush, heapreplace

import numpy as np

from cads_ray.dataset.words import folded
from cads_ray.stage import Row

MOST = 5000  # texts that a group holds
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


class Questions:
    """A group of questions as they come, by rows with question and domain; those of samples also have strategy and author.

    What made them is counted; of the texts MOST are held at most, those whose hashes are the smallest: a sample that does
    not depend on the order in which they came.
    """

    def __init__(self) -> None:
        self.count = 0
        self.cells: Counter[tuple[str | None, ...]] = Counter()
        self.domains: Counter[str | None] = Counter()
        self.made = False
        self._texts: list[tuple[int, str]] = []  # a heap: the largest hash, negated, is first

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Questions:
        group = cls()
        for row in rows:
            group.add(row)
        return group

    def add(self, row: Row) -> None:
        self.count += 1
        self.made |= "author" in row
        self.cells[row["domain"], row.get("strategy"), row.get("author")] += 1
        self.domains[row["domain"]] += 1
        text = folded(row["question"])
        entry = (-zlib.crc32(text.encode()), text)
        if len(self._texts) < MOST:
            heappush(self._texts, entry)
        elif entry > self._texts[0]:
            heapreplace(self._texts, entry)

    @property
    def texts(self) -> list[str]:
        return sorted(text for _, text in self._texts)


def diversities(groups: Mapping[str, Questions]) -> dict[str, dict]:
    """The diversity of each group that is large enough, as plain values."""
    large = {name: group for name, group in groups.items() if group.count >= LEAST}
    compared = min([SAMPLE, *(group.count for group in large.values())])
    return {name: asdict(_diversity(group, compared)) for name, group in large.items()}


def _diversity(group: Questions, compared: int) -> Diversity:
    texts = group.texts
    chance = random.Random(0)
    samples = [chance.sample(texts, compared) for _ in range(DRAWS if compared < len(texts) else 1)]
    return Diversity(
        group.count,
        compared,
        _mean(vendi(embed(sample)) for sample in samples),
        _mean(distinct(sample, 1) for sample in samples),
        _mean(distinct(sample, 2) for sample in samples),
        entropy(group.cells) if group.made else None,
        len(group.cells) if group.made else None,
        entropy(group.domains),
        len(group.domains),
    )


def embed(texts: Sequence[str]) -> np.ndarray:
    """Counts of character 3- to 5-grams hashed into DIMENSIONS, damped and of length 1; (len(texts), DIMENSIONS)."""
    made = np.zeros((len(texts), DIMENSIONS), np.float64)
    for row, text in zip(made, texts, strict=True):
        padded = f" {text} "
        grams = (padded[start : start + n].encode() for n in (3, 4, 5) for start in range(len(padded) - n + 1))
        places = np.fromiter(map(zlib.crc32, grams), np.int64) % DIMENSIONS
        np.sqrt(np.bincount(places, minlength=DIMENSIONS), out=row)
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
