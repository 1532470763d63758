"""Work off the event loop, in groups: all that waits while one group is worked on makes up the next one.

This is what makes a group commit: under load hundreds of records share one fsync, and a lone one waits for nobody.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")


class Waiting(Generic[In, Out]):
    """An item on its way, and the future of whoever waits for it."""

    def __init__(self, item: In):
        self.item = item
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Out] = self.loop.create_future()


class Batched(Generic[In, Out]):
    """Hands items from any event loop, many at a time, to `work` on `thread`; results have the order of the items.

    When `work` raises, all of its group do. `unheard` gets each item whose result nobody waited for any more.
    """

    def __init__(
        self,
        thread: Executor,
        work: Callable[[Sequence[In]], Sequence[Out]],
        unheard: Callable[[In, Out], None] | None = None,
    ):
        self._thread = thread
        self._work = work
        self._unheard = unheard
        self._lock = threading.Lock()
        self._waiting: list[Waiting[In, Out]] = []
        self._busy = False

    def submit(self, item: In) -> asyncio.Future[Out]:
        """The result to come. The item is worked on even if the future is cancelled."""
        waiting: Waiting[In, Out] = Waiting(item)
        with self._lock:
            if not self._busy:
                self._thread.submit(self._drain)
                self._busy = True
            self._waiting.append(waiting)
        return waiting.future

    async def hear(self, item: In) -> Out:
        """The result, for one who may be cancelled: also one that is there in that very moment goes to `unheard` then."""
        future = self.submit(item)
        try:
            return await future
        except asyncio.CancelledError:
            there = future.done() and not future.cancelled() and future.exception() is None
            if there and self._unheard is not None:
                self._unheard(item, future.result())
            raise

    def _drain(self) -> None:
        while True:
            with self._lock:
                group, self._waiting = self._waiting, []
                self._busy = bool(group)
            if not group:
                return
            results: Sequence[Out] | Exception
            try:
                results = self._work([waiting.item for waiting in group])
            except Exception as error:  # noqa: BLE001 - handed to everyone who waits
                results = error
            self._deliver(group, results)

    def _deliver(self, group: list[Waiting[In, Out]], results: Sequence[Out] | Exception) -> None:
        """Wake each loop once for all that it waits for: a wake-up costs more than the work on most items."""
        for loop in {waiting.loop for waiting in group}:
            try:
                loop.call_soon_threadsafe(self._settle, loop, group, results)
            except RuntimeError:  # the loop has been closed since
                self._settle(loop, group, results)

    def _settle(
        self, loop: asyncio.AbstractEventLoop, group: list[Waiting[In, Out]], results: Sequence[Out] | Exception
    ) -> None:
        for i, waiting in enumerate(group):
            if waiting.loop is not loop:
                continue
            if isinstance(results, Exception):
                if not waiting.future.done():
                    waiting.future.set_exception(results)
            elif not waiting.future.done() and not loop.is_closed():
                waiting.future.set_result(results[i])
            elif self._unheard is not None:
                self._unheard(waiting.item, results[i])
