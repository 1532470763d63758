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

from cads_ray.schema import State


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

    def append(self, round: int, verdicts: pa.Table) -> None: ...

    def appended(self, round: int) -> pa.Table:
        """All verdicts of the round so far."""
        ...

    def close(self, round: int) -> None:
        """Decide what depends on order, in the order of ids, and mark the round as complete."""
        ...

    def closed(self, round: int) -> bool: ...

    def outcomes(self, round: int) -> pa.Table: ...

    def enough(self) -> bool:
        """Whether as many samples are kept as were asked for, or no further round would add any."""
        ...


Flow = Callable[[pa.Table], Iterator[pa.Table]]  # a plan in, verdict tables out, as they come


def synthesize(rounds: Iterable[int], context: Context, flow: Flow, store: Store) -> None:
    """Generate, judge and learn, round after round; continues a run that was interrupted anywhere."""
    for round in rounds:
        if not store.closed(round):
            if store.enough():
                return
            plan = store.open(round, context.plan)
            for verdicts in flow(plan):  # analyze .. consensus
                store.append(round, verdicts)
                context.observe(disagreements(verdicts))
            store.close(round)
        if not context.advanced(round):
            context.observe(
                disagreements(store.appended(round))
            )  # again after a restart; hearing twice changes nothing
            context.advance(round, store.outcomes(round))


def disagreements(verdicts: pa.Table) -> pa.Table:
    """D_adv and its neighbours: what split the judges, or set them against the key (1 <= C < K, contested, unsolvable)."""
    telling = pa.array([State.ADVERSARIAL, State.CONTESTED, State.UNSOLVABLE], pa.string())
    return verdicts.filter(pc.is_in(verdicts["state"], value_set=telling))
