"""The real pictures: 1797 scanned digits of 8 x 8 pixels that ship with scikit-learn (UCI optdigits), cut into splits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from benchmarks.miniature.items import CELLS, EMPTY

SIDE = 8
INK = 16.0  # the darkest value of a scan
SIZES = {"base": 400, "judges": 600, "real": 300, "test": 497}


@dataclass(frozen=True)
class Scans:
    """Pictures (N, 64) with ink 0 .. 1, and the digits that they show (N,)."""

    ink: np.ndarray
    digit: np.ndarray

    def rows(self, digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """A picture (N, 5, 64) of each row of digits: every cell a scan of its digit, drawn at random."""
        strips = np.zeros((*digits.shape, SIDE * SIDE), np.float32)
        for digit in range(10):
            rows, places = np.nonzero(digits == digit)
            strips[rows, places] = self.ink[rng.choice(np.nonzero(self.digit == digit)[0], len(rows))]
        return strips


def splits(rng: np.random.Generator) -> dict[str, Scans]:
    """All scans, each in one split."""
    ink, digit = _all()
    order = rng.permutation(len(digit))
    ends = np.cumsum(list(SIZES.values()))
    return {name: Scans(ink[at], digit[at]) for name, at in zip(SIZES, np.split(order, ends[:-1]), strict=True)}


@cache
def _all() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits  # slow to import, and only needed here

    data = load_digits()
    return (data.data / INK).astype(np.float32), data.target.astype(int)


def filled(strips: np.ndarray, digits: np.ndarray) -> np.ndarray:
    """The cells that hold a digit, (M, 64), in the order of np.nonzero."""
    return strips.reshape(-1, CELLS, SIDE * SIDE)[digits != EMPTY]
