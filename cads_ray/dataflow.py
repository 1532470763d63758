"""The loop's stages as one live Ray Data pipeline. The only module that builds Ray Data pipelines.

    tickets -> feed -> pool -> pool -> ... -> verdicts        (one ticket a round; each pool a map_batches of actors)
                 ^                                 |
                 +------- ContextActor <-----------+ driver

The pools are created once and live as long as the run. A ticket waits in `feed` until its round is open; then the
round's plan is joined with its seeds and heuristics and flows in blocks, each packed into one value (engine/parcel.py). Blocks
stay as they are (batch_size=None) from end to end: a fixed batch size would make Ray wait for what only the next round brings.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa
import ray
import ray.data

from cads_ray.engine.actors import fetch
from cads_ray.engine.alone import spare_actors_for_others
from cads_ray.engine.cluster import starting_later
from cads_ray.engine.executor import executed
from cads_ray.engine.parcel import cut, packed, unpacked
from cads_ray.engine.workers import Start, Workers, nothing
from cads_ray.errors import AccountingError
from cads_ray.pool import Pool
from cads_ray.schema import VERDICT

CLOSING_S = 30.0  # how long pools may take to end once every row is back


@dataclass(frozen=True)
class Flow:
    """How the pipeline is cut: rows in the last blocks of a round, processors to ask Ray for each actor that only waits, and
    how many actors a pool has, at least and at most: it grows while blocks wait for it, and Ray spreads its actors over
    the nodes. `in_turn`, where Ray runs on this machine alone and models elsewhere: the pools behind the first let it come up
    before them. `prepare`: what a first call would wait for; the first pool does it at once, the others when it comes to that.
    Where it takes seconds of the processors, `on_demand`: judges come up when there is something to judge.
    """

    block_rows: int = 4
    cpus: float = 0.01
    actors: tuple[int, int] = (1, 1)
    in_turn: bool = False
    prepare: Callable[[], None] = nothing
    on_demand: bool = False


def tickets(count: int) -> Any:
    """A Dataset of as many tickets, in their order, each in a block of its own.

    Blocks that lie there, and none that tasks of Ray's would read: those may come in any order, and the feed, which has one
    ticket at a time, would wait for the second round before it has opened the first.
    """
    return ray.data.from_blocks([pa.table({"id": [ticket]}) for ticket in range(count)])


def feed(tickets: pa.Table, rounds: Sequence[int], context: str, rows: int, actors: int) -> Iterator[pa.Table]:
    """The candidates of a ticket's round, once the round is open, in parcels (see parcel.cut)."""
    for ticket in tickets["id"].to_pylist():
        yield packed(cut(_candidates(rounds[ticket], context), rows, actors))


def _candidates(round: int, context: str) -> pa.Table:
    """Asked for again when the ContextActor died holding them."""
    while True:
        try:
            return ray.get(ray.get(ray.get_actor(context).opened.remote(round))[0])
        except (ray.exceptions.OwnerDiedError, ray.exceptions.ObjectLostError):
            continue


class LiveFlow:
    """The pipeline. Call it with a plan to get verdict tables as they come; the next call continues in the same pools.

    `context` is the ContextActor, by its name for the feed, which may run anywhere, and as its handle: when it could not be
    made, the first call tells why, where looking for its name would only tell that there is none.
    """

    def __init__(
        self,
        pools: Sequence[Pool],
        connect: Callable[[], Any],
        context: tuple[str, Any],
        rounds: Sequence[int],
        flow: Flow,
        keeps: pa.Schema = VERDICT,
        verbose: bool = False,
    ):
        name, self._actor = context
        self._left = 0  # rows on their way
        self._keeps = keeps
        self._verdicts = executed(partial(_rounds, pools, connect, name, tuple(rounds), flow, verbose))

    def __call__(self, plan: pa.Table) -> Iterator[pa.Table]:
        """Open the plan's round and yield verdicts (the columns of `keeps`), of earlier rounds too, until each row is back.

        Whoever stops asking finds the other rows among those of the next call; an empty plan opens nothing.
        """
        if plan.num_rows:
            fetch(self._actor.open.remote(plan["round"][0].as_py(), plan))
            self._left += plan.num_rows
        while self._left:
            batch = next(self._verdicts)
            self._left -= batch.num_rows
            if self._left < 0:
                raise AccountingError(f"{-self._left} more rows came back than were sent")
            yield verdict_columns(batch, self._keeps)

    def close(self) -> None:
        """Let the pools end: the tickets of rounds that were never opened bring nothing.

        For a while: every row is back, and a ContextActor that dies now forgets that nothing more will be opened.
        """
        fetch(self._actor.finish.remote())
        ending = threading.Thread(target=lambda: sum(1 for _ in self._verdicts), name="closing", daemon=True)
        ending.start()
        ending.join(CLOSING_S)


