"""What is measured of an arm's samples: soundness, hardness, diversity and what a kept sample costs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from cads_ray.ablation.arms import Arm
from cads_ray.schema import Sees, State

READING = {480: 0.26, 300: 0.13}  # CPU-s of the embedded eye by resolution (benchmarks/RESULTS.md); the rest is small
UNMADE = (State.FAILED, State.DUPLICATE)


@dataclass(frozen=True)
class Sample:
    """One planned sample of a held-out seed, as far as the arms need it."""

    id: str
    state: str
    sound: bool
    guessed: bool
    text: str  # question and description
    calls: int
    judging: int
    read: bool = True  # whether a judge looked at its picture

    @property
    def made(self) -> bool:
        return self.state not in UNMADE

    @property
    def hard(self) -> bool:
        """Adversarial, with a key that is right for its picture, and not to be solved without it."""
        return self.state == State.ADVERSARIAL and self.sound and not self.guessed


def sample_of(row: dict[str, Any], sound: bool, guessed: bool) -> dict[str, Any]:
    calls: Counter[str] = Counter()
    for call in row["calls"]:
        calls[call["task"]] += call["calls"]
    read = any(vote["sees"] == Sees.PICTURE for vote in row["votes"] or ())
    text = f"{row['question'] or ''} {row['visual_prompt'] or ''}"
    kept = Sample(row["id"], row["state"], sound, guessed, text, sum(calls.values()), calls["solve"], read)
    return asdict(kept)


def keeps(arm: Arm, sample: Sample) -> bool:
    """What goes into the dataset: what the panel lets pass, or all that was made where nobody judges."""
    return sample.state in (State.ACCEPTED, State.ADVERSARIAL) if arm.judged else sample.made


@dataclass(frozen=True)
class Measures:
    """Figures of one arm and one random seed; rates as (hits, of)."""

    hard: tuple[int, int]  # of the samples that were planned for seeds that an author could serve
    precise: tuple[int, int]  # of those kept
    guessed: tuple[int, int]
    flawed: tuple[int, int]  # of those made, whether kept or not
    diversity: float
    calls: float  # for each sample kept
    seconds: float  # CPU-s of reading, the same


def measure(arm: Arm, samples: Sequence[Sample], equal: int) -> Measures:
    """`equal`: how many kept samples are looked at, the first by id, so that all arms show as many."""
    kept = [sample for sample in samples if keeps(arm, sample)]
    shown = kept[:equal]
    calls = sum(sample.calls - (0 if arm.judged else sample.judging) for sample in samples)
    made = [sample for sample in samples if sample.made]
    read = sum(sample.read for sample in made) if arm.judged else 0
    return Measures(
        hard=(sum(sample.hard for sample in samples), len(samples)),
        precise=(sum(sample.sound for sample in shown), len(shown)),
        guessed=(sum(sample.guessed for sample in shown), len(shown)),
        flawed=(sum(not sample.sound for sample in made), len(made)),
        diversity=vendi([sample.text for sample in shown]),
        calls=calls / max(1, len(kept)),
        seconds=read * sum(READING.values()) / max(1, len(kept)),
    )


def vendi(texts: Sequence[str]) -> float:
    """The Vendi score over cosines of character 3-grams: how many different texts there are, 1 for copies of one."""
    if not texts:
        return 0.0
    grams = [Counter(text[i : i + 3] for i in range(len(text) - 2)) for text in texts]
    index = {gram: i for i, gram in enumerate(sorted({gram for each in grams for gram in each}))}
    spread = Counter(gram for each in grams for gram in each)
    vectors = np.zeros((len(texts), max(1, len(index))))
    for row, each in enumerate(grams):
        for gram, count in each.items():
            vectors[row, index[gram]] = count * (math.log((1 + len(texts)) / (1 + spread[gram])) + 1)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    values = np.linalg.eigvalsh(vectors @ vectors.T / len(texts))
    values = values[values > 1e-12]
    return float(np.exp(-(values * np.log(values)).sum()))


def rate(rows: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Adversarial among the rows of a round whose problem could be made."""
    made = [row for row in rows if row["state"] not in UNMADE]
    return sum(row["state"] == State.ADVERSARIAL for row in made), len(made)
