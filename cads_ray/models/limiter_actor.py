"""The Ray actor that keeps the limits and the budget of a run, and the way to it from other processes.

One message per block of calls and about one a second from each process that is at work. Killed, the actor comes back
without memory: it grants nothing for a window, so that no minute is exceeded, and hears meanwhile what everyone spent.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import ray

from cads_ray.models.authorities import Authorities
from cads_ray.models.budget import COLD_S, Budget, Credit, LocalLender
from cads_ray.models.leases import DOWN, Grant, Report
from cads_ray.models.limits import WINDOW_S, Limits


@ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)
class LimiterActor:
    """Authorities and budget behind messages."""

    def __init__(self, limits: Mapping[str, Limits], learnt: Mapping[str, float], usd: float | None, spent: float):
        restarted = ray.get_runtime_context().was_current_actor_reconstructed
        now = time.monotonic()  # the clock of the event loop, which does not run yet
        self._authorities = Authorities(limits, learnt, now + WINDOW_S if restarted else 0.0)
        budget = None if usd is None else Budget(usd, spent, now + COLD_S if restarted else 0.0)
        self._lender = None if budget is None else LocalLender(budget)

    async def exchange(self, model: str, report: Report) -> Grant:
        return await self._authorities.exchange(model, report)

    async def pauses(self) -> dict[str, float]:
        return await self._authorities.pauses()

    async def lend(self, holder: str, spent: float, reserved: float, keep: float, want: float, least: float) -> Credit:
        if self._lender is None:
            return Credit(float("inf"), final=False)
        return await self._lender.lend(holder, spent, reserved, keep, want, least)

    async def status(self) -> dict[str, dict[str, object]]:
        return self._authorities.status()

    async def learnt(self) -> dict[str, float]:
        return self._authorities.learnt()

    async def spent(self) -> float | None:
        return None if self._lender is None else self._lender.budget.spent


def start_limiter(
    name: str, limits: Mapping[str, Limits], learnt: Mapping[str, float], usd: float | None, spent: float = 0.0
) -> Any:
    """The named actor of a run; made once, found by whoever comes later."""
    options = LimiterActor.options(name=name, get_if_exists=True)  # type: ignore[attr-defined]
    return options.remote(dict(limits), dict(learnt), usd, spent)


class RemoteLimits:
    """Implements limiter.Exchange and budget.Lender by messages to the actor called `name`."""

    def __init__(self, name: str):
        self._actor = ray.get_actor(name)

    async def exchange(self, model: str, report: Report) -> Grant:
        return await self._actor.exchange.remote(model, report)

    async def pauses(self) -> dict[str, float]:
        return await self._actor.pauses.remote()

    async def down(self) -> set[str]:
        """The models whose breakers are open and whose probes fail."""
        return {name for name, status in (await self._actor.status.remote()).items() if status["state"] == DOWN}

    async def lend(self, holder: str, spent: float, reserved: float, keep: float, want: float, least: float) -> Credit:
        return await self._actor.lend.remote(holder, spent, reserved, keep, want, least)
