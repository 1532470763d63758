"""Items: rows of two to five digits and something asked of them, as arrays, as words, and with their true answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

CELLS = 5  # the longest row; shorter ones are filled up with EMPTY
EMPTY = -1
LENGTHS = (2, 3, 4, 5)
OPS = ("sum", "max", "min", "range", "even", "argmax", "kth")
TASKS = len(OPS) - 1 + CELLS  # the k-th digit is five tasks
ANSWERS = 46  # 0 .. 45, the largest sum

QUESTIONS = {
    "sum": "What is the sum of the {n} digits?",
    "max": "Which is the largest of the {n} digits?",
    "min": "Which is the smallest of the {n} digits?",
    "range": "How far are the largest and the smallest of the {n} digits apart?",
    "even": "How many of the {n} digits are even?",
    "argmax": "At which place of the {n} does the largest digit stand for the first time?",
    "kth": "Which of the {n} digits stands at place {k}?",
}
_READ = {
    op: re.compile(re.escape(text).replace(r"\{n\}", "(?P<n>[2-5])").replace(r"\{k\}", "(?P<k>[1-5])"))
    for op, text in QUESTIONS.items()
}


@dataclass(frozen=True)
class Task:
    """What is asked: the operation, of how many digits, and for `kth` at which place (from 1), else 0."""

    op: str
    n: int
    k: int = 0

    @property
    def question(self) -> str:
        return QUESTIONS[self.op].format(n=self.n, k=self.k)

    @property
    def number(self) -> int:
        """0 .. TASKS - 1: which operation, the places of `kth` apart."""
        return OPS.index(self.op) + max(0, self.k - 1)


def read_task(question: str) -> Task:
    """The task that a question asks. Raises ValueError for a question of another world."""
    for op, pattern in _READ.items():
        if found := pattern.fullmatch(question):
            named = found.groupdict()
            return Task(op, int(named["n"]), int(named.get("k") or 0))
    raise ValueError(f"no task of this world: {question!r}")


@dataclass(frozen=True)
class Items:
    """Many items: digits (N, 5) with EMPTY where a row has ended, lengths n (N,), task numbers (N,)."""

    digits: np.ndarray
    n: np.ndarray
    task: np.ndarray

    def __len__(self) -> int:
        return len(self.n)

    def take(self, at: np.ndarray) -> Items:
        return Items(self.digits[at], self.n[at], self.task[at])

    @property
    def truth(self) -> np.ndarray:
        """The right answers (N,)."""
        d, here = self.digits, self.digits != EMPTY
        largest, smallest = np.where(here, d, -1).max(1), np.where(here, d, 99).min(1)
        answers = np.stack(
            [
                np.where(here, d, 0).sum(1),
                largest,
                smallest,
                largest - smallest,
                (here & (d % 2 == 0)).sum(1),
                1 + np.where(here, d, -1).argmax(1),
                *d.T,
            ]
        )
        return answers[self.task, np.arange(len(self))]

    @property
    def asked(self) -> np.ndarray:
        """Task and length as a net reads them, one-hot (N, TASKS + 4)."""
        hot = np.zeros((len(self), TASKS + len(LENGTHS)), np.float32)
        rows = np.arange(len(self))
        hot[rows, self.task] = 1
        hot[rows, TASKS + self.n - LENGTHS[0]] = 1
        return hot

    @property
    def symbols(self) -> np.ndarray:
        """Digits, task and length as a net reads them that sees no picture: each digit one-hot, and as a tally of strokes."""
        digits = self.digits[:, :, None]
        cells = np.concatenate([digits == np.arange(10), digits >= np.arange(10)], 2)
        return np.concatenate([cells.reshape(len(self), -1).astype(np.float32), self.asked], 1)


def items(tasks: list[Task], digits: list[list[int]]) -> Items:
    """Arrays of these tasks and rows of digits."""
    padded = [row + [EMPTY] * (CELLS - len(row)) for row in digits]
    return Items(
        np.array(padded, int).reshape(-1, CELLS),
        np.array([task.n for task in tasks], int),
        np.array([task.number for task in tasks], int),
    )


def uniform(count: int, rng: np.random.Generator, ops: tuple[str, ...] = OPS, longest: int = CELLS) -> Items:
    """Items even over operations and lengths, digits even as well."""
    n = rng.integers(LENGTHS[0], longest + 1, count)
    return drawn(rng.integers(0, len(ops), count), n, rng, ops)


def drawn(which: np.ndarray, n: np.ndarray, rng: np.random.Generator, ops: tuple[str, ...] = OPS) -> Items:
    """Items of these operations (indices into `ops`) and lengths with even digits and places."""
    digits = rng.integers(0, 10, (len(n), CELLS))
    digits[np.arange(CELLS) >= n[:, None]] = EMPTY
    numbers = np.array([OPS.index(op) for op in ops])[which]
    places = (rng.random(len(n)) * n).astype(int)
    return Items(digits, n, np.where(numbers == OPS.index("kth"), numbers + places, numbers))
