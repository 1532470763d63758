"""The ideal of the throughput benchmark against what can be said without simulating."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

IDEAL = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks/ideal.py"))
makespan, log_normal = IDEAL["makespan"], IDEAL["log_normal"]
CALLS, MODELS = 7, 4


@pytest.mark.parametrize("by_step", [False, True])
def test_a_row_alone_takes_its_steps_and_its_slowest_judge(by_step):
    assert makespan([[1.0, 2.0, 3.0, 0.5, 4.0, 0.5, 0.5]], 32, by_step=by_step) == 10.0


def test_equal_latencies_fill_every_slot_until_the_end():
    # 128 rows, 32 in flight: each model has 96 calls as author and 128 as judge, 224 = 7 full turns.
    assert makespan([[1.0] * CALLS] * 128, 32) == 7.0


def test_with_a_model_for_each_step_three_models_do_the_work_of_all_authors():
    assert makespan([[1.0] * CALLS] * 128, 32, by_step=True) >= 8.0  # 256 calls for each of three models


def test_foresight_is_no_worse_than_the_best_blind_order_and_near_the_bound_on_work():
    latencies = log_normal(500, 0.5, 0.9, seed=0)
    bound = sum(map(sum, latencies)) / 32 / MODELS
    known, blind = makespan(latencies, 32), makespan(latencies, 32, foresight=False)
    assert bound <= known <= blind
    assert known < 1.1 * bound


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.floats(0.01, 10), min_size=CALLS, max_size=CALLS), min_size=1, max_size=30), st.integers(1, 8)
)
def test_no_schedule_beats_the_work_or_the_longest_row(latencies, in_flight):
    least = max(sum(row[:3]) + max(row[3:]) for row in latencies)
    work = sum(map(sum, latencies)) / in_flight / MODELS
    for foresight in (True, False):
        found = makespan(latencies, in_flight, foresight)
        assert found >= max(least, work) - 1e-6
        assert found <= sum(map(sum, latencies)) + 1e-6
