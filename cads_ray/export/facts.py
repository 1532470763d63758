"""What a run made, in numbers: counts by state and origin, and the cost by member. Read in one pass, a batch at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

import polars as pl

from cads_ray.errors import AccountingError
from cads_ray.export.source import Source
from cads_ray.schema import KEPT, State

ORIGIN = ("state", "seed", "domain", "strategy", "author", "consensus", "voters")
_CALLS = ("member", "task")
_COUNT = {"consensus": pl.Int32, "voters": pl.Int32, "samples": pl.Int64}
_SAMPLES: dict[str, Any] = dict.fromkeys(ORIGIN, pl.String) | _COUNT
_SUMS: dict[str, Any] = {"calls": pl.Int64, "cached": pl.Int64, "usd": pl.Float64, "unpriced": pl.Int64}
_COSTS: dict[str, Any] = dict.fromkeys(_CALLS, pl.String) | _SUMS


@dataclass(frozen=True)
class Facts:
    """`samples`: a row with `samples` for each combination of ORIGIN; `costs`: a row for each member and task."""

    planned: int
    samples: pl.DataFrame
    costs: pl.DataFrame

    @property
    def states(self) -> Counter[str]:
        """Samples by state, `pending` included; they add up to `planned`, or AccountingError is raised."""
        states = Counter(dict(self.by("state").iter_rows()))
        pending = self.planned - sum(states.values())
        if pending < 0:
            raise AccountingError(f"{self.planned} samples were planned, {sum(states.values())} are there")
        return states + Counter({State.PENDING: pending})

    @property
    def kept(self) -> int:
        """Samples that are exported."""
        return sum(self.states[state] for state in KEPT)

    @property
    def seeds(self) -> list[str]:
        """Seeds of which a sample was kept."""
        return self._kept().get_column("seed").unique().sort().to_list()

    @property
    def cost(self) -> str:
        """What was paid, in words."""
        usd, unpriced = (self.costs.get_column(name).sum() for name in ("usd", "unpriced"))
        return f"${usd:.2f}" + (f" and {unpriced} calls of unknown price" if unpriced else "")

    def by(self, *columns: str, kept: bool = False) -> pl.DataFrame:
        """Samples by the values of `columns`, in their order."""
        frame = self._kept() if kept else self.samples
        return frame.group_by(columns).agg(pl.col("samples").sum()).sort(columns)

    def _kept(self) -> pl.DataFrame:
        return self.samples.filter(pl.col("state").is_in(list(KEPT)))


def facts_of(source: Source) -> Facts:
    """Read the run's verdicts once."""
    samples, costs = pl.DataFrame(schema=_SAMPLES), pl.DataFrame(schema=_COSTS)
    for table in source.tables([*ORIGIN, "calls"]):
        batch = _frame(table)
        samples = _add(samples, batch.group_by(ORIGIN).agg(samples=pl.len().cast(pl.Int64)), ORIGIN)
        costs = _add(costs, _cost(batch), _CALLS)
    return Facts(source.planned(), samples.sort(ORIGIN), costs.sort(_CALLS))


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


def _add(total: pl.DataFrame, batch: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    sums = [name for name in total.columns if name not in keys]
    return pl.concat([total, batch.select(total.columns)]).group_by(keys).agg(pl.col(sums).sum())
