import random
from collections import Counter

from cads_ray.context.bandit import DISCOUNT, FLOOR, Bandit
from cads_ray.schema import MetaStrategy


def shares(bandit: Bandit, domain: str = "physics", rows: int = 2000) -> dict[str, float]:
    chosen = Counter(bandit.choose(domain, random.Random(i)) for i in range(rows))
    return {strategy: chosen[strategy] / rows for strategy in MetaStrategy}


def rounds(rates: dict[str, float], count: int) -> Bandit:
    bandit, rng = Bandit(), random.Random(1)
    for number in range(count):
        chosen = [bandit.choose("physics", random.Random(f"{number}|{row}")) for row in range(48)]
        bandit = bandit.learn(("physics", strategy, rng.random() < rates[strategy]) for strategy in chosen)
    return bandit


def test_before_it_learns_all_strategies_are_alike():
    assert all(0.2 < share < 0.3 for share in shares(Bandit()).values())


def test_it_finds_the_strategy_that_pays_and_starves_none():
    rates = dict.fromkeys(MetaStrategy, 0.05) | {MetaStrategy.REVERSION: 0.7}
    found = shares(rounds(rates, 10))
    assert found[MetaStrategy.REVERSION] > 0.6
    assert all(share > FLOOR * 0.7 for share in found.values())


def test_what_one_domain_taught_says_nothing_about_another():
    learnt = rounds(dict.fromkeys(MetaStrategy, 0.0) | {MetaStrategy.TRANSFER: 1.0}, 5)
    assert all(0.2 < share < 0.3 for share in shares(learnt, "charts").values())


def test_old_outcomes_fade():
    once = Bandit().learn([("physics", "logic_reversion", True)])
    later = once.learn([]).learn([("physics", "logic_reversion", False)])
    [cell] = later.cells
    assert (cell.hits, cell.misses) == (DISCOUNT**2, 1)


def test_the_order_of_rows_does_not_matter():
    rows = [
        ("physics", "logic_reversion", True),
        ("charts", "isomorphic_transfer", False),
        ("physics", "logic_reversion", False),
    ]
    assert Bandit().learn(rows) == Bandit().learn(rows[::-1])
