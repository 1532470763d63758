"""A client that answers equal requests once: the shared eye of the served models, which read the same pictures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from cads_ray.models.client import Client, Reply, Request

KEPT = 4096  # answers


class Once:
    """`Client` around `inner`; remembers the last KEPT answers, and waits for one that is on its way."""

    def __init__(self, inner: Client):
        self._inner = inner
        self._answers: dict[str, asyncio.Future[Reply]] = {}

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        return [await self._answer(request) for request in requests]

    async def _answer(self, request: Request) -> Reply:
        key = json.dumps([request.member, request.task, request.fields, request.images, request.draw], sort_keys=True)
        if key not in self._answers:
            self._answers[key] = asyncio.ensure_future(self._ask(request))
            while len(self._answers) > KEPT:
                del self._answers[next(iter(self._answers))]
        return await asyncio.shield(self._answers[key])

    async def _ask(self, request: Request) -> Reply:
        (reply,) = await self._inner.complete([request])
        return reply
