"""Where the executor of Ray Data runs: in this process, or in an actor when this process only speaks to a cluster (ray://)."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import ray

from cads_ray.actors import fetch, own

Build = Callable[[], Iterator[pa.Table]]  # makes a pipeline, and what will come out of it


def executed(build: Build) -> Iterator[pa.Table]:
    """The batches of a pipeline, made and executed from now on, one ahead of whoever asks for them."""
    if ray.util.client.ray.is_connected():
        return _told(Executor.remote(build))  # type: ignore[attr-defined]
    return running(build())


@ray.remote(num_cpus=0)
class Executor:
    """Executes a pipeline in the cluster: Ray Data's executor speaks to Ray's core, which a process outside has not."""

    def __init__(self, build: Build):
        self._batches = running(build())

    def next(self) -> pa.Table | None:
        """The next batch; None after the last."""
        return next(self._batches, None)


def _told(executor: Any) -> Iterator[pa.Table]:
    while (batch := fetch(executor.next.remote())) is not None:
        yield batch


def running(batches: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same batches from a thread of their own, one ahead: the pools come up before anybody asks for the first."""
    ahead: queue.Queue[Any] = queue.Queue(1)

    def pump() -> None:
        try:
            for batch in batches:
                ahead.put(batch)
            ahead.put(None)
        except Exception as error:  # noqa: BLE001 raised again where the batches are asked for
            ahead.put(error)

    def drain() -> Iterator[pa.Table]:
        while (batch := ahead.get()) is not None:
            if isinstance(batch, Exception):
                raise own(batch)
            yield batch

    threading.Thread(target=pump, daemon=True).start()
    return drain()
