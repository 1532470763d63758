"""What the user is told when there are fewer samples than he asked for."""

from collections import Counter

from cads_ray.dataset.quotas import Quotas, Tally
from cads_ray.dataset.shortfall import Effort, shortfall
from cads_ray.schema import State

EFFORT = Effort(rounds=3, draws=2, evolve=False)


def told(size, yields, effort=EFFORT, tally=None, **states):
    return "\n".join(
        shortfall(size, yields, Counter({State(name): count for name, count in states.items()}), effort, tally)
    )


def test_nothing_when_the_size_is_reached():
    assert told(20, [(30, 12), (10, 8)]) == ""


def test_draws_that_would_get_there_at_this_yield():
    words = told(100, [(30, 15), (30, 14), (30, 11)], failed=40)
    assert "40 of dataset.size=100 samples kept: the run may have 3 rounds" in words
    assert "generate.draws=5" in words


def test_where_only_repetitions_come_more_draws_are_not_the_advice():
    words = told(100, [(30, 15), (30, 0)], duplicate=20, excluded=25)
    assert "round 2 added none" in words
    assert "seeds.evolve=true" in words
    assert "generate.draws" not in words
    assert "evolve" not in told(100, [(30, 0)], Effort(3, 2, True), duplicate=20, excluded=25)


def test_quotas_that_are_not_met_are_named():
    tally = Tally(Quotas(10, {"state": {"adversarial": [0.4, 1]}, "domain": {"*": [0, 0]}}))
    tally.close([{"state": "accepted", "domain": "charts"}])
    words = told(10, [(9, 2)] * 3, tally=tally, failed=3)
    assert "quota not met: state adversarial: 0 of at least 4, and no round made one" in words
    assert "quota used up: domain charts: 0 of at most 0" in words
