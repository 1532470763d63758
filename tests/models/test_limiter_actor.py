"""Limits and budget over Ray: two processes share one actor; killed, it comes back and breaks no limit."""

import asyncio

import pytest
import ray

from cads_ray.errors import BudgetExceeded
from cads_ray.models.budget import Purse
from cads_ray.models.holder import Outcome
from cads_ray.models.limiter import LocalLimiter
from cads_ray.models.limiter_actor import RemoteLimits, start_limiter
from cads_ray.models.limits import Amount, Limits

LIMITS = {"m": Limits(max_in_flight=3), "slow": Limits(max_in_flight=10, rpm=6), "told": Limits(max_in_flight=3)}


@pytest.fixture(scope="module")
def actor():
    started = not ray.is_initialized()
    if started:
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    actor = start_limiter("limits", LIMITS, {"m": 2.5}, usd=1.0)
    yield actor
    ray.kill(actor)
    if started:
        ray.shutdown()


def limiters(count: int) -> list[LocalLimiter]:
    return [LocalLimiter(LIMITS, RemoteLimits("limits"), f"p{i}") for i in range(count)]


def test_slots_are_shared(actor):
    async def scene():
        in_flight = most = 0

        async def one(limiter):
            nonlocal in_flight, most
            ticket = await limiter.acquire("m", Amount(1, 1, 1))
            in_flight += 1
            most = max(most, in_flight)
            await asyncio.sleep(0.005)
            in_flight -= 1
            limiter.release(ticket, Outcome("success"))

        pair = limiters(2)
        await asyncio.gather(*(one(pair[i % 2]) for i in range(60)))
        return most, await actor.learnt.remote(), await actor.status.remote()

    most, learnt, status = asyncio.run(scene())
    assert 2 <= most <= 3
    assert learnt["m"] > 2.5  # it began where the last run ended, and grew
    assert status["m"]["state"] == "closed"


def test_a_pause_reaches_everyone(actor):
    """However late it comes: a process that begins calls freely is stopped by what another one was told."""

    async def scene():
        first, second = limiters(2)
        follower = asyncio.ensure_future(second.follow())
        ticket = await first.acquire("told", Amount(1))
        first.release(ticket, Outcome("limited", Amount(1), retry_after=600))
        async with asyncio.timeout(60):
            while await begins(second, "told"):
                await asyncio.sleep(0.01)
        follower.cancel()

    asyncio.run(scene())


async def begins(limiter: LocalLimiter, model: str) -> bool:
    """Whether a call may begin; with the pause it would be allowed in ten minutes."""
    try:
        async with asyncio.timeout(2):
            limiter.release(await limiter.acquire(model, Amount(1)), Outcome("success"))
    except TimeoutError:
        return False
    return True


def test_the_budget_is_shared(actor):
    async def scene():
        purses = [Purse(RemoteLimits("limits"), f"q{i}") for i in range(2)]
        await purses[0].refill(0.6)
        assert purses[0].reserve(0.6)
        purses[0].settle(0.6, 0.6)
        with pytest.raises(BudgetExceeded):
            await purses[1].refill(0.6)

    asyncio.run(scene())


def test_a_killed_actor_comes_back_and_grants_nothing_before_a_minute_has_passed(actor):
    async def scene():
        (limiter,) = limiters(1)
        for _ in range(6):
            limiter.release(await limiter.acquire("slow", Amount(1)), Outcome("success"))
        ray.kill(actor, no_restart=False)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2.0):
                await limiter.acquire("slow", Amount(1))

    asyncio.run(scene())
