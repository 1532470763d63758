"""What every stage keeps."""

import asyncio

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.pool import AtOnce
from cads_ray.schema import ERRORS
from cads_ray.stage import Failed, extend, joined

from .scripted import batch


def test_a_stage_that_would_lose_rows_raises():
    with pytest.raises(ValueError, match="2 results for 3 rows"):
        extend(batch(), "x", pa.schema([("y", pa.string())]), [None, Failed("a", "b")])


ROWS, BRANCHES = 3, ("a", "b", "c")
FATES = st.lists(st.lists(st.booleans(), min_size=ROWS, max_size=ROWS), min_size=len(BRANCHES), max_size=len(BRANCHES))


def step(name: str, fails: list[bool]):
    """A stage that adds a column and a call, and fails on these rows, unless they had failed before."""

    async def add(table: pa.Table, tools: object) -> pa.Table:
        alive = [stage is None for stage in table["error_stage"].to_pylist()]
        fates = [Failed("Refused", name, {name: "f"}) if fail else {name: name} for fail in fails]
        results = [fate if lives else None for fate, lives in zip(fates, alive, strict=True)]
        calls = [[{"task": "solve", "member": name}] if lives else [] for lives in alive]
        return extend(table, name, pa.schema([(name, pa.string())]), results, calls)

    return add


@given(before=FATES.map(lambda fates: fates[0]), fates=FATES)
def test_what_stages_add_at_once_is_what_each_adds_alone_and_the_first_failure_counts(before, fates):
    begun = asyncio.run(step("begun", before)(batch(), None))
    steps = [(name, step(name, fails)) for name, fails in zip(BRANCHES, fates, strict=True)]
    together = asyncio.run(AtOnce(tuple(steps))(begun, None))
    alone = {name: asyncio.run(one(begun, None)) for name, one in steps}
    assert together.column_names == [*begun.column_names, *BRANCHES]
    for name in BRANCHES:
        assert together[name].to_pylist() == alone[name][name].to_pylist()
    for row in range(ROWS):
        failed = ["begun"] * before[row] + [
            name for name in BRANCHES if alone[name]["error_stage"][row].as_py() == name
        ]
        told = together.select(ERRORS.names).to_pylist()[row]
        expected = (failed[0], "Refused", failed[0]) if failed else (None, None, None)
        assert tuple(told.values()) == expected
        callers = [call["member"] for call in together["calls"][row].as_py()]
        assert callers == ["begun", *([] if before[row] else BRANCHES)]


def test_stages_done_at_once_lose_no_row():
    with pytest.raises(ValueError, match="2 rows came back of 3"):
        joined(batch(), [batch(), batch(2)])
