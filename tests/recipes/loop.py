"""A run of any recipe with the embedded models in this process, without Ray: the stages, ledger and store of the product."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from cads_ray.ablation.loop import Loop
from cads_ray.command.checks import check
from cads_ray.command.door import compose
from cads_ray.config import Config
from cads_ray.dataset.settle import keep
from cads_ray.disk.files import make_run_dir
from cads_ray.panel import check_panel, recount_of
from cads_ray.rounds import synthesize
from cads_ray.session.intake import keep_the_seeds, read_the_seeds
from cads_ray.session.wire import Wiring
from cads_ray.store import RoundStore


def composed(*overrides: str) -> Config:
    config = compose(overrides)
    check(config)
    check_panel(config)
    return config


def run(*overrides: str) -> list[dict]:
    """The settled rows, in the order of ids, once the accounts add up."""
    config = composed(*overrides)
    out = make_run_dir(config.out)
    seeds = read_the_seeds(config, out)
    keep_the_seeds(seeds, out)
    store = RoundStore(out, seeds.table, keep(**asdict(config.dataset)), recount_of(config))
    with asyncio.Runner() as runner:
        loop = Loop(Wiring(config, out, out.name), seeds.table, runner)
        synthesize(range(config.rounds.count), loop, loop.flow, store)
        loop.close()
    store.accounts()
    return [row for _, table in store.verdicts() for row in table.to_pylist()]
