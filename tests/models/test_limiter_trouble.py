"""What limits do when a provider refuses, is down, or a process dies: in simulated time."""

import asyncio
import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cads_ray.errors import ModelDown
from cads_ray.models.authorities import Authorities
from cads_ray.models.authority import Authority
from cads_ray.models.holder import Holder, Outcome
from cads_ray.models.limiter import PLACE, LocalLimiter
from cads_ray.models.limits import Amount, Limits
from tests.models.limited import Provider, Slow
from tests.models.simulated import run


async def burst(retry_after: float | None):
    """Two processes at work; from a moment on each call of the first that is in flight then meets a 429."""
    rng, provider, limits = random.Random(3), Provider(), Limits(max_in_flight=40)
    authorities = Authorities({"m": limits})
    limiters = [LocalLimiter({"m": limits}, Slow(authorities, provider, rng), f"p{i}") for i in range(2)]
    followers = [asyncio.ensure_future(limiter.follow()) for limiter in limiters]
    need, ceilings, told = Amount(1, 10, 10), [], []

    async def one(limiter):
        ticket = await limiter.acquire("m", need)
        begun = asyncio.get_running_loop().time()
        provider.begun.append((begun, need))
        await asyncio.sleep(rng.uniform(0.5, 1.5))
        ended = asyncio.get_running_loop().time()
        limited = limiter is limiters[0] and begun < 5 <= ended
        if limited:
            told.append(ended)
        limiter.release(ticket, Outcome("limited", need, retry_after) if limited else Outcome("success", need))
        ceilings.append(authorities.learnt()["m"])

    await asyncio.gather(*(one(limiters[i % 2]) for i in range(1200)))
    for follower in followers:
        follower.cancel()
    return provider, ceilings, told


def test_one_cut_for_a_burst_of_429s_and_then_one_slot_more_at_a_time():
    _, ceilings, told = run(burst(None))
    assert len(told) >= 10  # many 429s
    assert min(ceilings) >= 40 * 0.7 - 0.01  # one cut
    assert ceilings[-1] > min(ceilings) + 5
    steps = [b - a for a, b in pairwise(ceilings) if b > a]
    assert max(steps) <= 1.5


def test_everyone_honours_a_retry_after_within_a_message():
    provider, _, told = run(burst(20.0))
    begun = [time for time, _ in provider.begun if told[0] + 0.1 < time < told[-1] + 20.0]
    assert not begun
    assert provider.begun[-1][0] > told[-1] + 20.0


def test_a_process_that_holds_permits_hears_of_a_retry_after_before_it_uses_them():
    async def scene():
        limits, need = Limits(max_in_flight=40), Amount(1, 10, 10)
        authorities = Slow(Authorities({"m": limits}), Provider(), random.Random(0))
        limited, other = (LocalLimiter({"m": limits}, authorities, name) for name in ("limited", "other"))
        follower = asyncio.ensure_future(other.follow())
        while not other._queues["m"].holder.can_begin(need, asyncio.get_running_loop().time()):
            ticket = await other.acquire("m", need)
            await asyncio.sleep(0.05)
            other.release(ticket, Outcome("success", need))
        limited.release(await limited.acquire("m", need), Outcome("limited", need, 20.0))
        await asyncio.sleep(0.1)
        before = asyncio.get_running_loop().time()
        other.release(await other.acquire("m", need), Outcome("success", need))
        follower.cancel()
        return asyncio.get_running_loop().time() - before

    assert run(scene()) >= 19


def test_slots_that_are_given_back_are_not_used_while_the_message_is_on_its_way():
    authority, need = Authority(Limits(max_in_flight=2)), Amount(1, 1, 1)
    busy, hungry = Holder("busy", "m"), Holder("hungry", "m")
    busy.accept(authority.exchange(busy.report([need, need], 0.0), 0.0), 0.0, 0.0)
    busy.begin(need, 0.0)
    authority.exchange(hungry.report([need] * 5, 0.1), 0.1)
    report = busy.report([need], 0.2)
    grant = authority.exchange(report, 0.2)
    hungry.accept(authority.exchange(hungry.report([need] * 5, 0.3), 0.3), 0.3, 0.3)
    hungry.begin(need, 0.3)
    assert not busy.can_begin(need, 0.3)  # the answer has not arrived yet
    busy.accept(grant, 0.2, 0.4)
    assert not busy.can_begin(need, 0.4)


