"""The product's own stages in a plain loop, without Ray: one process, so that a machine of two cores does two runs at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from cads_ray.candidates import candidates
from cads_ray.checks import check
from cads_ray.config import Config, most_rounds
from cads_ray.dataset.settle import keep
from cads_ray.door import compose
from cads_ray.intake import read_the_seeds
from cads_ray.panel import recount_of
from cads_ray.rounds import synthesize
from cads_ray.store import RoundStore, make_run_dir
from cads_ray.wire import Wiring, pools

BLOCK = 20  # rows that are worked on together


def run_plainly(overrides: Sequence[str]) -> Path:
    """The run directory, with its rounds closed. Run again, it continues."""
    config = compose(overrides)
    check(config)
    out = make_run_dir(config.out)
    seeds = read_the_seeds(config, out)
    depth = config.seeds.depth if config.seeds.evolve else 0
    store = RoundStore(out, seeds.table, keep(**asdict(config.dataset)), recount_of(config), depth)
    rounds = range(most_rounds(config))
    if not store.enough() and not all(store.closed(round) for round in rounds):
        with asyncio.Runner() as runner:
            loop = PlainLoop(config, out, store, runner)
            synthesize(rounds, loop, loop.flow, store)
            loop.tools.renderer.close()
    return out


class PlainLoop:
    """A context (rounds.Context) and a flow that run where they are called."""

    def __init__(self, config: Config, out: Path, store: RoundStore, runner: asyncio.Runner):
        wiring = Wiring(config, out, out.name)
        self.tools, self.context, self.runner = wiring.tools(), wiring.context(), runner
        self.pools, self.store = pools(config), store

    def __getattr__(self, name: str) -> Any:
        return getattr(self.context, name)

    def plan(self, round: int) -> pa.Table:
        self.context.welcome(self.store.seeds())
        return self.context.plan(round)

    def advance(self, round: int, outcomes: pa.Table) -> None:
        self.runner.run(self.context.advance(round, outcomes))

    def flow(self, plan: pa.Table) -> Iterator[pa.Table]:
        table = candidates(plan, self.store.seeds(), self.context.texts)
        for start in range(0, table.num_rows, BLOCK):
            yield self.runner.run(self._block(table.slice(start, BLOCK)))

    async def _block(self, batch: pa.Table) -> pa.Table:
        from cads_ray.dataflow import verdict_columns

        for pool in self.pools:
            for step in pool.steps:
                batch = await step(batch, self.tools)
        return verdict_columns(batch)
