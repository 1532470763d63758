"""Single flight: of equal requests that meet, one is sent, whatever coroutine, job or process they come from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from cads_ray.models.claims import Claim
from cads_ray.models.client import Reply
from cads_ray.models.ledger import Ledger
from cads_ray.models.record import reply_of

FIRST_WAIT, LONGEST_WAIT = 0.02, 0.3  # seconds between looks at a call that another process is making


class Flight:
    """Within an event loop those who come later await the first; across loops and processes a claim decides.

    A failure that is not recorded is shared by the coroutines that were waiting for it, since it has been through all
    its retries; another process tries for itself. A sender that raises or is cancelled takes nobody with it: the next
    in line sends.
    """

    def __init__(self, ledger: Ledger):
        self._ledger = ledger
        self._flying: dict[str, asyncio.Future[Reply | None]] = {}

    async def once(self, key: str, send: Callable[[], Awaitable[Reply]]) -> tuple[Reply, bool]:
        """The reply, and whether it was sent for here. `send` records its reply or releases the claim."""
        while (flying := self._flying.get(key)) is not None and flying.get_loop() is asyncio.get_running_loop():
            reply = await asyncio.shield(flying)
            if reply is not None:
                return reply, False
        if flying is not None:
            return await self._claimed(key, send)
        return await self._lead(key, send)

    async def _lead(self, key: str, send: Callable[[], Awaitable[Reply]]) -> tuple[Reply, bool]:
        flying = self._flying[key] = asyncio.get_running_loop().create_future()
        reply = None
        try:
            reply, sent = await self._claimed(key, send)
        finally:
            del self._flying[key]
            flying.set_result(reply)
        return reply, sent

    async def _claimed(self, key: str, send: Callable[[], Awaitable[Reply]]) -> tuple[Reply, bool]:
        wait = FIRST_WAIT
        while True:
            found = await self._ledger.claim(key)
            if found is Claim.MINE:
                return await send(), True
            if not isinstance(found, Claim):
                return reply_of(key, found), False
            await asyncio.sleep(wait)
            wait = min(wait * 1.5, LONGEST_WAIT)
