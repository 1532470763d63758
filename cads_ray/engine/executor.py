"""Where the executor of Ray Data runs: in this process, or in an actor when this process only speaks to a cluster (ray://)."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pyarrow as pa
import ray

from cads_ray.engine.actors import fetch, own
from cads_ray.engine.trim import Trim

EXECUTOR = "StreamingExecutor"  # the class of Ray Data's own threads, which is nowhere public
ENDING_S = 5.0  # how long they may take to end

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


class Pump(threading.Thread):
    """Takes batches from Ray Data, one ahead of whoever asks for them."""

    def __init__(self, batches: Iterator[pa.Table]):
        super().__init__(name="pump", daemon=True)
        self.batches, self.ahead = batches, queue.Queue[Any](1)

    def run(self) -> None:
        trim = Trim()
        try:
            for batch in self.batches:
                self.ahead.put(batch)
                trim()
            self.ahead.put(None)
        except Exception as error:  # noqa: BLE001 raised again where the batches are asked for
            self.ahead.put(error)


def running(batches: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same batches from a thread of their own, one ahead: the pools come up before anybody asks for the first."""
    pump = Pump(batches)
    pump.start()

    def drain() -> Iterator[pa.Table]:
        while (batch := pump.ahead.get()) is not None:
            if isinstance(batch, Exception):
                raise own(batch)
            yield batch

    return drain()


def abandon() -> None:
    """End what is executed in this process and was left in the middle (Ctrl-C, an error), while Ray is still there.

    Ray's core ends a process, or aborts it, one of whose threads speaks to Ray as it goes down.
    """
    end = time.monotonic() + ENDING_S
    while (left := at_work()) and time.monotonic() < end:
        for thread in left:
            if isinstance(thread, Pump):
                with suppress(queue.Empty):  # it may wait for room, and nobody asks any more
                    thread.ahead.get_nowait()
            else:
                thread.shutdown(force=False)  # type: ignore[attr-defined]  # does nothing before it has begun
        left[0].join(0.1)


def at_work() -> list[threading.Thread]:
    """The threads of this process that speak to Ray for a pipeline."""
    return [thread for thread in threading.enumerate() if isinstance(thread, Pump) or type(thread).__name__ == EXECUTOR]
