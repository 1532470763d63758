"""What solvers make of words as people and OCR write them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cads_ray.embedded.reading.words import Reading, Word
from cads_ray.embedded.solvers.text import (
    asked_decimals,
    asked_unit,
    convert,
    has,
    labels,
    lengths,
    numbers,
    stated,
    unit_of,
    unknown_of,
)


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("Metres", "m"),
        ("CM", "cm"),
        ("sq. m", "square m"),
        ("cm2", "square cm"),
        ("square centimetres", "square cm"),
        ("°", "degrees"),
        ("mA", "mA"),
        ("feet", "ft"),
        ("apples", ""),
    ],
)
def test_units_are_known_however_they_are_spelled(word: str, unit: str) -> None:
    assert unit_of(word) == unit


def test_numbers_come_with_their_units() -> None:
    assert numbers("6cm, 1,200 m and (2, −4) at 50°") == [
        (Fraction(6), "cm"),
        (Fraction(1200), "m"),
        (Fraction(2), ""),
        (Fraction(-4), ""),
        (Fraction(50), "degrees"),
    ]
    assert numbers("A1 and x2") == []


def test_words_side_by_side_are_one_label() -> None:
    words = (Word("r", 200, 50, 6, 16), Word("=", 212, 50, 8, 16), Word("7cm", 234, 51, 30, 18), Word("?", 300, 20))
    found = labels(Reading(words))
    assert [label.text for label in found] == ["?", "r = 7cm"]
    assert (found[1].name, found[1].value, found[1].unit) == ("r", 7, "cm")
    assert unknown_of(found) is found[0]


def test_a_bare_number_beside_lengths_is_a_scrap() -> None:
    mixed = labels(Reading((Word("12 cm", 60, 50), Word("6", 200, 90), Word("40°", 300, 90))))
    assert [label.text for label in lengths(mixed)] == ["12 cm"]
    bare = labels(Reading((Word("12", 60, 50), Word("6", 200, 90))))
    assert len(lengths(bare)) == 2


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How long is it, in cm?", "cm"),
        ("Give the area in square metres.", "square m"),
        ("How many degrees is x?", "degrees"),
        ("Find the width (in mm).", "mm"),
        ("In a triangle, find x.", ""),
    ],
)
def test_the_unit_that_a_question_wants(question: str, unit: str) -> None:
    assert asked_unit(question) == unit


@pytest.mark.parametrize(
    ("question", "decimals"),
    [
        ("Round to 1 decimal place.", 1),
        ("to the nearest tenth", 1),
        ("to two decimal places", 2),
        ("to the nearest whole number", 0),
        ("to the nearest metre", 0),
        ("How long is it?", None),
    ],
)
def test_the_rounding_that_a_question_states(question: str, decimals: int | None) -> None:
    assert asked_decimals(question) == decimals


def test_conversion_and_the_form_of_an_answer() -> None:
    assert convert(Fraction(3, 2), "m", "cm") == 150
    assert convert(Fraction(2), "square m", "square cm") == 20_000
    assert convert(Fraction(2), "m", "s") == 2
    assert stated(Fraction(5), "Find it in cm.", "cm") == "5"
    assert stated(Fraction(5), "Find it.", "cm") == "5 cm"
    assert has("A circular pond", "circ", "pond", "square") == 2
