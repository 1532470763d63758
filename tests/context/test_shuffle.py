import asyncio

import pyarrow as pa

from cads_ray.context.shuffle import reflect_on_random
from cads_ray.schema import State
from tests.context.test_reflect import SCHEMA, Reflector, row, vote

ROWS = [row(f"r000-s{i:02d}-ann-0", State.ACCEPTED, [vote(j, "match", f"{j}{i}") for j in "abc"]) for i in range(40)]


def taught(rows, wanted, client=None):
    return asyncio.run(reflect_on_random(pa.Table.from_pylist(rows, SCHEMA), client or Reflector(), "ann", wanted))


def test_as_many_as_wanted_from_rows_that_split_nobody():
    found = taught(ROWS, 5)
    assert len(found) == 5
    assert found == taught(ROWS[::-1], 5)
    assert taught(ROWS, 0) == []


def test_two_solutions_pass_for_right_and_wrong():
    client = Reflector()
    taught(ROWS, 1, client)
    fields = client.requests[0].fields
    assert fields["right"]
    assert fields["wrong"]
    assert fields["right"] != fields["wrong"]


def test_it_gives_up_when_random_rows_teach_too_little():
    client = Reflector(insight="")
    assert [each.text for each in taught(ROWS, 5, client) if each.text] == []
    assert len(client.requests) == 20


def test_rows_without_two_solutions_teach_nothing():
    silent = row(votes=[vote("a", "match"), vote("b", "abstain", ""), vote("c", "match", sees="nothing")])
    assert taught([silent], 1) == []
