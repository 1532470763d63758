"""Mixing is a function of its arguments; what is drawn of one dataset does not depend on the others."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.corpus.mix import mix
from cads_ray.errors import ConfigError


def table(name: str, rows: int) -> pa.Table:
    return pa.table({"id": [f"{name}{n}" for n in range(rows)]})


def ids(mixed: pa.Table, name: str = "") -> list[str]:
    return [id for id in mixed["id"].to_pylist() if id.startswith(name)]


@given(st.integers(1, 30), st.integers(1, 20), st.integers())
def test_each_row_once_and_the_same_again(a, b, seed):
    mixed = mix([table("a", 30), table("b", 20)], [a, b], seed)
    assert (len(ids(mixed, "a")), len(ids(mixed, "b"))) == (a, b)
    assert len(set(ids(mixed))) == a + b
    assert mix([table("a", 30), table("b", 20)], [a, b], seed).equals(mixed)


@given(st.integers(1, 15), st.integers())
def test_a_part_of_one_dataset_is_the_same_alone_and_in_a_larger_draw(size, seed):
    alone = set(ids(mix([table("a", 30)], [size], seed)))
    assert set(ids(mix([table("b", 9), table("a", 30)], [9, size], seed), "a")) == alone
    assert alone <= set(ids(mix([table("a", 30)], [2 * size], seed)))


def test_too_few_rows_are_refused_by_name():
    with pytest.raises(ConfigError, match="4 rows of real, which has 3 that can be used"):
        mix([table("a", 3)], [4], 0, ["real"])
    with pytest.raises(ConfigError, match="2 sizes for 1 datasets"):
        mix([table("a", 3)], [1, 1], 0)
    with pytest.raises(ConfigError, match="at least 1"):
        mix([table("a", 3)], [0], 0)
