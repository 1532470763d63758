"""A round is planned no further than what is missing asks for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.dataset.extent import trimmed
from tests.plain import PlainContext

PLAN = PlainContext(rows=200).plan(0)


def test_where_much_is_missing_the_whole_plan():
    assert trimmed(PLAN, 10_000, [(100, 50)]) is PLAN


def test_a_poor_yield_asks_for_more_rows_and_a_good_one_for_fewer():
    rows = [trimmed(PLAN, 20, [(100, kept)]).num_rows for kept in (90, 50, 20)]
    assert rows == sorted(rows)
    assert 20 < rows[0] < 45
    assert rows[2] > 90


@settings(max_examples=40)
@given(st.integers(0, 300), st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=3))
def test_a_part_of_the_plan_in_the_order_of_ids(missing, yields):
    ids = trimmed(PLAN, missing, [(planned, min(planned, kept)) for planned, kept in yields])["id"].to_pylist()
    assert ids == sorted(ids)
    assert set(ids) <= set(PLAN["id"].to_pylist())
    assert len(ids) >= min(missing, PLAN.num_rows)