def once(
    table: pa.Table, pools: Sequence[Pool], connect: Callable[[], Any], flow: Flow, verbose: bool = False
) -> Iterator[pa.Table]:
    """A table through the pools, block by block as they come back; for what has neither rounds nor a feedback edge."""
    return executed(partial(_once, table, pools, connect, flow, verbose))


def _once(
    table: pa.Table, pools: Sequence[Pool], connect: Callable[[], Any], flow: Flow, verbose: bool
) -> Iterator[pa.Table]:
    _settle(verbose)
    data = ray.data.from_blocks([packed([piece]) for piece in cut(table, flow.block_rows, flow.actors[1])])
    return _arriving(_through_all(data, pools, connect, flow))


def _rounds(
    pools: Sequence[Pool], connect: Callable[[], Any], context: str, rounds: Sequence[int], flow: Flow, verbose: bool
) -> Iterator[pa.Table]:
    """What comes out of the pools when the rounds go in one by one."""
    _settle(verbose)
    data = tickets(len(rounds)).map_batches(
        feed,
        fn_args=(rounds, context, flow.block_rows, flow.actors[1]),
        batch_size=1,
        batch_format="pyarrow",
        compute=ray.data.TaskPoolStrategy(size=1),
        num_cpus=flow.cpus,
    )
    # Ray joins what one call yields into one block, which would make a round flow as a whole; this cuts it again, and
    # is fused with the feed.
    data = data.repartition(target_num_rows_per_block=1)
    return _arriving(_through_all(data, pools, connect, flow))


def _arriving(data: Any) -> Iterator[pa.Table]:
    """What comes out of the last pool, as it comes."""
    for parcels in data.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        yield from unpacked(parcels)


def _through_all(data: Any, pools: Sequence[Pool], connect: Callable[[], Any], flow: Flow) -> Any:
    """The Dataset `data` after the stages of these pools.

    In turn: the first pool keeps its precedence when the others are up. Painting is what all judges wait for, and with judges
    first it stands still while they come up and whenever they have work (benchmarks/RESULTS.md).
    """
    for place, pool in enumerate(pools):
        process: dict[str, Any] = {"num_cpus": flow.cpus}
        if place and flow.in_turn:
            process["runtime_env"] = starting_later()
        start = Start(connect, nothing if place else flow.prepare, process, flow.on_demand)
        data = _through(data, pool, start, flow.actors)
    return data


def _through(data: Any, pool: Pool, start: Start, count: tuple[int, int]) -> Any:
    """The Dataset `data` after the stages of one pool, of so many actors.

    Any: Ray's signatures know only NumPy, pandas and their own.
    """
    least, most = count
    actors = ray.data.ActorPoolStrategy(
        min_size=least,
        max_size=most,
        max_tasks_in_flight_per_actor=2 * pool.in_flight,
        max_concurrent_calls_per_actor=pool.in_flight,
    )
    made_of = (pool.steps, start, pool.in_flight)
    whole = {"batch_size": None, "batch_format": "pyarrow"} | start.process
    return data.map_batches(Workers, fn_constructor_args=made_of, compute=actors, **whole)


def verdict_columns(batch: pa.Table, keeps: pa.Schema = VERDICT) -> pa.Table:
    """The columns that a round keeps, in their order; null where no stage added one."""
    for field in keeps:
        if field.name not in batch.schema.names:
            batch = batch.append_column(field, pa.nulls(batch.num_rows, field.type))
    return batch.select(keeps.names).cast(keeps)


def _settle(verbose: bool) -> None:
    """Ray Data without what costs most at each block: the driver divides memory among operators anew, a thread watches memory.

    What bounds memory then: a pool is given no more work while twice as much as the next one works on waits behind it. What
    the driver has not taken yet is not bound by that, but by the rounds that are open. No progress bars and no advice
    unless `verbose`: the run has its own progress.
    """
    spare_actors_for_others()
    context = ray.data.DataContext.get_current()
    context.op_resource_reservation_enabled = False
    context.downstream_capacity_backpressure_ratio = 2.0
    context.memory_usage_poll_interval_s = None
    context.execution_no_progress_timeout_s = -1  # it would end a run that waits half an hour for its provider
    context.raise_original_map_exception = True  # ours have exit codes, which Ray's wrapping forgets
    if not verbose:
        context.enable_progress_bars = context.print_on_execution_start = context.enable_operator_progress_bars = False
        context.issue_detectors_config.detectors = []
        logging.getLogger("ray.data").setLevel(logging.ERROR)
