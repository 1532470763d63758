"""Where an error that ends the run becomes the reply of the request that met it, so that all others come home."""

from __future__ import annotations

from collections.abc import Sequence

from cads_ray.errors import BudgetExceeded, ProviderDown, ProviderError
from cads_ray.models.client import Client, Reply, Request
from cads_ray.models.together import together


class Suspending:
    """A client around a pool. A spent budget and a required model that stays down are errors of single replies here."""

    def __init__(self, pool: Client):
        self._pool = pool

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        return await together([self._one(request) for request in requests])

    async def _one(self, request: Request) -> Reply:
        try:
            (reply,) = await self._pool.complete([request])
        except BudgetExceeded as error:
            return Reply(error_type=BudgetExceeded.__name__, error=str(error), calls=0)
        except ProviderError as error:
            return Reply(
                error_type=ProviderDown.__name__, error=f"{error}; run the same command again to continue", calls=0
            )
        return reply
