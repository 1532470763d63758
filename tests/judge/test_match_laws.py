"""Laws of the matcher: total, reflexive, symmetric without a relative tolerance, blind to what only wraps an answer."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cads_ray.judge.match import match

PAIRS = [
    json.loads(line)
    for name in ("pairs.jsonl", "answer_pairs.jsonl")
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
]
KNOWN = sorted({text for pair in PAIRS for text in (pair["prediction"], pair["truth"]) if text.strip()})

integers = st.integers(-(10**12), 10**12).map(str)
decimals = st.decimals(-1000, 1000, places=3, allow_nan=False).map(str)
fractions = st.builds("\\frac{{{}}}{{{}}}".format, st.integers(-99, 99), st.integers(1, 99))
numbers = st.one_of(
    integers, decimals, fractions, st.sampled_from(["\\pi", "\\sqrt{2}", "2\\sqrt{3}", "e^2", "-\\infty", "3!"])
)
units = st.sampled_from(["cm", "m/s^2", "kg", "N m", "°C", "%", "apples", "mA", "MA", "\\Omega", "sq. ft"])
quantities = st.builds("{} {}".format, numbers, units)
words = st.sampled_from(
    ["red", "Paris", "not a function", "left", "no solution", "Yes", "A", "B", "H_2O", "Fe^{3+}", "x", "undefined"]
)
parts = st.one_of(numbers, quantities, words)
tuples = st.lists(numbers, min_size=2, max_size=3).map(lambda items: "(" + ", ".join(items) + ")")
sets = st.lists(numbers, min_size=1, max_size=3).map(lambda items: "\\{" + ", ".join(items) + "\\}")
lists = st.lists(parts, min_size=2, max_size=3).map(", ".join)
multiparts = st.lists(parts, min_size=2, max_size=3).map(
    lambda items: " ".join(f"({c}) {x}" for c, x in zip("abc", items, strict=False))
)
equations = st.builds("y = {}x + {}".format, numbers, numbers)
intervals = st.builds("{}{}, {}{}".format, st.sampled_from("(["), integers, integers, st.sampled_from(")]"))
answers = st.one_of(parts, tuples, sets, lists, multiparts, equations, intervals, st.sampled_from(KNOWN))
tolerances = st.sampled_from([None, {"decimals": 1}, {"sig": 2}, {"abs": "0.5"}])
options = st.one_of(st.none(), st.lists(parts, min_size=2, max_size=4))


@given(st.text(min_size=1))
def test_any_text_equals_itself(text):
    assert match(text, text).equal is True


@given(answers, options, tolerances, st.sampled_from(["", "cm", "%"]))
def test_any_answer_equals_itself_under_whatever_is_declared(answer, options, tolerance, unit):
    assert match(answer, answer, options=options, tolerance=tolerance, unit=unit).equal is True


@given(st.text(), st.text(), options)
def test_any_two_texts_have_a_verdict(one, other, options):
    found = match(one, other, options=options)
    assert found.equal in (True, False, None)
    assert found.rule


@given(st.text(alphabet="\\{}()[]$^_=<>≤±∪,;:.|!%°/*+- 0123456789eixABπsincofraqtxm\n'\""), answers)
def test_any_text_of_the_signs_of_mathematics_has_a_verdict(text, answer):
    assert match(text, answer).equal is match(answer, text).equal


@settings(max_examples=300)
@given(answers, answers, tolerances, st.sampled_from(["", "cm", "%"]), st.sampled_from([None, True, False]))
def test_the_verdict_is_symmetric_without_a_relative_tolerance(one, other, tolerance, unit, ordered):
    there = match(one, other, tolerance=tolerance, unit=unit, ordered=ordered)
    back = match(other, one, tolerance=tolerance, unit=unit, ordered=ordered)
    assert there.equal is back.equal, (there, back)


@given(answers, answers, options.filter(bool))
def test_the_verdict_is_symmetric_under_options(one, other, options):
    assert match(one, other, options=options).equal is match(other, one, options=options).equal


def speaks_of_the_truth(pair: dict) -> bool:
    """A relative tolerance, and a rounding without a stated unit: it is to so many decimals in the unit of the truth."""
    context = pair.get("context") or {}
    return "rel" in str(context) or ("tolerance" in context and "unit" not in context and pair["truth"][-1:].isalpha())


def test_known_pairs_are_symmetric():
    lopsided = []
    for pair in PAIRS:
        one, other, context = pair["prediction"], pair["truth"], pair.get("context") or {}
        if (
            not speaks_of_the_truth(pair)
            and match(one, other, **context).equal is not match(other, one, **context).equal
        ):
            lopsided.append(pair)
    assert not lopsided


WRAPPERS = {
    "box": lambda text: f"\\boxed{{{text}}}",
    "math": lambda text: text if "$" in text else f"${text}$",
    "brackets": lambda text: f"\\({text}\\)",
    "text": lambda text: f"\\text{{{text}}}",
    "spaces": lambda text: f"  {text}\t",
    "full stop": lambda text: text if text.endswith((".", "!")) else f"{text}.",
    "bold": lambda text: text if "*" in text else f"**{text}**",
    "sentence": lambda text: f"The answer is {text}",
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
@given(
    st.one_of(parts, tuples, sets, lists, equations, intervals),
    st.one_of(parts, tuples, sets, lists, equations, intervals),
)
def test_a_wrapper_changes_nothing(wrapper, one, other):
    wrapped = WRAPPERS[wrapper](one)
    assert match(wrapped, one).equal is True
    assert match(wrapped, other).equal is match(one, other).equal
    assert match(other, wrapped).equal is match(other, one).equal


FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code) not in "\\"})


@given(st.one_of(integers, decimals, quantities, tuples.filter(lambda text: "\\" not in text)))
def test_compatibility_forms_are_their_plain_signs(answer):
    wide = answer.translate(FULL_WIDTH)
    assert unicodedata.normalize("NFKC", wide) == answer
    assert match(wide, answer).equal is True


@given(st.integers(-(10**30), 10**30), st.integers(-(10**30), 10**30))
def test_integers_are_compared_exactly_however_they_are_grouped(one, other):
    assert match(f"{one:,}", str(other)).equal is (one == other)
    assert match(f"{one:_}".replace("_", " "), str(one)).equal is True
    assert match(f"\\frac{{{one}}}{{3}}", f"{one}/3").equal is True


@given(st.fractions(-1000, 1000), st.fractions(-1000, 1000))
def test_fractions_are_compared_exactly(one, other):
    assert match(str(one), f"\\frac{{{other.numerator}}}{{{other.denominator}}}").equal is (one == other)


@given(st.decimals(-100, 100, places=4), st.integers(0, 3))
def test_a_rounded_truth_is_right_and_the_next_value_is_wrong(value, places):
    step = 10**-places
    assert match(f"{value:.{places}f}", str(value), tolerance={"decimals": places}).equal is True
    assert match(f"{float(value) + 2 * step:.{places}f}", str(value), tolerance={"decimals": places}).equal is False


@given(st.one_of(integers, decimals, quantities, tuples, sets, intervals, equations), st.data())
def test_another_digit_is_another_answer(answer, data):
    """A digit replaced by another one: the only such answers that stay equal have a 0 that counts for nothing."""
    places = [at for at, char in enumerate(answer) if char.isdecimal()]
    assume(places)
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([digit for digit in "123456789" if digit != answer[at]]))
    changed = answer[:at] + digit + answer[at + 1 :]
    assume(answer[at] != "0" or "." not in answer)
    assume(not ZERO.search(answer) and not ZERO.search(changed))
    assert match(changed, answer).equal is not True


ZERO = re.compile(r"\\frac\{-?0|(?<![\d.])-?0+(?![\d.])")  # 0/7 is 0/8, and 0 cm is 0 %


@given(st.decimals(1, 1000, places=2), units, units)
def test_another_unit_is_another_answer(value, one, other):
    verdict = match(f"{value} {one}", f"{value} {other}").equal
    assert verdict is (one == other)
