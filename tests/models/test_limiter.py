"""Limits hold in every sliding minute and across processes, whatever the load: in simulated time."""

import asyncio
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.models.authorities import Authorities
from cads_ray.models.holder import Outcome
from cads_ray.models.limiter import LocalLimiter
from cads_ray.models.limits import Amount, Limits
from tests.models.limited import LIMITS, LOADS, MINUTE, Load, Provider, Slow, work
from tests.models.simulated import run


@settings(max_examples=15, deadline=None)
@given(LIMITS, LOADS, st.integers(0, 999))
def test_no_sliding_minute_and_no_moment_holds_more_than_is_allowed(limits, load, seed):
    provider = run(work(limits, load, seed))
    assert len(provider.begun) == load.calls
    assert provider.most <= limits.max_in_flight
    assert provider.busiest(lambda used: used.calls) <= (limits.rpm or load.calls)
    assert provider.busiest(lambda used: used.tokens_in) <= (limits.tpm_in or 10**9)
    assert provider.busiest(lambda used: used.tokens_out) <= (limits.tpm_out or 10**9)
    assert provider.busiest(lambda used: used.tokens_in + used.tokens_out) <= (limits.tpm or 10**9)


def test_the_allowance_is_used_and_messages_do_not_grow_with_the_calls():
    limits = Limits(max_in_flight=256, rpm=6000)
    provider = run(work(limits, Load(3, 9_000, 2.0, 10, 0.1), 1))
    minutes = provider.begun[-1][0] / MINUTE
    assert provider.busiest(lambda used: used.calls) <= 6000
    assert 9_000 / minutes >= 0.95 * 6000
    assert provider.messages < 9_000 / 5


def test_without_a_rate_the_slots_are_kept_full():
    limits = Limits(max_in_flight=32)
    provider = run(work(limits, Load(1, 3200, 1.0, 10, 0.0), 2))
    assert provider.most == 32
    assert provider.begun[-1][0] <= 3200 / 32 * 1.1
    assert provider.messages < 3200 / 4


async def bursts(load: Load, pause: float) -> tuple[float, int]:
    """The longest that a call waited though nobody else wanted the slots, of bursts after a pause; and messages."""
    rng, limits, provider, waited = random.Random(0), Limits(max_in_flight=256), Provider(), [0.0]
    limiter = LocalLimiter({"m": limits}, Slow(Authorities({"m": limits}), provider, rng, 0.01), "p")
    now = asyncio.get_running_loop().time

    async def one() -> None:
        await asyncio.sleep(rng.uniform(0, load.spread))
        came = now()
        ticket = await limiter.acquire("m", Amount(1))
        waited.append(now() - came)
        await asyncio.sleep(load.seconds)
        limiter.release(ticket, Outcome("success", Amount(1)))

    for _ in range(load.processes):
        await asyncio.gather(*(one() for _ in range(load.calls)))
        await asyncio.sleep(pause)
    return max(waited), provider.messages


def test_a_burst_that_comes_while_a_report_is_on_its_way_does_not_wait_for_the_next_turn():
    longest, messages = run(bursts(Load(processes=5, calls=64, seconds=0.5, tokens=1, spread=0.01), pause=5.0))
    assert longest <= 0.1  # two ways there and back; a third of a second when only the first call had been told of
    assert messages <= 40


async def shared(seed: int, until: float = 40.0) -> tuple[list[tuple[int, int]], int]:
    """Calls in flight, tenth of a second by tenth: of a process that always has work, and of one that gets it in blocks of 16.

    And how many messages both sent.
    """
    rng, limits, in_flight, seen = random.Random(seed), Limits(max_in_flight=32), [0, 0], []
    authorities, now, provider = Authorities({"m": limits}), asyncio.get_running_loop().time, Provider()
    limiters = [LocalLimiter({"m": limits}, Slow(authorities, provider, rng, 0.03), f"p{i}") for i in range(2)]

    async def call(i: int) -> None:
        ticket = await limiters[i].acquire("m", Amount(1))
        in_flight[i] += 1
        await asyncio.sleep(rng.lognormvariate(-0.7, 0.9))
        in_flight[i] -= 1
        limiters[i].release(ticket, Outcome("success", Amount(1)))

    async def always() -> None:
        while now() < until:
            await call(0)

    async def in_blocks() -> None:
        await asyncio.sleep(5.0)
        while now() < until:
            blocks.append(asyncio.gather(*(call(1) for _ in range(16))))
            await asyncio.sleep(1.2)
        await asyncio.gather(*blocks)

    async def watch() -> None:
        while now() < until:
            seen.append((in_flight[0], in_flight[1]))
            await asyncio.sleep(0.1)

    blocks: list = []
    await asyncio.gather(*(always() for _ in range(100)), in_blocks(), watch())
    return seen[100:], provider.messages


def test_slots_that_one_process_does_not_need_go_to_another_that_waits():
    for seed in range(3):
        seen, messages = run(shared(seed))
        assert max(sum(both) for both in seen) <= 32
        assert sum(sum(both) for both in seen) / len(seen) >= 0.86 * 32  # 0.78 when spare ones came back once a second
        assert sum(blocks for _, blocks in seen) / len(seen) >= 8  # and the other has its share when it needs it
        assert (
            messages <= 300
        )  # 320 and more when a call that ended while a report was on its way led to another report


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 10), st.integers(2, 40))
def test_all_who_wait_have_a_fair_share_and_nothing_is_left_over(processes, ceiling):
    if ceiling < processes:
        ceiling += processes
    begun = [0] * processes

    async def all_of_them():
        rng, limits, now = random.Random(1), Limits(max_in_flight=ceiling), asyncio.get_running_loop().time
        authorities = Authorities({"m": limits})
        limiters = [
            LocalLimiter({"m": limits}, Slow(authorities, Provider(), rng, 0.01), f"p{i}") for i in range(processes)
        ]

        async def lane(i: int) -> None:
            while now() < 60:
                ticket = await limiters[i].acquire("m", Amount(1))
                begun[i] += now() > 10
                await asyncio.sleep(rng.expovariate(1.0))
                limiters[i].release(ticket, Outcome("success", Amount(1)))

        await asyncio.gather(*(lane(i) for i in range(processes) for _ in range(ceiling)))

    run(all_of_them())
    assert sum(begun) >= 0.8 * 50 * ceiling
    assert min(begun) >= 0.6 * 50 * (ceiling // processes)
