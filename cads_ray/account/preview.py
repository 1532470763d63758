"""preview=N: some seeds fully and once, before the whole is paid for, and what the whole would then take.

A preview is a run of its own in `out`/preview, whose ledger is that of `out`: what it paid, the whole run will not pay
again. What the whole takes is projected from seed to seed, since seeds differ more than the candidates of one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, stdev

import pyarrow as pa

from cads_ray.account.bill import CALLS, Bill, price
from cads_ray.config import Config, MemberConfig
from cads_ray.disk.files import remove
from cads_ray.errors import ConfigError
from cads_ray.stage import Row

T95 = (6.31, 2.92, 2.35, 2.13, 2.02, 1.94, 1.89, 1.86, 1.83, 1.81)  # Student's t by degrees of freedom, for 5% a side
LESSON = ("reflect", "optimize")  # calls of a round, and of no seed


@dataclass(frozen=True)
class Range:
    """A figure of the whole run, and where 9 of 10 samples of seeds would have put it."""

    low: float
    mean: float
    high: float

    def plus(self, other: Range) -> Range:
        return Range(self.low + other.low, self.mean + other.mean, self.high + other.high)


@dataclass(frozen=True)
class Whole:
    """The run that is previewed."""

    config: Config
    seeds: int
    once: tuple[str, ...] = ("analyze",)  # tasks that later rounds have from the ledger


def part_of(config: Config) -> Config:
    """The preview as a run: one round, beside the ledger of the run that it is for. Raises ConfigError."""
    if config.preview is not None and config.preview < 2:
        raise ConfigError(f"preview={config.preview}: a range needs at least 2 seeds")
    out = config.out.rstrip("/")
    ledger = replace(config.ledger, dir=config.ledger.dir or f"{out}/{CALLS}")
    return replace(config, out=f"{out}/preview", rounds=replace(config.rounds, count=1), ledger=ledger)


def clear(out: Path) -> None:
    """Make room for a preview of other settings: what the old one paid is in the ledger, which lies elsewhere."""
    for name in ("rounds", "context", "dataset"):
        for file in [file for file in (out / name).rglob("*") if file.is_file()]:
            remove(file)
        shutil.rmtree(out / name, ignore_errors=True)


def projection(verdicts: Iterable[tuple[int, pa.Table]], bill: Bill, whole: Whole, seconds: float) -> str:
    """Calls, cost and time of the whole run in a line for the summary and the report."""
    rows = [row for _, table in verdicts for row in table.select(["seed", "calls"]).to_pylist()]
    seeds = _by_seed(rows)
    if len(seeds) < 2:
        return "too few seeds came through to project the whole run from them"
    rounds = whole.config.rounds.count
    calls = _whole(seeds, whole, "calls").plus(_lessons(bill, whole, len(seeds), "calls"))
    usd = _whole(seeds, whole, "usd").plus(_lessons(bill, whole, len(seeds), "usd"))
    unpriced = sum(call["usd"] is None for calls in seeds.values() for call in calls)
    slow = seconds * whole.seeds / len(seeds) * rounds
    fast = min(slow, max(_busiest(seeds, whole).values(), default=0.0))
    cost = f"{price(usd.mean, 0)} ({price(usd.low, 0)} to {price(usd.high, 0)})"
    return (
        f"the whole run ({whole.seeds} seeds, {rounds} rounds): {calls.mean:,.0f} calls ({calls.low:,.0f} to "
        f"{calls.high:,.0f}), {cost}{' and calls of unknown price' if unpriced else ''}, {_clock(fast)} (as fast as limits "
        f"let) to {_clock(slow)} (as slow as here); from {len(seeds)} seeds, ranges for 9 of 10 such previews"
    )


def _by_seed(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The different calls of each seed, also those that an earlier preview paid for."""
    found: dict[str, dict[str, Row]] = {}
    for i, row in enumerate(rows):
        for j, call in enumerate(row["calls"]):
            found.setdefault(row["seed"], {})[call["key"] or f"{i} {j}"] = call
    return {seed: list(calls.values()) for seed, calls in found.items()}


def _whole(seeds: Mapping[str, Sequence[Row]], whole: Whole, name: str) -> Range:
    """A figure of all seeds over all rounds."""
    rounds = whole.config.rounds.count
    each = [
        sum((call[name] or 0.0) * (1 if call["task"] in whole.once else rounds) for call in calls)
        for calls in seeds.values()
    ]
    degrees, count = len(each) - 1, len(each)
    t = T95[min(degrees, len(T95)) - 1]
    missing = max(0.0, 1 - count / whole.seeds)  # with all seeds seen nothing is left to chance
    spread = t * stdev(each) * (missing / count) ** 0.5
    mean = fmean(each)
    return Range(max(0.0, mean - spread) * whole.seeds, mean * whole.seeds, (mean + spread) * whole.seeds)


def _lessons(bill: Bill, whole: Whole, seeds: int, name: str) -> Range:
    """A figure of all rounds' lessons: from as many reflections as here, to as many as are allowed."""
    rounds, allowed = whole.config.rounds.count, whole.config.context.reflections
    low = mean = high = 0.0
    for (_, task), line in bill.lines.items():
        if task not in LESSON:
            continue
        amount, share = float(getattr(line, name)), 1.0
        if task == LESSON[0] and line.records:
            share = allowed / line.records
        low += amount
        mean += amount * min(share, whole.seeds / seeds) if task == LESSON[0] else amount
        high += amount * max(1.0, share)
    return Range(low * rounds, mean * rounds, high * rounds)


def _busiest(seeds: Mapping[str, Sequence[Row]], whole: Whole) -> dict[str, float]:
    """Seconds that each member needs for its calls, when its limits are used up all the time."""
    scale = whole.seeds / len(seeds) * whole.config.rounds.count
    found: dict[str, float] = {}
    for calls in seeds.values():
        for call in calls:
            limits: MemberConfig = whole.config.models.members[call["member"]]
            each = max(call["seconds"] / limits.max_in_flight, call["calls"] * 60 / limits.rpm if limits.rpm else 0.0)
            found[call["member"]] = found.get(call["member"], 0.0) + scale * each
    return found


def _clock(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
