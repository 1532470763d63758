"""A straggler call is made a second time, and whichever is answered first counts (Dean and Barroso, The Tail at Scale).

Both are paid for: of the one that is given up nobody knows what the provider bills, so its estimate is counted.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from cads_ray.errors import ConfigError

LEAST = 20  # calls of a kind that have to be heard of before one of them is held to be late
RECENT = 200  # calls of a kind whose latencies are remembered

T = TypeVar("T")


class Hedge:
    """Latencies by kind of call, and when a further call of the kind is late: above the quantile of the recent ones."""

    def __init__(self, quantile: float, least: int = LEAST):
        self._quantile, self._least = quantile, least
        self._heard: defaultdict[Hashable, deque[float]] = defaultdict(lambda: deque(maxlen=RECENT))

    def heard(self, kind: Hashable, seconds: float) -> None:
        """A call of this kind was answered."""
        self._heard[kind].append(seconds)

    def patience(self, kind: Hashable) -> float | None:
        """Seconds on the wire after which a call of this kind is late; None while too little is known."""
        heard = self._heard[kind]
        return sorted(heard)[int(self._quantile * len(heard))] if len(heard) >= self._least else None


def hedge_of(text: str | None) -> Hedge | None:
    """`p95` and the like; None is off. Raises ConfigError."""
    if text is None:
        return None
    if not (match := re.fullmatch(r"p([5-9]\d)", text)):
        raise ConfigError(
            f"hedge={text}: write it as p95 (a call slower than 95% of its kind is made twice), p50 to p99"
        )
    return Hedge(int(match[1]) / 100)


async def hedged(attempt: Callable[[Callable[[], None]], Awaitable[T]], patience_s: float) -> T:
    """The first result of one attempt or, once it has been on the wire for `patience_s`, of two; the other is cancelled.

    An attempt calls what it is given when it goes on the wire: to wait for one's turn is not to be late. An attempt that
    fails beside another one is no failure; the last error is raised.
    """
    on_the_wire = asyncio.Event()

    async def late() -> None:
        await on_the_wire.wait()
        await asyncio.sleep(patience_s)

    first = asyncio.ensure_future(attempt(on_the_wire.set))
    timer = asyncio.ensure_future(late())
    racing: set[asyncio.Future[T]] = {first}
    try:
        await asyncio.wait({first, timer}, return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            racing.add(asyncio.ensure_future(attempt(lambda: None)))
        pending = racing
        while True:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            winner = next((one for one in done if one.exception() is None), None) or next(iter(done))
            if not pending or winner.exception() is None:
                return winner.result()
    finally:
        timer.cancel()
        for one in racing:
            one.cancel()
        await asyncio.gather(timer, *racing, return_exceptions=True)