async def outage(until: float, waits: float = 0.1):
    """A provider that answers nothing before `until`; one caller after the other, each for one call."""
    limits = Limits(max_in_flight=8)
    authorities = Authorities({"m": limits})
    limiter = LocalLimiter({"m": limits}, authorities, "p")
    need, log = Amount(1, 1, 1), []

    async def worker():
        while not log or log[-1][1] != "success":
            now = asyncio.get_running_loop().time()
            try:
                ticket = await limiter.acquire("m", need)
            except ModelDown:
                log.append((now, "down"))
                await asyncio.sleep(30)
                continue
            await asyncio.sleep(waits)
            now = asyncio.get_running_loop().time()
            kind = "success" if now >= until else "failure"
            log.append((now, kind))
            limiter.release(ticket, Outcome(kind, need))

    await asyncio.gather(*(worker() for _ in range(8)))
    return log, authorities


def test_the_breaker_opens_after_twenty_failures_probes_one_call_at_a_time_and_closes():
    log, _ = run(outage(100.0))
    failures = [time for time, kind in log if kind == "failure"]
    assert 20 <= sum(time < 3 for time in failures) <= 20 + 2 * 8  # what was in flight when the news went round
    probes = [time for time in failures if time > 3]
    gaps = [b - a for a, b in zip([failures[31], *probes], probes, strict=False)]
    assert all(gap >= 4.5 for gap in gaps)
    assert len(probes) <= 4
    assert log[-1][1] == "success"


def test_a_model_that_stays_down_is_said_to_be_down_and_still_found_when_it_is_back():
    log, _ = run(outage(400.0))
    assert any(kind == "down" for _, kind in log)
    assert sum(kind == "failure" for _, kind in log) <= 20 + 2 * 8 + 12
    assert log[-1][1] == "success"


def test_a_process_that_dies_gives_its_slots_back_after_its_last_call_must_have_ended():
    async def scene():
        limits = Limits(max_in_flight=4, rpm=100, timeout_s=30)
        authorities = Authorities({"m": limits})
        dead, alive = (LocalLimiter({"m": limits}, authorities, name) for name in ("dead", "alive"))
        for _ in range(4):
            await dead.acquire("m", Amount(1, 1, 1))
        dead._queues["m"].task.cancel()  # as kill -9 would: no word any more
        await alive.acquire("m", Amount(1, 1, 1))
        return asyncio.get_running_loop().time()

    assert 30 <= run(scene()) <= 45


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_calls_of_older_work_go_first_and_calls_of_the_same_work_in_the_order_in_which_they_come(places):
    order = []

    async def one(limiter, place, number):
        PLACE.set(place)
        ticket = await limiter.acquire("m", Amount(1))
        order.append((place, number))
        await asyncio.sleep(1.0)
        limiter.release(ticket, Outcome("success"))

    async def all_of_them():
        limiter = LocalLimiter({"m": Limits(max_in_flight=1)}, Authorities({"m": Limits(max_in_flight=1)}))
        await asyncio.gather(*(one(limiter, place, number) for number, place in enumerate(places)))

    run(all_of_them())
    assert order == sorted(order)


def test_a_cancelled_waiter_leaves_its_turn_to_the_next():
    async def scene():
        limits = Limits(max_in_flight=1)
        limiter = LocalLimiter({"m": limits}, Authorities({"m": limits}), "p")
        first = await limiter.acquire("m", Amount(1, 1, 1))
        waiters = [asyncio.ensure_future(limiter.acquire("m", Amount(1, 1, 1))) for _ in range(3)]
        await asyncio.sleep(1)
        waiters[0].cancel()
        limiter.release(first, Outcome("success"))
        ticket = await waiters[1]
        limiter.release(ticket, Outcome("success"))
        waiters[2].cancel()  # its turn has come, and it does not know yet
        await asyncio.sleep(0)
        limiter.release(await limiter.acquire("m", Amount(1, 1, 1)), Outcome("success"))
        return limiter._queues["m"].holder.in_flight

    assert run(scene()) == 0


def test_a_call_larger_than_a_minute_allows_is_made_alone_and_not_refused_for_ever():
    async def scene():
        limits = Limits(max_in_flight=4, tpm=1000)
        limiter = LocalLimiter({"m": limits}, Authorities({"m": limits}), "p")
        for _ in range(2):
            limiter.release(await limiter.acquire("m", Amount(1, 5000, 5000)), Outcome("success"))
        return asyncio.get_running_loop().time()

    assert 60 <= run(scene()) <= 65


def test_a_ceiling_that_was_learnt_is_where_the_next_run_begins():
    async def scene():
        authorities = Authorities({"m": Limits(max_in_flight=40)}, learnt={"m": 7.5, "gone": 3.0})
        return authorities.learnt()

    assert run(scene()) == {"m": 7.5}
