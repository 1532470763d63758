"""One run of an arm, by the product's own stages in a plain loop without Ray: a machine of two cores does two at a time."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cads_ray.ablation.arms import DIRECT, Arm
from cads_ray.candidates import candidates
from cads_ray.config import Config
from cads_ray.dataflow import verdict_columns
from cads_ray.dataset.settle import keep
from cads_ray.disk.files import make_run_dir, write_table
from cads_ray.generate.analyze import analyze
from cads_ray.panel import recount_of
from cads_ray.recipe import load
from cads_ray.rounds import synthesize
from cads_ray.session.intake import read_the_seeds
from cads_ray.session.wire import Wiring, pools
from cads_ray.store import RoundStore
from cads_ray.tools import Tools

BLOCK = 8  # rows that are worked on together


def run_arm(arm: Arm, config: Config, seeds: pa.Table) -> None:
    """Learn on one half of the seeds, then measure on the other, which was never reflected on. Continues what it finds."""
    out = make_run_dir(config.out)
    taught, held = split(seeds)
    with asyncio.Runner() as runner:
        if arm.learns:
            write_table(taught, out / "seeds.parquet")
            loop = Loop(Wiring(config, out, out.name), taught, runner)
            synthesize(range(config.rounds.count), loop, loop.flow, _store(config, out, taught))
            loop.close()
        _measure(arm, config, held, runner)


def split(seeds: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Every other seed, domain by domain: those that teach, and those that are held out."""
    ordered = seeds.sort_by([("seed_domain", "ascending"), ("seed", "ascending")])
    return tuple(ordered.take(list(range(start, ordered.num_rows, 2))) for start in (0, 1))


def measured(out: Path) -> Path:
    """Where the samples of the held-out seeds lie."""
    return out / "measured"


def _measure(arm: Arm, config: Config, held: pa.Table, runner: asyncio.Runner) -> None:
    """Samples of the held-out seeds under the version that the last round left in force; nothing is on trial here."""
    draws = config.ablation.draws * (3 if arm.direct else 1)
    out = make_run_dir(measured(Path(config.out)))
    read_the_seeds(config, out)  # their pictures
    write_table(held, out / "seeds.parquet")
    if arm.learns and not (out / "context").exists():
        shutil.copytree(Path(config.out) / "context", out / "context")
    config = replace(config, out=str(out), generate=replace(config.generate, draws=draws))
    loop = Loop(Wiring(config, out, out.name), held, runner)
    store, last = _store(config, out, held), config.rounds.count
    if not store.closed(last):
        state = loop.context.state
        loop.context.state = replace(state, trial=None, domains=state.domains | loop.domains())
        for verdicts in loop.flow(store.open(last, lambda round: _directed(arm, loop.context.plan(round)))):
            store.append(verdicts)
        store.close(last)
    loop.close()


def _directed(arm: Arm, plan: pa.Table) -> pa.Table:
    """The plan, with the one strategy of the arm without strategies."""
    if not arm.direct:
        return plan
    at = plan.schema.get_field_index("strategy")
    return plan.set_column(at, plan.schema.field(at), pa.array([str(DIRECT)] * plan.num_rows, pa.string()))


def _store(config: Config, out: Path, seeds: pa.Table) -> RoundStore:
    return RoundStore(out, seeds, keep(**asdict(config.dataset)), recount_of(config))


class Here:
    """A context (rounds.Context) that works where it is called."""

    def __init__(self, context: Any, runner: asyncio.Runner):
        self.context, self._runner = context, runner

    def plan(self, round: int) -> pa.Table:
        return self.context.plan(round)

    def observe(self, verdicts: pa.Table) -> None:
        self.context.observe(verdicts)

    def advance(self, round: int, outcomes: pa.Table) -> None:
        self._runner.run(self.context.advance(round, outcomes))

    def advanced(self, round: int) -> bool:
        return self.context.advanced(round)


class Loop(Here):
    """A run's context, and a flow through the steps of its recipe, without Ray."""

    def __init__(self, wiring: Wiring, seeds: pa.Table, runner: asyncio.Runner):
        super().__init__(wiring.context(), runner)
        self.tools: Tools = wiring.tools()
        self._steps = [step for pool in pools(wiring.config) for step in pool.steps]
        self._keeps = load(wiring.config.recipe).verdict
        self._seeds = seeds

    def flow(self, plan: pa.Table) -> Iterator[pa.Table]:
        table = candidates(plan, self._seeds, self.context.texts)
        for start in range(0, table.num_rows, BLOCK):
            yield self._runner.run(self._block(table.slice(start, BLOCK)))

    async def _block(self, batch: pa.Table) -> pa.Table:
        for step in self._steps:
            batch = await step(batch, self.tools)
        return verdict_columns(batch, self._keeps)

    def domains(self) -> dict[str, str]:
        """The domain of each seed by one author's analysis, which is what decides what may be told about it."""
        plan = self.context.plan(0)
        first = {row["seed"]: i for i, row in reversed(list(enumerate(plan.to_pylist())))}
        table = candidates(plan.take(sorted(first.values())), self._seeds, self.context.texts)
        analysed = self._runner.run(analyze(table, self.tools.client))
        pairs = zip(analysed["seed"].to_pylist(), analysed["domain"].to_pylist(), strict=True)
        return {seed: domain for seed, domain in pairs if domain}

    def close(self) -> None:
        self.tools.renderer.close()


def samples(out: Path) -> list[dict[str, Any]]:
    """The settled rows of the held-out seeds, in the order of their ids."""
    [file] = measured(out).glob("rounds/*/verdicts.parquet")
    return pq.read_table(file).to_pylist()


def learning(out: Path) -> list[list[dict[str, Any]]]:
    """The settled rows of each round of the seeds that teach."""
    return [pq.read_table(file).to_pylist() for file in sorted(out.glob("rounds/*/verdicts.parquet"))]
