"""A client that asks the ledger first and the models only for what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cads_ray.errors import LedgerMiss
from cads_ray.models.canonical import Identity, key_of
from cads_ray.models.client import Client, Reply, Request
from cads_ray.models.flight import Flight
from cads_ray.models.ledger import Ledger
from cads_ray.models.record import is_final, record_of, reply_of
from cads_ray.models.together import together

Identify = Callable[[Request], Identity]


class LedgerClient:
    """`Client` around `inner`. `identity` tells what answers a request.

    Missing requests go to the inner client one by one, so that each reply is durable as soon as it is there and not
    when the slowest of its batch is. With `replay_only` nothing is sent (`inner` may be None): what the ledger lacks
    comes back as an error of type LedgerMiss.
    """

    def __init__(
        self, inner: Client | None, ledger: Ledger, identity: Identify, replay_only: bool = False, run: str = ""
    ):
        """`run` names who pays, in a ledger that several runs share."""
        self._inner = None if replay_only else inner
        self._ledger = ledger
        self._identity, self._run = identity, run
        self._flight = Flight(ledger)

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        identities = [self._identity(request) for request in requests]
        keys = [key_of(request, identity) for request, identity in zip(requests, identities, strict=True)]
        if self._inner is None:
            return await self._replay(keys, requests)
        return await together(
            [self._answer(self._inner, *call) for call in zip(keys, requests, identities, strict=True)]
        )

    async def _replay(self, keys: Sequence[str], requests: Sequence[Request]) -> list[Reply]:
        known = await self._ledger.find(dict.fromkeys(keys))
        return [
            self._cached(request, reply_of(key, known[key])) if key in known else _missing(key, request)
            for key, request in zip(keys, requests, strict=True)
        ]

    async def _answer(self, inner: Client, key: str, request: Request, identity: Identity) -> Reply:
        reply, sent = await self._flight.once(key, lambda: self._send(inner, key, request, identity))
        return reply if sent else self._cached(request, reply)

    def _cached(self, request: Request, reply: Reply) -> Reply:
        self._ledger.cached[request.member, request.task] += 1
        return replace(reply, cached=True)

    async def _send(self, inner: Client, key: str, request: Request, identity: Identity) -> Reply:
        """Send, record, and only then reply, with what was recorded: a replay will read the same."""
        recording = None
        try:
            (reply,) = await inner.complete([request])
            if not is_final(reply):
                return replace(reply, key=key)
            record = record_of(request, identity, reply, self._run)
            recording = self._ledger.put(key, record)
        finally:
            if recording is None:  # else the commit ends the claim, also when we are cancelled while we wait for it
                self._ledger.release(key)
        await recording
        return reply_of(key, record, cached=False)


def _missing(key: str, request: Request) -> Reply:
    """What a replay says to a request that the ledger has no reply for."""
    message = f"the ledger holds no reply of {request.member} for this {request.task} (ledger.replay=only)"
    return Reply(error_type=LedgerMiss.__name__, error=message, key=key, calls=0)
