"""Waiting for one's turn: the Limiter protocol, and its implementation in a process, whose authority may be elsewhere.

A coroutine that waits holds nothing. Each model has a queue, in which the calls of the oldest work go first, and a task
that talks to the authority while anything waits or is in flight, in blocks and not for each call.
"""

from __future__ import annotations

import asyncio
import uuid
from bisect import insort
from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from cads_ray.errors import ModelDown
from cads_ray.models.holder import Holder, Outcome, Ticket
from cads_ray.models.leases import BLOCK, DOWN, LEASE_S, Grant, Report
from cads_ray.models.limits import Amount, Limits

# How often a process asks for more slots while all that it has are taken, or gives some back. Four times a second would fill one
# slot more in a hundred, for a third more messages, each of which costs the actor of the limits 2 CPU-ms (benchmarks/RESULTS.md).
SLOTS_S = LEASE_S / 3

# The place in a process of the work that a call is made for: of those that wait, calls for a block that came earlier go first, so
# that the next pool has work soon. Set by whoever takes the work in; without it calls go in the order in which they come.
PLACE: ContextVar[int] = ContextVar("place", default=0)


class Limiter(Protocol):
    """Bounds what is in flight and what a minute holds, over all processes that share it."""

    async def acquire(self, model: str, need: Amount) -> Ticket:
        """Wait for a slot and a permit. Raises ModelDown when the model stays down."""
        ...

    def release(self, ticket: Ticket, outcome: Outcome) -> None:
        """Give the slot back, and say how the call ended."""
        ...


class Exchange(Protocol):
    """The way to the authorities: a method call here, a message there."""

    async def exchange(self, model: str, report: Report) -> Grant: ...

    async def pauses(self) -> dict[str, float]:
        """Wait for the next pause, and return by model the seconds for which nobody may begin a call."""
        ...


@dataclass
class _Waiting:
    """A call that waits for its turn."""

    place: int
    need: Amount
    future: asyncio.Future[Ticket]


@dataclass
class _Queue:
    holder: Holder
    limits: Limits
    waiting: list[_Waiting] = field(default_factory=list)  # by place, then by arrival
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None  # wakes the task when asking makes sense
    asking: bool = False  # a report is on its way: what its answer leaves to be asked for shows when it is there
    asked: float = 0.0
    permits_at: float = 0.0  # the authority said that asking for permits is in vain before

    @property
    def wants_slots(self) -> bool:
        """Whether those who wait, wait for a slot."""
        return bool(self.waiting) and self.holder.in_flight >= self.holder.slots

    def ask_at(self) -> float:
        """When asking can help those who wait; slots come free whenever a call of another process ends."""
        return max(self.holder.paused_until, self.asked + SLOTS_S if self.wants_slots else self.permits_at)

    def talk_at(self) -> float | None:
        """When the authority is to be talked to before the next lease, to get something or to give it back."""
        times = [self.ask_at()] if self.waiting else []
        if self.holder.keeps_from_others:
            times.append(self.asked + SLOTS_S)
        return min(times, default=None)


class LocalLimiter:
    """Implements Limiter in one process and one event loop; what it may do comes from `authorities`."""

    def __init__(self, limits: Mapping[str, Limits], authorities: Exchange, name: str | None = None):
        name = name or uuid.uuid4().hex
        self._authorities = authorities
        self._queues = {model: _Queue(Holder(name, model), limit) for model, limit in limits.items()}

    async def acquire(self, model: str, need: Amount) -> Ticket:
        queue = self._queues[model]
        need = queue.limits.clip(need._replace(calls=1))
        if queue.holder.state == DOWN and _now() < queue.holder.paused_until:
            raise _down(model)
        if not queue.waiting and queue.holder.can_begin(need, _now()):
            return queue.holder.begin(need, _now())
        future: asyncio.Future[Ticket] = asyncio.get_running_loop().create_future()
        insort(queue.waiting, _Waiting(PLACE.get(), need, future), key=lambda call: call.place)
        self._attend(queue)
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                self.release(future.result(), Outcome("unused"))  # granted in the very moment of being cancelled
            raise

    def release(self, ticket: Ticket, outcome: Outcome) -> None:
        queue = self._queues[ticket.model]
        urgent = queue.holder.end(ticket, outcome, _now())
        self._pump(queue)
        self._attend(queue, urgent)

    async def follow(self) -> None:
        """Hear at once, not with the next report, when another process was told to wait. Runs until cancelled."""
        while True:
            for model, seconds in (await self._authorities.pauses()).items():
                self._queues[model].holder.pause(seconds, _now())

    def _attend(self, queue: _Queue, urgent: bool = False) -> None:
        """See to it that the authority is talked to, now or when that can help."""
        if queue.task is None or queue.task.done():
            queue.task = asyncio.get_running_loop().create_task(self._talk(queue))
        elif urgent:
            queue.wake.set()
        elif queue.asking:
            return
        elif queue.waiting and _now() >= queue.ask_at():
            queue.wake.set()
        elif queue.timer is None and (at := queue.talk_at()) is not None:
            queue.timer = asyncio.get_running_loop().call_at(at, queue.wake.set)

    async def _talk(self, queue: _Queue) -> None:
        try:
            while queue.waiting or queue.holder.at_work:
                sated = await self._exchange(queue)
                self._pump(queue)
                if queue.holder.state == DOWN:
                    self._fail(queue, _down(queue.holder.model))
                # Whoever came while the report was on its way may have more slots at once.
                self._attend(queue, urgent=sated and queue.wants_slots)
                await wait_at_most(queue.wake, LEASE_S)
        except Exception as error:
            self._fail(queue, error)  # whoever waits hears why, instead of waiting for ever
            raise

    async def _exchange(self, queue: _Queue) -> bool:
        """Whether the answer brought every slot that there was a use for when the report left."""
        queue.wake.clear()
        if queue.timer is not None:
            queue.timer.cancel()
            queue.timer = None
        sent_at = _now()
        queue.waiting = [call for call in queue.waiting if not call.future.done()]  # without those that were cancelled
        heads = [call.need for call in queue.waiting[:BLOCK]]
        report = queue.holder.report(heads, sent_at, len(queue.waiting))
        queue.asking = True
        try:
            grant = await self._authorities.exchange(queue.holder.model, report)
        finally:
            queue.asking = False
        queue.holder.accept(grant, sent_at, _now())
        queue.asked, queue.permits_at = _now(), _now() + grant.wait_s
        return grant.slots >= report.in_flight + report.queued

    def _pump(self, queue: _Queue) -> None:
        while queue.waiting:
            first = queue.waiting[0]
            if not first.future.done():
                if not queue.holder.can_begin(first.need, _now()):
                    return
                first.future.set_result(queue.holder.begin(first.need, _now()))
            queue.waiting.pop(0)

    @staticmethod
    def _fail(queue: _Queue, error: Exception) -> None:
        while queue.waiting:
            call = queue.waiting.pop(0)
            if not call.future.done():
                call.future.set_exception(error)


def _down(model: str) -> ModelDown:
    return ModelDown(f"{model} failed again and again, and so did the probes; it is asked again every minute")


async def wait_at_most(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, or the time is up: the caller looks again either way."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _now() -> float:
    return asyncio.get_running_loop().time()
