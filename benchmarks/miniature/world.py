"""A world: one seed of chance draws the splits of the scans, the test, the collective, the base model and the seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from benchmarks.miniature.items import LENGTHS, OPS, Items, Task, drawn, uniform
from benchmarks.miniature.members import Member, collective
from benchmarks.miniature.scans import Scans, splits
from benchmarks.miniature.settings import Settings
from benchmarks.miniature.student import Data, Student, pretrain
from cads_ray.schema import SEED


@dataclass(frozen=True)
class World:
    """`test` is drawn before any arm exists."""

    number: int
    settings: Settings
    scans: dict[str, Scans]
    test: Data
    members: list[Member]
    mix: np.ndarray  # how often real problems ask what of how many digits, (OPS x LENGTHS)
    base: Student

    def chance(self, what: str) -> np.random.Generator:
        """Numbers for one purpose, the same in every arm."""
        return np.random.default_rng([self.number, *what.encode()])

    def real(self, count: int, what: str) -> Data:
        """Real problems: scans of the real split, in the mix of real problems, with right answers."""
        rng = self.chance(what)
        made = _mixed(self.mix, count, rng)
        return Data(self.scans["real"].rows(made.digits, rng), made, made.truth)

    def seeds(self) -> pa.Table:
        """The problems that authors start from, as schema.SEED."""
        made = _mixed(self.mix, self.settings.seeds, self.chance("seeds"))
        rows = [
            {
                "seed": f"s{i:02d}",
                "seed_question": task.question,
                "seed_answer": str(answer),
                "seed_domain": task.op,
                "seed_root": f"s{i:02d}",
                "seed_depth": 0,
            }
            for i, (task, answer) in enumerate(zip(tasks(made), made.truth, strict=True))
        ]
        return pa.Table.from_pylist(rows, SEED)


def create(number: int, settings: Settings) -> World:
    rng = np.random.default_rng([number, 0])
    scans = splits(rng)
    asked = uniform(settings.test, rng)
    test = Data(scans["test"].rows(asked.digits, rng), asked, asked.truth)
    mix = rng.dirichlet(np.ones(len(OPS) * len(LENGTHS)))
    members = collective(settings, scans["judges"], rng)
    return World(number, settings, scans, test, members, mix, pretrain(settings, scans["base"], rng))


def tasks(made: Items) -> list[Task]:
    """The tasks of items."""
    last = len(OPS) - 1
    return [
        Task(OPS[min(number, last)], int(n), int(number) - last + 1 if number >= last else 0)
        for n, number in zip(made.n, made.task, strict=True)
    ]


def _mixed(mix: np.ndarray, count: int, rng: np.random.Generator) -> Items:
    at = rng.choice(len(mix), count, p=mix)
    return drawn(at // len(LENGTHS), np.array(LENGTHS)[at % len(LENGTHS)], rng)
