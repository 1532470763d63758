import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.context.observed import SPARE, Observed
from cads_ray.context.reflect import pick
from cads_ray.schema import State
from tests.context.test_reflect import SCHEMA, row

HEARD = pa.schema([*SCHEMA, ("round", pa.int32())])
ROWS = [row(f"r000-s{i:03d}-ann-0", domain=("physics", "charts")[i % 2]) | {"round": 0} for i in range(60)]


def table(rows):
    return pa.Table.from_pylist(rows, HEARD)


def hear(rows, size: int, limit: int = 3) -> Observed:
    observed = Observed(limit)
    for start in range(0, len(rows), size):
        observed.add(table(rows[start : start + size]))
    return observed


@given(st.permutations(range(60)), st.integers(1, 60))
def test_arrival_does_not_matter(order, size):
    shuffled = [ROWS[i] for i in order]
    everything = table(ROWS)
    found = hear(shuffled + shuffled[:7], size).settled(everything).to_pylist()
    assert {each["id"] for each in found} == {each["id"] for each in hear(ROWS, 60).settled(everything).to_pylist()}
    assert len(found) == 2 * SPARE * 3
    assert [each["id"] for each in pick(found, 3)] == [each["id"] for each in pick(ROWS, 3)]


def test_the_closed_round_has_the_last_word():
    closed = table([ROWS[0] | {"state": State.DUPLICATE}, ROWS[1]])
    states = {each["id"]: each["state"] for each in hear(ROWS[:3], 3).settled(closed).to_pylist()}
    assert states == {ROWS[0]["id"]: State.DUPLICATE, ROWS[1]["id"]: State.ADVERSARIAL}


def test_what_is_closed_is_forgotten_and_what_is_open_is_not():
    observed = hear([*ROWS[:2], ROWS[2] | {"round": 1, "id": "r001"}], 3)
    observed.forget(0)
    assert observed.settled(table(ROWS)).num_rows == 0
    assert observed.settled(table([ROWS[2] | {"round": 1, "id": "r001"}])).num_rows == 1


def test_nothing_heard_is_an_empty_table():
    assert Observed(3).settled(table(ROWS)).num_rows == 0
