"""What a run made, in numbers: counts by state and origin, and the cost by member. Read in one pass, a batch at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

import polars as pl

from cads_ray.errors import AccountingError
from cads_ray.export.source import Source
from cads_ray.schema import KEPT, State

# Kept samples are counted by each of these. One table over all columns would have a row for nearly each sample.
GROUPS = (("consensus", "voters"), ("domain",), ("strategy", "author"), ("seed",))
_CALLS = ("member", "task")
_SUMS: dict[str, Any] = {"calls": pl.Int64, "cached": pl.Int64, "usd": pl.Float64, "unpriced": pl.Int64}
_COSTS: dict[str, Any] = dict.fromkeys(_CALLS, pl.String) | _SUMS


@dataclass(frozen=True)
class Facts:
    """`settled`: samples by state; `counts`: kept samples by the values of each of GROUPS; `costs`: by member and task."""

    planned: int
    settled: Counter[str]
    counts: dict[tuple[str, ...], Counter[tuple[Any, ...]]]
    costs: pl.DataFrame

    @property
    def states(self) -> Counter[str]:
        """Samples by state, `pending` included; they add up to `planned`, or AccountingError is raised."""
        pending = self.planned - self.settled.total()
        if pending < 0:
            raise AccountingError(f"{self.planned} samples were planned, {self.settled.total()} are there")
        return self.settled + Counter({State.PENDING: pending})

    @property
    def kept(self) -> int:
        """Samples that are exported."""
        return sum(self.states[state] for state in KEPT)

    @property
    def seeds(self) -> list[str]:
        """Seeds of which a sample was kept."""
        return [seed for seed, _ in self.by("seed")]

    @property
    def cost(self) -> str:
        """What was paid, in words."""
        usd, unpriced = (self.costs.get_column(name).sum() for name in ("usd", "unpriced"))
        return f"${usd:.2f}" + (f" and {unpriced} calls of unknown price" if unpriced else "")

    def by(self, *columns: str) -> list[tuple[Any, ...]]:
        """Kept samples by the values of `columns` (one of GROUPS), in their order: the values and the number."""
        return [(*values, number) for values, number in sorted(self.counts[columns].items())]


def facts_of(source: Source) -> Facts:
    """Read the run's verdicts once."""
    costs = pl.DataFrame(schema=_COSTS)
    settled: Counter[str] = Counter()
    counts: dict[tuple[str, ...], Counter[tuple[Any, ...]]] = {columns: Counter() for columns in GROUPS}
    for table in source.tables(["state", *(name for columns in GROUPS for name in columns), "calls"]):
        batch = _frame(table)
        settled.update(dict(batch.group_by("state").len().iter_rows()))
        kept = batch.filter(pl.col("state").is_in(list(KEPT)))
        for columns, count in counts.items():
            count.update({row[:-1]: row[-1] for row in kept.group_by(columns).len().iter_rows()})
        costs = _add(costs, _cost(batch))
    return Facts(source.planned(), settled, counts, costs.sort(_CALLS))


def _frame(table: Any) -> pl.DataFrame:
    return cast(pl.DataFrame, pl.from_arrow(table))


def _cost(batch: pl.DataFrame) -> pl.DataFrame:
    """Calls that were sent, replies that were there already, and what was paid, by member and task."""
    calls = batch.select(pl.col("calls").explode()).drop_nulls().unnest("calls")
    sent = ~pl.col("cached")
    return calls.group_by(_CALLS).agg(
        calls=pl.col("calls").filter(sent).sum().cast(pl.Int64),
        cached=pl.col("cached").sum().cast(pl.Int64),
        usd=pl.col("usd").filter(sent).sum(),
        unpriced=pl.col("usd").filter(sent).is_null().sum().cast(pl.Int64),
    )


def _add(total: pl.DataFrame, batch: pl.DataFrame) -> pl.DataFrame:
    both = pl.concat([total, batch.select(total.columns)])
    return both.group_by(_CALLS).agg(pl.col(list(_SUMS)).sum())
