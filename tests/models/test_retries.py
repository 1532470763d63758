import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.errors import InvalidRequest, RateLimited, Refused, Unauthorized, Unavailable
from cads_ray.models.retries import Retries

RETRIES = Retries(provider=4, base_s=0.5, cap_s=3.0)


@pytest.mark.parametrize("error", [Refused("x"), InvalidRequest("x"), Unauthorized("x")])
def test_what_cannot_get_better_is_not_tried_again(error):
    assert RETRIES.delay(error, 1, random.Random(0)) is None


@given(st.integers(1, 3), st.integers(0, 10**6))
def test_the_wait_is_anywhere_below_a_bound_that_doubles_up_to_the_cap(tried, seed):
    wait = RETRIES.delay(Unavailable("x"), tried, random.Random(seed))
    assert 0 <= wait <= min(3.0, 0.5 * 2 ** (tried - 1))


def test_jitter_is_full():
    waits = [RETRIES.delay(Unavailable("x"), 2, random.Random(seed)) for seed in range(200)]
    assert min(waits) < 0.1
    assert max(waits) > 0.9


def test_attempts_end():
    rng = random.Random(0)
    assert [RETRIES.delay(Unavailable("x"), tried, rng) is None for tried in (3, 4)] == [False, True]
    assert [RETRIES.delay(RateLimited("x"), tried, rng) is None for tried in (6, 7)] == [False, True]


def test_a_retry_after_is_waited_for_and_one_of_a_day_is_not():
    assert RETRIES.delay(RateLimited("x", 10.0), 1, random.Random(0)) >= 10.0
    assert RETRIES.delay(RateLimited("x", 86_400.0), 1, random.Random(0)) is None
