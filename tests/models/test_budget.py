"""The cap holds over processes, and the money is used."""

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.errors import BudgetExceeded
from cads_ray.models.budget import Budget, LocalLender, Purse
from tests.models.simulated import run


class Slow(LocalLender):
    """A lender some way off."""

    def __init__(self, budget, rng):
        super().__init__(budget)
        self.rng, self.messages = rng, 0

    async def lend(self, *report):
        self.messages += 1
        await asyncio.sleep(self.rng.uniform(0, 0.05))
        credit = await super().lend(*report)
        await asyncio.sleep(self.rng.uniform(0, 0.05))
        return credit


async def spend(usd, processes, workers, price, seed, calls=10**9):
    """Workers call until the money is gone; a call costs up to what was reserved for it."""
    rng = random.Random(seed)
    budget = Budget(usd)
    lender = Slow(budget, rng)
    purses = [Purse(lender, str(i)) for i in range(processes)]
    worst, made, stopped = 0.0, 0, 0

    async def worker(purse):
        nonlocal worst, made, stopped
        while made < calls:
            reserved = rng.uniform(0.5, 1.0) * price
            try:
                while not purse.reserve(reserved):
                    await purse.refill(reserved)
            except BudgetExceeded:
                stopped += 1
                return
            made += 1
            worst = max(worst, sum(p.spent + p.reserved for p in purses))
            await asyncio.sleep(rng.expovariate(1.0))
            purse.settle(reserved, rng.uniform(0, reserved))
            worst = max(worst, sum(p.spent + p.reserved for p in purses))

    await asyncio.gather(*(worker(purse) for purse in purses for _ in range(workers)))
    await asyncio.sleep(60)
    return budget, sum(p.spent for p in purses), worst, made, stopped, lender.messages


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 20), st.integers(1, 4), st.integers(1, 6), st.floats(0.01, 1), st.integers(0, 99))
def test_what_is_spent_and_reserved_never_exceeds_the_cap_and_little_is_left(usd, processes, workers, price, seed):
    budget, spent, worst, _, stopped, _ = run(spend(usd, processes, workers, price, seed))
    assert worst <= usd + 1e-9
    assert stopped == processes * workers  # everyone was told, nobody waits for ever
    assert spent >= usd - price - 1e-9  # no call that was sure to fit was turned away
    assert budget.spent == pytest.approx(spent)


def test_messages_do_not_grow_with_the_calls():
    _, _, _, made, _, messages = run(spend(1000.0, 3, 20, 0.01, 1, calls=20_000))
    assert made >= 20_000
    assert messages < made / 5


def test_a_call_dearer_than_the_budget_is_refused_at_once():
    async def scene():
        purse = Purse(LocalLender(Budget(1.0)))
        assert not purse.reserve(1.01)
        with pytest.raises(BudgetExceeded, match=r"budget\.usd"):
            await purse.refill(1.01)
        return asyncio.get_running_loop().time()

    assert run(scene()) < 1


def test_what_earlier_parts_of_the_run_cost_counts():
    async def scene():
        purse = Purse(LocalLender(Budget(1.0, spent=0.9)))
        with pytest.raises(BudgetExceeded):
            await purse.refill(0.2)
        await purse.refill(0.1 - 1e-9)

    run(scene())


def test_what_costs_nothing_is_never_stopped():
    async def scene():
        purse = Purse(LocalLender(Budget(1.0, spent=1.0)))
        assert purse.reserve(0.0)
        purse.settle(0.0, 0.0)

    run(scene())


def test_the_line_of_a_process_that_died_counts_as_spent_and_nobody_waits_for_it():
    async def scene():
        budget = Budget(1.0)
        dead, alive = Purse(LocalLender(budget), "dead"), Purse(LocalLender(budget), "alive")
        await dead.refill(0.6)
        assert dead.reserve(0.6)
        with pytest.raises(BudgetExceeded):
            await alive.refill(0.6)
        return asyncio.get_running_loop().time()

    assert 25 < run(scene()) < 40


def test_a_budget_that_was_restarted_hears_everyone_before_it_lends():
    async def scene():
        lender = LocalLender(Budget(1.0))
        purses = [Purse(lender, str(i)) for i in range(2)]
        for purse in purses:
            await purse.refill(0.45)
            assert purse.reserve(0.45)
        lender.budget = Budget(1.0, cold_until=asyncio.get_running_loop().time() + 10)  # its memory is lost
        purses[1].settle(0.45, 0.45)
        asyncio.get_running_loop().call_later(3, purses[0].settle, 0.45, 0.45)
        with pytest.raises(BudgetExceeded):
            await purses[1].refill(0.2)
        return sum(purse.spent for purse in purses), asyncio.get_running_loop().time()

    spent, ended = run(scene())
    assert spent == pytest.approx(0.9)
    assert ended >= 10
