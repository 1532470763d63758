"""A run without Ray: the product's stages, context and store in one process, for benchmarks that make many runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from cads_ray.ablation.loop import Loop
from cads_ray.command.checks import check
from cads_ray.command.door import compose
from cads_ray.config import most_rounds
from cads_ray.dataset.settle import keep
from cads_ray.disk.files import make_run_dir
from cads_ray.panel import recount_of
from cads_ray.rounds import synthesize
from cads_ray.session.intake import keep_the_seeds, read_the_seeds
from cads_ray.session.wire import Wiring
from cads_ray.store import RoundStore


def run_plainly(overrides: Sequence[str]) -> Path:
    """The run directory, with its rounds closed. Run again, it continues."""
    config = compose(overrides)
    check(config)
    out = make_run_dir(config.out)
    seeds = read_the_seeds(config, out)
    keep_the_seeds(seeds, out)
    store = RoundStore(out, seeds.table, keep(**asdict(config.dataset)), recount_of(config))
    rounds = range(most_rounds(config))
    if not store.enough() and not all(store.closed(round) for round in rounds):
        with asyncio.Runner() as runner:
            loop = Loop(Wiring(config, out, out.name), seeds.table, runner)
            synthesize(rounds, loop, loop.flow, store)
            loop.close()
    return out
