"""One world from end to end: all runs, all students, as figures that can be written as JSON."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.miniature.arms import ARMS, AUTHORING, Row, affordable, chosen, data, made, right, runs
from benchmarks.miniature.client import Nets
from benchmarks.miniature.items import LENGTHS, Items
from benchmarks.miniature.loop import Made, make
from benchmarks.miniature.nets import softmax
from benchmarks.miniature.settings import Settings
from benchmarks.miniature.student import Data, joined, train
from benchmarks.miniature.world import World, create
from cads_ray.schema import State

METHODS = ("grpo", "ce")


def trial(number: int, settings: Settings, scratch: Path) -> dict[str, Any]:
    """The figures of one world; `scratch` takes the runs. The same number and settings give the same figures."""
    start = time.process_time()
    world = create(number, settings)
    found = {}
    for run in runs(settings):
        nets = Nets({each.name: each for each in world.members})
        found[run.name] = make(run, nets, world.seeds(), number, scratch / run.name)
    sets = _sets(world, found)
    figures = {
        "world": number,
        "settings": asdict(settings),
        "base": float(world.base.accuracy(world.test).mean()),
        "members": _members(world),
        "states": {name: run.states for name, run in found.items()},
        "purity": _purity(world, found["frozen"]),
        "facts": _facts(world, found, sets),
        "accuracy": {how: _accuracies(world, sets, how) for how in METHODS},
    }
    return figures | {"cpu_seconds": time.process_time() - start}


def _sets(world: World, found: dict[str, Made]) -> dict[str, Data]:
    """What students are trained on: every arm at equal size and at equal calls, table 4, figure 3."""
    size, sets = world.settings.size, {}
    for arm in ARMS:
        run = found[arm.run]
        sets[arm.name] = data(chosen(arm, run.rows, size, world.chance("random drop")), run)
        if arm.priced:
            sets[f"{arm.name} at equal calls"] = data(affordable(arm, run.rows, AUTHORING * size), run)
    long = found["paper"]
    rows = [row for row in long.rows if ARMS[3].keeps(row)]
    order = world.chance("sizes").permutation(len(rows))
    for count in world.settings.sizes:
        sets[f"size {count}"] = data([rows[i] for i in sorted(order[:count])], long)
    real = world.real(2 * size, "real")
    half = real.take(np.arange(size))
    return sets | {
        "real": half,
        "both": joined(half, sets["context"]),
        "real double": real,
        "synthetic double": data(rows[: 2 * size], long),
    }


def _accuracies(world: World, sets: dict[str, Data], how: str) -> dict[str, float]:
    """Of a student trained on each set, and on the real one for twice as many steps."""
    found = {name: _trained(world, each, how) for name, each in sets.items()}
    return found | {"real twice": _trained(world, sets["real"], how, 2 * world.settings.steps)}


def _trained(world: World, learnt: Data, how: str, steps: int = 0) -> float:
    student = train(world.base, learnt, how, world.settings, world.chance("student"), steps)
    return float(student.accuracy(world.test).mean())


def _members(world: World) -> dict[str, list[float]]:
    """How often each member works the answer out rightly, told the digits of the test, and reads a scan rightly."""
    asked, strips = world.test.items, world.test.strips
    here = asked.digits >= 0
    return {
        "arithmetic": [float((each.answers(asked) == world.test.keys).mean()) for each in world.members],
        "reading": [float((each.read(strips, asked).digits == asked.digits)[here].mean()) for each in world.members],
    }


def _purity(world: World, run: Made) -> dict[str, list[list[int]]]:
    """Right keys and samples by C = 0 .. K: of all judges, and without the author's own vote."""
    rows = [row for row in run.rows if row["error_stage"] is None and made(row)]
    samples = data(rows, run)
    truth = samples.items.truth == samples.keys
    counts = {
        "all": [row["consensus_all"] for row in rows],
        "others": [sum(v["ballot"] == "match" and not v["is_author"] for v in row["votes"]) for row in rows],
    }
    return {name: _by(count, truth, len(world.members)) for name, count in counts.items()}


def _by(count: list[int], truth: np.ndarray, most: int) -> list[list[int]]:
    hits = Counter(c for c, is_right in zip(count, truth, strict=True) if is_right)
    every = Counter(count)
    return [[hits[c], every[c]] for c in range(most + 1)]


def _facts(world: World, found: dict[str, Made], sets: dict[str, Data]) -> dict[str, dict[str, float]]:
    """Of each set: samples, right keys, tasks that it covers, and groups that GRPO can learn from at the start."""
    facts = {}
    for name, each in sets.items():
        p = softmax(world.base.logits(each.strips, each.items.asked))[np.arange(len(each)), each.keys]
        group = world.settings.group
        facts[name] = {
            "samples": len(each),
            "right": float((each.items.truth == each.keys).mean()),
            "tasks": _spread(each.items),
            "mixed": float((1 - p**group - (1 - p) ** group).mean()),
        }
    for arm in ARMS:
        rows: list[Row] = [row for row in found[arm.run].rows if made(row)]
        facts[arm.name]["adversarial"] = float(np.mean([row["state"] == State.ADVERSARIAL for row in rows]))
        facts[arm.name]["sound"] = float(np.mean([row["state"] == State.ADVERSARIAL and right(row) for row in rows]))
    return facts


def _spread(asked: Items) -> float:
    """The effective number of (operation, length) pairs, the places of k-th taken together: exp of the entropy."""
    pairs = np.minimum(asked.task, 6) * len(LENGTHS) + asked.n
    p = np.unique(pairs, return_counts=True)[1] / len(asked)
    return float(np.exp(-(p * np.log(p)).sum()))
