import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.context.deltas import Delta, Op, parse

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
shaped = st.fixed_dictionaries(
    {"op": st.sampled_from([*Op, "ADD", "drop", 3]), "ids": json_values | st.lists(st.text(max_size=5), max_size=3)},
    optional={"text": json_values, "reason": json_values},
)


@given(json_values | shaped)
def test_anything_becomes_a_delta_or_a_reason(raw):
    found = parse(raw)
    assert isinstance(found, Delta) or (isinstance(found, str) and found)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "not an object"),
        ({"op": "rewrite", "ids": ["1"]}, "unknown op 'rewrite'"),
        ({"op": "add", "ids": []}, "add without ids"),
        ({"op": "add", "ids": "12"}, "add without ids"),
        ({"op": "retire", "ids": ["ins-0001", "ins-0002"]}, "retire of 2 ids"),
        ({"op": "merge", "ids": ["ins-0001", "ins-0001"]}, "merge of fewer than two"),
        ({"op": "update", "ids": ["ins-0001"], "text": " "}, "update without a text"),
        ({"op": "add", "ids": ["1"], "text": 7}, "no text"),
    ],
)
def test_what_does_not_fit_says_why(raw, reason):
    assert reason in parse(raw)


def test_case_and_spaces_do_not_matter():
    assert parse({"op": "ADD", "ids": ["2"], "text": " a\n b ", "reason": None}) == Delta(Op.ADD, ("2",), "a b")
