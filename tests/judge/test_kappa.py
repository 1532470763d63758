"""Agreement beyond chance, against figures that others have published or that can be worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.judge.kappa import cohen, correlation, difference, effective, fleiss, wilson


def test_cohen_on_the_table_of_an_encyclopaedia():
    # 50 applications: both yes 20, both no 15, only the first 5, only the second 10: kappa 0.4.
    one = [True] * 25 + [False] * 25
    other = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert cohen(one, other) == pytest.approx(0.4)
    assert cohen([True], [True]) is None
    assert cohen([], []) is None


def test_fleiss_of_two_raters_by_hand_and_items_of_one_rater_say_nothing():
    items = [(2, 2)] * 4 + [(0, 2)] * 4 + [(1, 2)] * 2  # observed 0.8, share of yes 0.5
    assert fleiss(items) == pytest.approx((0.8 - 0.5) / 0.5)
    assert fleiss([*items, (1, 1), (0, 1)]) == fleiss(items)
    assert fleiss([(3, 3), (0, 4)]) == pytest.approx(1)
    assert fleiss([(1, 1)]) is None


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_kappa_and_correlation_are_symmetric_and_bounded(pairs):
    one, other = ([pair[i] for pair in pairs] for i in (0, 1))
    for measure in (cohen, correlation):
        value = measure(one, other)
        assert value is None or -1 - 1e-9 <= value <= 1 + 1e-9
        assert value == measure(other, one) or value == pytest.approx(measure(other, one))
    assert correlation(one, one) in (None, pytest.approx(1))


def test_effective_votes():
    assert effective(4, [0.0] * 6) == 4
    assert effective(4, [1.0] * 6) == 1
    assert effective(9, [0.4] * 36) == pytest.approx(9 / 4.2)
    assert effective(4, [-0.2] * 6) == 4
    assert effective(4, []) is None
    assert effective(1, []) == 1


def test_intervals():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)  # Wilson's own, by any table
    assert difference([1.0], [0.0, 0.0]) is None
    gap, low, high = difference([1.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0])
    assert gap == 0.5
    assert low == pytest.approx(0.5 - 1.96 * (1 / 3 / 4) ** 0.5)
    assert high - gap == pytest.approx(gap - low)
