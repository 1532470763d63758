"""The actors of a pool. Steps that are done at once have actors of their own, which live and die with the one that asks them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import count
from typing import Any

import pyarrow as pa
import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from cads_ray.engine.parcel import packed, unpacked
from cads_ray.engine.trim import Trim
from cads_ray.models.limiter import PLACE
from cads_ray.pool import AtOnce, Step


def nothing() -> None:
    """Of those who have nothing to prepare."""


@dataclass(frozen=True)
class Start:
    """How an actor comes up: what makes its tools, what it prepares before the first call, what Ray is told about its process,
    and whether actors of its own come only when they are asked.
    """

    connect: Callable[[], Any]
    prepare: Callable[[], None]
    process: dict[str, Any]
    on_demand: bool = False


class Workers:
    """An actor of a pool: runs the pool's steps on each block, many blocks at a time on one event loop."""

    def __init__(self, steps: Sequence[Step], start: Start, in_flight: int):
        later = replace(start, prepare=nothing)
        self._steps = [_apart(step, later, in_flight) if isinstance(step, AtOnce) else step for step in steps]
        self._tools, self._places, self._trim = start.connect(), count(1), Trim()
        start.prepare()

    async def __call__(self, parcels: pa.Table) -> Any:
        yield await self.work(parcels)

    async def work(self, parcels: pa.Table) -> pa.Table:
        """The blocks after all steps."""
        PLACE.set(next(self._places))  # of this block's own task and of those that it starts
        done = packed(await asyncio.gather(*(self._chain(batch) for batch in unpacked(parcels))))
        self._trim()
        return done

    async def _chain(self, batch: pa.Table) -> pa.Table:
        for step in self._steps:
            batch = await step(batch, self._tools)
        return batch


def _apart(several: AtOnce, start: Start, in_flight: int) -> AtOnce:
    """The same steps, each in an actor of its own."""
    return AtOnce(tuple((name, _elsewhere(name, step, start, in_flight)) for name, step in several.steps))


def _elsewhere(name: str, step: Step, start: Start, in_flight: int) -> Step:
    """The step in an actor that is named after it, and comes up again where it dies."""
    kind: Any = ray.remote(type(name, (Workers,), {}))
    lasting = {"max_restarts": -1, "max_task_retries": -1, "max_concurrency": in_flight}
    # On this node where it can: what judges ask alike (a grader) is sent once by the processes of a node.
    near = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
    options = kind.options(**lasting, scheduling_strategy=near, **start.process)
    actor = cache(partial(options.remote, (step,), start, in_flight))
    if not start.on_demand:
        actor()

    async def ask(batch: pa.Table, tools: Any) -> pa.Table:
        (found,) = unpacked(await actor().work.remote(packed([batch])))
        return found

    return ask
