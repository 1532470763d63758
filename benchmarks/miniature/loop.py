"""One run of an arm: the product's rounds, context, judges, consensus and store, with nets for models."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.miniature.client import Nets
from cads_ray.ablation.loop import Here
from cads_ray.candidates import candidates
from cads_ray.context.context import Context
from cads_ray.context.options import ContextOptions, Mode
from cads_ray.context.plan import Crew
from cads_ray.dataflow import verdict_columns
from cads_ray.dataset.settle import Keep
from cads_ray.dataset.verdicts import count
from cads_ray.generate.analyze import analyze
from cads_ray.generate.illustrate import illustrate
from cads_ray.generate.strategize import strategize
from cads_ray.judge.consensus import Rule, consensus
from cads_ray.judge.recount import Recount
from cads_ray.judge.solve import Judge, solve
from cads_ray.rounds import synthesize
from cads_ray.schema import MetaStrategy, Sees
from cads_ray.store import RoundStore

EVERY = 10**9  # siblings of one template: there are seven templates in this world


@dataclass(frozen=True)
class Run:
    """How a run is made: of `rounds` rounds, or, with a `size`, of as many as keep so many samples, at most `rounds`.

    `direct`: one strategy, the seed with new digits.
    """

    name: str
    rounds: int
    mode: str = "frozen"
    rule: str = "paper"
    authors: str = "abcd"
    draws: int = 1
    direct: bool = False
    size: int | None = None


@dataclass
class Made:
    """What came of a run: settled rows in the order of ids, their pictures by id, and how many are in each state."""

    rows: list[dict[str, Any]]
    album: dict[str, Any]
    states: dict[str, int]


def rule_of(name: str, members: str) -> Rule:
    """All members judge, and all see the picture."""
    return Rule(name, tuple(Judge(member, Sees.PICTURE) for member in members))


def make(run: Run, nets: Nets, seeds: pa.Table, random_seed: int, out: Path) -> Made:
    """Run it in `out`. Raises AccountingError when the states do not add up to what was planned."""
    rule = rule_of(run.rule, "".join(nets.members))
    judged = Recount(rule) if run.rule == "posterior" else None
    store = RoundStore(out, _unseen(seeds), Keep(run.size, EVERY), judged)
    with asyncio.Runner() as runner:
        strategies = (MetaStrategy.PARAMETERS,) if run.direct else tuple(MetaStrategy)
        crew = Crew(tuple(run.authors), run.draws, random_seed, strategies)
        context = Context(out / "context", seeds, crew, nets, crew.authors[0], ContextOptions(mode=Mode(run.mode)))
        loop = Loop(context, nets, seeds, rule, runner)
        synthesize(range(run.rounds), loop, loop.flow, store)
    store.accounts()
    settled = pa.concat_tables([table for _, table in store.verdicts()])
    return Made(settled.to_pylist(), nets.album, count(settled))


class Loop(Here):
    """A context, and a flow through the stages with nets for models."""

    def __init__(self, context: Context, nets: Nets, seeds: pa.Table, rule: Rule, runner: asyncio.Runner):
        super().__init__(context, runner)
        self._nets, self._seeds, self._rule = nets, seeds, rule

    def flow(self, plan: pa.Table) -> Iterator[pa.Table]:
        if plan.num_rows:
            yield self._runner.run(self._work(candidates(plan, self._seeds, self.context.texts)))

    async def _work(self, batch: pa.Table) -> pa.Table:
        for stage in (analyze, strategize, illustrate):
            batch = await stage(batch, self._nets)
        batch = await self._nets.paint(batch)
        for judge in self._rule.judges:
            batch = await solve(batch, self._nets, judge)
        batch = await consensus(batch, self._rule)
        return verdict_columns(batch)


def _unseen(seeds: pa.Table) -> pa.Table:
    """Seeds without their words: those hold no digit, so the store would take a new row with the seed's answer for it."""
    at = seeds.schema.get_field_index("seed_question")
    return seeds.set_column(at, seeds.schema.field(at), pa.nulls(seeds.num_rows, pa.string()))
