"""Decisions that depend on order, taken when a round closes, in the order of sample ids: so arrival never matters.

Of a sample: whether it equals an earlier one or a seed (`duplicate`, with its twin), whether a benchmark holds it, whether
its template has `siblings` already, and whether there is room for it (`excluded`, with the reason).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cads_ray.dataset.known import Known
from cads_ray.dataset.leakage import Benchmarks, read_benchmarks
from cads_ray.dataset.quotas import Quotas, Tally
from cads_ray.dataset.words import template
from cads_ray.schema import ASIDE, BARRED, ERRORS, KEPT, TWIN, State
from cads_ray.stage import Row

# What of a row is settled by.
READS = ("id", "domain", "strategy", "author", "question", "choices", "answer", "visual_prompt", "phash")
READS += ("consensus", "voters", "state", "reason", "pass_rate", *ERRORS.names)

Fate = tuple[str, str]  # TWIN or BARRED, and the reason
SIBLINGS = "over dataset.siblings of one template"
BEYOND = "beyond dataset.size"


@dataclass(frozen=True)
class Keep:
    """How much is kept: `size` samples in all (None: all), at most `siblings` of one template, none of `benchmarks`."""

    size: int | None = None
    siblings: int = 3
    quotas: Quotas | None = None
    benchmarks: Benchmarks = field(default_factory=Benchmarks)


def keep(
    size: int | None,
    siblings: int,
    quotas: Mapping[str, Mapping[str, Sequence[float]]] | None,
    decontaminate: Sequence[str],
) -> Keep:
    """What the configuration's `dataset` asks for. Raises ConfigError for quotas and benchmarks that cannot be meant."""
    shares = Quotas(size, quotas) if size is not None and quotas else None
    return Keep(size, siblings, shares, read_benchmarks(decontaminate))


class Settler:
    """Remembers what was kept and seen in closed rounds, and settles the rows of the next one."""

    def __init__(self, keep: Keep, seeds: Iterable[Row] = ()):
        self.keep = keep
        self.kept = 0
        self.known = Known(seeds)
        self.tally = Tally(keep.quotas) if keep.quotas is not None else None

    def settle(self, rows: Sequence[Row]) -> list[tuple[State, str]]:
        """State and reason of each row; the rows come in the order of their ids."""
        groups = iter(self.known.grouped([row for row in rows if _counts(row)]))
        settled = [self._settle(row, next(groups)) if _counts(row) else _lost(row) for row in rows]
        if self.tally is not None:
            self.tally.close(row | {"state": state} for row, (state, _) in zip(rows, settled, strict=True))
        return settled

    def remember(self, rows: Sequence[Row]) -> None:
        """Hear of a round that was settled before."""
        counting = [row for row in rows if _counts(row)]
        for row, group in zip(counting, self.known.grouped(counting), strict=True):
            if row["state"] == State.DUPLICATE:
                continue
            self.known.add(row, group)
            if row["state"] in KEPT:
                self._take(row, group)
        if self.tally is not None:
            self.tally.close(rows)

    def foretell(self, rows: Sequence[Row]) -> list[Fate | None]:
        """What is certain of rows without a picture, or None. Nothing is remembered."""
        groups = self.known.groups.find([template(row["question"]) for row in rows])
        return [self._foretell(row, group) for row, group in zip(rows, groups, strict=True)]

    def _foretell(self, row: Row, group: int | None) -> Fate | None:
        if group is not None:
            twin = self.known.twin(row, group)
            if twin is not None:
                return TWIN, f"twin of {twin}"
            if self.known.siblings[group] >= self.keep.siblings:
                return BARRED, SIBLINGS
        leak = self.keep.benchmarks.overlap(row["question"])
        return (BARRED, leak) if leak is not None else None

    def _settle(self, row: Row, group: int) -> tuple[State, str]:
        twin = self.known.twin(row, group)
        if twin is not None:
            return State.DUPLICATE, f"twin of {twin}"
        self.known.add(row, group)
        state = State(row["state"])
        if state not in KEPT:
            return state, row["reason"] or ""
        reason = self._refusal(row, group)
        if reason is not None:
            return State.EXCLUDED, reason
        self._take(row, group)
        return state, row["reason"] or ""

    def _refusal(self, row: Row, group: int) -> str | None:
        leak = self.keep.benchmarks.overlap(row["question"]) or self.keep.benchmarks.alike(row["phash"])
        if leak is not None:
            return leak
        if self.known.siblings[group] >= self.keep.siblings:
            return SIBLINGS
        if self.keep.size is not None and self.kept >= self.keep.size:
            return BEYOND
        return self.tally.refusal(row) if self.tally is not None else None

    def _take(self, row: Row, group: int) -> None:
        self.kept += 1
        self.known.siblings[group] += 1
        if self.tally is not None:
            self.tally.take(row)


def _counts(row: Row) -> bool:
    """Whether the row became a problem with a verdict, and was not set aside before its picture."""
    return row["error_stage"] is None and row["state"] != State.FAILED


def _lost(row: Row) -> tuple[State, str]:
    if row["error_stage"] is None:
        return State.FAILED, row["reason"] or ""
    if row["error_type"] in ASIDE:
        return ASIDE[row["error_type"]], row["error_message"]
    return State.FAILED, f"{row['error_stage']}: {row['error_type']}: {row['error_message']}"
