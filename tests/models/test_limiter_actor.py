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

LIMITS = {"m": Limits(max_in_flight=3), "slow": Limits(max_in_flight=10, rpm=6)}


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
    async def scene():
        pair = limiters(2)
        follower = asyncio.ensure_future(pair[1].follow())
        ticket = await pair[1].acquire("m", Amount(1))
        pair[1].release(ticket, Outcome("success"))
        ticket = await pair[0].acquire("m", Amount(1))
        pair[0].release(ticket, Outcome("limited", Amount(1), retry_after=0.5))
        start = asyncio.get_running_loop().time()
        ticket = await pair[1].acquire("m", Amount(1))
        waited = asyncio.get_running_loop().time() - start
        pair[1].release(ticket, Outcome("success"))
        follower.cancel()
        return waited

    assert asyncio.run(scene()) >= 0.3


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
