"""The authorities of all models of a run, where everyone who calls them can reach them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from cads_ray.models.authority import Authority
from cads_ray.models.leases import Grant, Report
from cads_ray.models.limits import Limits


class Authorities:
    """All authorities of a run in one place; implements limiter.Exchange. Time is the event loop's."""

    def __init__(
        self, limits: Mapping[str, Limits], learnt: Mapping[str, float] | None = None, cold_until: float = 0.0
    ):
        learnt = learnt or {}
        self._all = {name: Authority(limit, learnt.get(name), cold_until) for name, limit in limits.items()}
        self._paused = asyncio.Event()

    async def exchange(self, model: str, report: Report) -> Grant:
        before = self._all[model].paused_for(_now())
        grant = self._all[model].exchange(report, _now())
        if grant.pause_s > before:
            self._paused.set()
            self._paused = asyncio.Event()
        return grant

    async def pauses(self) -> dict[str, float]:
        """Wait for the next pause, and return by model the seconds for which nobody may begin a call."""
        await self._paused.wait()
        left = {name: authority.paused_for(_now()) for name, authority in self._all.items()}
        return {name: seconds for name, seconds in left.items() if seconds > 0}

    def learnt(self) -> dict[str, float]:
        """The ceilings, to be kept in the run directory and given to the next run."""
        return {name: round(authority.ceiling.value, 2) for name, authority in self._all.items()}

    def status(self) -> dict[str, dict[str, object]]:
        """By model: state (closed, open, probing, down), ceiling, in_flight."""
        return {name: authority.status(_now()) for name, authority in self._all.items()}


def _now() -> float:
    return asyncio.get_running_loop().time()
