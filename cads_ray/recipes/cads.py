"""CADS as a list of stages (paper figure 2): analyze, strategize, illustrate, compare, paint, judge_1 .. judge_K, consensus."""

from __future__ import annotations

import pyarrow as pa

from cads_ray.dataflow import Pool, Step
from cads_ray.dataset.compare import compare
from cads_ray.generate.analyze import analyze
from cads_ray.generate.illustrate import illustrate
from cads_ray.generate.strategize import strategize
from cads_ray.judge.consensus import Rule, consensus
from cads_ray.judge.repair import repair
from cads_ray.judge.solve import Asking, Judge, solve
from cads_ray.paint.paint import Painter, paint
from cads_ray.tools import Tools


def cads(painter: Painter, rule: Rule, asking: Asking = Asking(), mender: Judge | None = None) -> tuple[Pool, ...]:
    """The pools of the pipeline, in order; each judge has its own. `mender` settles contested samples."""
    return (
        Pool("generate", (_analyze, _strategize, _illustrate, _compare, _paint(painter))),
        *(Pool(f"judge_{judge.name}", (_solve(judge, asking),)) for judge in rule.judges),
        Pool("consensus", (_consensus(rule),), actors=0),
        *(Pool("repair", (_repair(judge, rule),)) for judge in (mender,) if judge is not None),
    )


async def _analyze(batch: pa.Table, tools: Tools) -> pa.Table:
    return await analyze(batch, tools.client)


async def _strategize(batch: pa.Table, tools: Tools) -> pa.Table:
    return await strategize(batch, tools.client)


async def _illustrate(batch: pa.Table, tools: Tools) -> pa.Table:
    return await illustrate(batch, tools.client)


async def _compare(batch: pa.Table, tools: Tools) -> pa.Table:
    return await compare(batch, tools.past)


def _paint(painter: Painter) -> Step:
    return lambda batch, tools: paint(batch, tools.client, painter, tools.renderer, tools.blobs)


def _solve(judge: Judge, asking: Asking) -> Step:
    return lambda batch, tools: solve(batch, tools.client, judge, asking)


def _consensus(rule: Rule) -> Step:
    return lambda batch, tools: consensus(batch, rule)


def _repair(judge: Judge, rule: Rule) -> Step:
    return lambda batch, tools: repair(batch, tools.client, judge, rule)
