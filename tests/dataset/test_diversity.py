"""Diversity: known values, and collapse that shows."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.dataset.diversity import LEAST, MOST, Questions, distinct, diversities, embed, entropy, vendi

TOPICS = [
    "the angle of a triangle",
    "a lens and its focal length",
    "moles of gas in a flask",
    "bars of a chart",
    "a gene",
]


def rows(questions):
    return Questions.of({"question": q, "domain": q[:3], "strategy": "s", "author": "a"} for q in questions)


def test_vendi_of_equal_and_of_orthogonal_items():
    assert vendi(np.ones((6, 1))) == pytest.approx(1)
    assert vendi(np.eye(6)) == pytest.approx(6)
    assert vendi(np.eye(3)[[0, 0, 1, 1]]) == pytest.approx(2)


@settings(max_examples=30)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=12))
def test_vendi_lies_between_one_and_the_number_of_different_texts(texts):
    score = vendi(embed(texts))
    assert 1 - 1e-9 <= score <= len(set(texts)) + 1e-6


def test_collapse_shows_in_every_figure():
    many = [f"{topic}, case {i}: find the value" for i in range(8) for topic in TOPICS]
    found = diversities(
        {"many": rows(many), "one": rows([f"{TOPICS[0]}, case {i}: find the value" for i in range(40)])}
    )
    assert found["many"]["vendi"] > 1.5 * found["one"]["vendi"]
    assert found["many"]["entropy"] == pytest.approx(1)
    assert found["one"]["entropy"] == 0


def test_groups_are_compared_at_the_size_of_the_smallest_and_tiny_ones_are_left_out():
    found = diversities({"a": rows(TOPICS * 4), "b": rows(TOPICS * 2), "c": rows(TOPICS[: LEAST - 1]), "d": rows([])})
    assert {name: each["compared"] for name, each in found.items()} == {"a": 10, "b": 10}
    assert diversities({}) == {}


def test_seeds_have_no_generator():
    found = diversities({"seeds": Questions.of({"question": q, "domain": "d"} for q in TOPICS)})
    assert found["seeds"]["entropy"] is None


def test_known_values():
    assert distinct(["a b a", "a b"], 1) == 2 / 5
    assert distinct(["a b a", "a b"], 2) == 2 / 3
    assert entropy(Counter(a=5, b=5)) == pytest.approx(1)


def test_of_many_questions_a_sample_is_held_that_no_order_changes():
    texts = [f"question number {i}" for i in range(MOST + 500)]
    one, other = rows(texts), rows(reversed(texts))
    assert one.texts == other.texts
    assert len(one.texts) == MOST
    assert one.count == len(texts)
    assert diversities({"one": one}) == diversities({"one": other})
