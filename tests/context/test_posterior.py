import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.context.posterior import above, better, effect

counts = st.integers(0, 40).flatmap(lambda rows: st.tuples(st.integers(0, rows), st.just(rows)))


@given(counts, counts)
def test_one_rate_is_above_the_other_or_the_reverse(one, other):
    assert above(*one, *other) + above(*other, *one) == pytest.approx(1)


@pytest.mark.parametrize(("one", "other"), [((7, 10), (3, 10)), ((0, 5), (1, 3)), ((20, 60), (12, 50))])
def test_above_agrees_with_sampling(one, other):
    rng = random.Random(0)

    def draw(hits, rows):
        return rng.betavariate(1 + hits, 1 + rows - hits)

    share = sum(draw(*one) > draw(*other) for _ in range(20000)) / 20000
    assert above(*one, *other) == pytest.approx(share, abs=0.015)


@given(st.integers(0, 300), st.integers(0, 300))
def test_wins_and_losses_are_mirrored(wins, losses):
    assert better(wins, losses) + better(losses, wins) == pytest.approx(1)
    assert better(wins + 1, losses) > better(wins, losses) or better(wins, losses) > 1 - 1e-12


def test_better_is_the_posterior_of_a_fair_start():
    assert better(0, 0) == pytest.approx(0.5)
    assert better(1, 0) == pytest.approx(0.75)  # the integral of 2x from 1/2 to 1
    assert better(9, 3) == pytest.approx(0.9539, abs=1e-3)
    assert 0.999 < better(40_000, 10_000) <= 1


@given(counts, counts)
def test_the_interval_holds_the_mean_and_narrows(one, other):
    found = effect(*one, *other)
    assert found.low < found.mean < found.high
    wide, narrow = effect(2, 4, 1, 4), effect(200, 400, 100, 400)
    assert narrow.high - narrow.low < (wide.high - wide.low) / 5
