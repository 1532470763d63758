"""Permuted choices: an answer means the same option after mapping back as it did before."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.judge.choices import mapped_back, order_of
from cads_ray.judge.match import match

CHOICES = ["12 cm", "15 cm", "8 cm", "20 cm"]


@given(st.text(min_size=1, max_size=8), st.sampled_from("abcd"), st.integers(2, 8))
def test_a_letter_of_the_shown_order_is_the_letter_of_the_same_choice(sample, judge, size):
    choices = [f"{n} metres" for n in range(3, 3 + size)]
    order = order_of(sample, judge, choices)
    assert sorted(order) == list(range(size))
    assert order == order_of(sample, judge, choices)
    for place, index in enumerate(order):
        letter = string.ascii_uppercase[place]
        for answer in (letter, f"({letter})", f"{letter}. {choices[index]}", choices[index], f"The answer is {letter}"):
            assert match(mapped_back(answer, order), choices[index], options=choices).equal is True, answer


def test_judges_see_different_orders():
    assert len({tuple(order_of("r000-s-a-0", judge, CHOICES)) for judge in "abcdefgh"}) > 3


def test_choices_that_are_letters_stay_where_they_are():
    assert order_of("r0", "a", ["B", "C", "A", "D"]) == [0, 1, 2, 3]


@pytest.mark.parametrize(("answer", "told"), [("A or B", "B or C"), ("A, C", "A, C"), ("", ""), ("17 cm", "17 cm")])
def test_several_letters_and_none(answer, told):
    assert mapped_back(answer, [2, 1, 0, 3]) == told
