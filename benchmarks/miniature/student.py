"""The student: a net that looks at the picture and is asked, trained by GRPO or by cross-entropy on the same samples.

The two are told apart because they treat a wrong key differently: cross-entropy learns it; under GRPO a key that the
student never samples gives a group without a right answer, so no advantage and no gradient.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from benchmarks.miniature.image_models import NEUTRAL, draw
from benchmarks.miniature.items import ANSWERS, CELLS, LENGTHS, TASKS, Items, uniform
from benchmarks.miniature.nets import Adam, Net, cross_entropy, softmax
from benchmarks.miniature.scans import SIDE, Scans
from benchmarks.miniature.settings import Settings

EYE = (SIDE * SIDE, 32, 16)  # the same for every cell
MIND = (CELLS * EYE[-1] + TASKS + len(LENGTHS), 128, ANSWERS)
NARROW = ("sum", "max", "even", "kth")  # what the base model was taught, on two and three digits


@dataclass(frozen=True)
class Data:
    """Pictures (N, 5, 64), what is asked of them, and the keys (N,)."""

    strips: np.ndarray
    items: Items
    keys: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, at: np.ndarray) -> Data:
        return Data(self.strips[at], self.items.take(at), self.keys[at])


def joined(one: Data, other: Data) -> Data:
    made = (np.concatenate([getattr(each.items, name) for each in (one, other)]) for name in ("digits", "n", "task"))
    return Data(np.concatenate([one.strips, other.strips]), Items(*made), np.concatenate([one.keys, other.keys]))


class Student:
    """An eye that looks at each cell, and a mind that is told what they show and what is asked."""

    def __init__(self, rng: np.random.Generator):
        self.eye, self.mind = Net(EYE, rng), Net(MIND, rng)

    @property
    def parameters(self) -> list[np.ndarray]:
        return self.eye.parameters + self.mind.parameters

    def logits(self, strips: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return self._traced(strips, asked)[-1][-1]

    def accuracy(self, data: Data) -> np.ndarray:
        """Whether its likeliest answer is the key, (N,)."""
        return self.logits(data.strips, data.items.asked).argmax(1) == data.keys

    def _traced(self, strips: np.ndarray, asked: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        seen = self.eye.traced(strips.reshape(-1, SIDE * SIDE))
        mind = np.concatenate([np.maximum(seen[-1], 0).reshape(len(strips), -1), asked], 1)
        return seen, self.mind.traced(mind)

    def step(self, adam: Adam, strips: np.ndarray, asked: np.ndarray, slope) -> None:
        """One update; `slope` maps the logits (B, 46) to the gradient of the loss with respect to them."""
        seen, thought = self._traced(strips, asked)
        above, below = self.mind.gradients(thought, slope(thought[-1]))
        cells = below[:, : CELLS * EYE[-1]].reshape(-1, EYE[-1]) * (seen[-1] > 0)
        adam.step(self.eye.gradients(seen, cells)[0] + above)


def pretrain(settings: Settings, scans: Scans, rng: np.random.Generator) -> Student:
    """The base model: cross-entropy on a narrow slice of what it will be tested on.

    Half of what it sees are scans, half is print in the neutral typefaces: the paper's base model, too, has seen both
    kinds of picture, and no author's.
    """
    seen = joined(_scanned(settings.base_rows, scans, rng), _printed(settings.base_rows, rng))
    student, asked = Student(rng), seen.items.asked
    adam = Adam(student.parameters, settings.base_rate)
    for _ in range(settings.base_steps):
        at = rng.integers(0, len(seen), settings.base_batch)
        keys = seen.keys[at]
        student.step(adam, seen.strips[at], asked[at], lambda z, keys=keys: cross_entropy(softmax(z), keys))
    return student


def _scanned(count: int, scans: Scans, rng: np.random.Generator) -> Data:
    made = uniform(count, rng, NARROW, 3)
    return Data(scans.rows(made.digits, rng), made, made.truth)


def _printed(count: int, rng: np.random.Generator) -> Data:
    made = uniform(count, rng, NARROW, 3)
    strips = draw(made.digits, rng.choice(list(NEUTRAL), count), rng.integers(0, 2**62, count))
    return Data(strips, made, made.truth)


def train(base: Student, data: Data, how: str, settings: Settings, rng: np.random.Generator, steps: int = 0) -> Student:
    """A copy of the base trained by "grpo" or "ce" on batches drawn evenly with replacement: as many steps in each arm."""
    student = copy.deepcopy(base)
    adam = Adam(student.parameters, settings.rate)
    asked = data.items.asked
    reference = logged(softmax(base.logits(data.strips, asked)))
    for _ in range(steps or settings.steps):
        at = rng.integers(0, len(data), settings.batch)
        chance = rng.random((settings.batch, settings.group))
        keys = data.keys[at]
        if how == "ce":
            slope = lambda z: cross_entropy(softmax(z), keys)  # noqa: B023, E731
        else:
            slope = lambda z: grpo(softmax(z), keys, reference[at], chance, settings.kl)  # noqa: B023, E731
        student.step(adam, data.strips[at], asked[at], slope)
    return student


def grpo(p: np.ndarray, keys: np.ndarray, reference: np.ndarray, chance: np.ndarray, kl: float) -> np.ndarray:
    """The gradient of GRPO's loss with respect to the logits, for one update per batch of rollouts.

    `chance` (B, G) samples G answers of each question; reward 1 for the key; advantages are normalised within the group,
    and a group without variance has none; `kl` weighs the divergence from the reference's log-probabilities (B, 46).
    """
    count, group = chance.shape
    answers = (chance[:, :, None] > np.cumsum(p, 1)[:, None, :]).sum(2).clip(0, p.shape[1] - 1)
    reward = (answers == keys[:, None]).astype(np.float32)
    spread = reward.std(1, keepdims=True)
    advantage = np.where(spread > 0, (reward - reward.mean(1, keepdims=True)) / (spread + 1e-6), 0)
    ratio = logged(p) - reference
    slope = kl * p * (ratio - (p * ratio).sum(1, keepdims=True))
    # The advantages of a group add up to 0, so of the gradient of log p only the sampled answers' own part is left.
    np.add.at(slope, (np.arange(count)[:, None], answers), -advantage / group)
    return (slope / count).astype(np.float32)


def logged(p: np.ndarray) -> np.ndarray:
    """Log-probabilities; those of answers that single precision has as impossible are kept finite."""
    return np.log(p + 1e-9)
