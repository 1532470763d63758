"""Collective Adversarial Data Synthesis, the algorithm on one page (paper section 3).

Every name here is a value that was passed in: `flow` runs the stages on Ray or in a plain loop, `context` holds the
heuristics, `store` keeps what was made. The order matters: verdicts are durable before the context hears of them, and
a round is closed, with all decisions taken in the order of sample ids, before the context learns from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.schema import PLAN, State


class Context(Protocol):
    """The adversarial context: what the generators are told beyond the seed."""

    def plan(self, round: int) -> pa.Table:
        """A row of schema.PLAN for each candidate of the round. The same state gives the same plan."""
        ...

    def observe(self, verdicts: pa.Table) -> None:
        """Hear of samples that split the judges, in whatever order they come."""
        ...

    def advance(self, round: int, outcomes: pa.Table) -> None:
        """Reflect on what was observed, optimize, and open the next version, or keep this one."""
        ...

    def advanced(self, round: int) -> bool:
        """Whether this round's lesson was already drawn (before a restart)."""
        ...


class Store(Protocol):
    """What was made, on disk."""

    def open(self, round: int, plan: Callable[[int], pa.Table]) -> pa.Table:
        """Begin or continue a round: the rows of its plan that have no verdict yet."""
        ...

    def append(self, verdicts: pa.Table) -> None:
        """Keep verdicts, each with its own round."""
        ...

    def appended(self, round: int) -> pa.Table:
        """All verdicts of the round so far."""
        ...

    def back(self, round: int) -> float:
        """The share of the round's rows that have come back."""
        ...

    def close(self, round: int, share: float) -> None:
        """Decide what depends on order, in the order of ids, and mark as complete this round and those before it.

        With a `share` below 1 rows may still be on their way: a round with such rows stays open, and so do those after it.
        """
        ...

    def closed(self, round: int) -> bool: ...

    def outcomes(self, round: int) -> pa.Table:
        """The settled verdicts of the round, as far as they are back."""
        ...

    def enough(self) -> bool:
        """Whether as many samples are kept as were asked for, or no further round would add any."""
        ...


# A plan in, verdict tables out, as they come. Whoever stops early gets the other rows with those of the next plan.
Flow = Callable[[pa.Table], Iterator[pa.Table]]


def synthesize(rounds: Iterable[int], context: Context, flow: Flow, store: Store, overlap: float = 1.0) -> None:
    """Generate, judge and learn, round after round; continues a run that was interrupted anywhere.

    With `overlap` below 1 the lesson of a round is drawn, and the next one opened, as soon as that share of its rows is
    back: nobody waits for the slowest, and what the lesson is drawn from depends on which they were.
    """
    last = None
    for round in rounds:
        if not store.closed(round):
            if store.enough():
                break
            last, plan = round, store.open(round, context.plan)
            collect(flow(plan), round, overlap, context, store)
        if not context.advanced(round):
            context.observe(
                disagreements(store.appended(round))
            )  # again after a restart; hearing twice changes nothing
            context.advance(round, store.outcomes(round))
    if last is not None:
        collect(flow(PLAN.empty_table()), last, 1.0, context, store)  # whoever is still on the way


def collect(verdicts: Iterator[pa.Table], round: int, share: float, context: Context, store: Store) -> None:
    """Keep and pass on what comes (analyze .. consensus), until `share` of the round is back."""
    for table in verdicts:
        store.append(table)
        context.observe(disagreements(table))
        if share < 1.0 and store.back(round) >= share:
            break
    store.close(round, share)


def disagreements(verdicts: pa.Table) -> pa.Table:
    """D_adv and its neighbours: what split the judges, or set them against the key (1 <= C < K, contested, unsolvable).

    Where a student tries what was kept, also all that it solves now and then.
    """
    telling = pa.array([State.ADVERSARIAL, State.CONTESTED, State.UNSOLVABLE], pa.string())
    rate = pc.fill_null(verdicts["pass_rate"], 0.0)
    mixed = pc.and_(pc.greater(rate, 0.0), pc.less(rate, 1.0))
    return verdicts.filter(pc.or_(pc.is_in(verdicts["state"], value_set=telling), mixed))
