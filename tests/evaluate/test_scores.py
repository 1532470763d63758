"""Accuracy, its interval, pass@k: laws, and what counts as what."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.evaluate.attempts import Outcome
from cads_ray.evaluate.scores import pass_at, scores, share


@given(st.integers(1, 8), st.data())
def test_pass_at_k_is_the_share_of_all_choices_of_k_attempts_with_a_right_one(made, data):
    right, k = data.draw(st.integers(0, made)), data.draw(st.integers(1, made))
    tries = [True] * right + [False] * (made - right)
    choices = list(itertools.combinations(tries, k))
    assert pass_at(k, made, right) == pytest.approx(sum(map(any, choices)) / len(choices))


def test_pass_at_more_than_was_tried_is_refused():
    with pytest.raises(ValueError, match="pass@3 of 2"):
        pass_at(3, 2, 1)


def rows(**outcomes):
    """Attempts by item: r(ight), w(rong), u(ndecided), e(mpty), f(ailed)."""
    names = {
        "r": Outcome.RIGHT,
        "w": Outcome.WRONG,
        "u": Outcome.UNDECIDED,
        "e": Outcome.ABSTAINED,
        "f": Outcome.ABSENT,
    }
    return [
        {"item": item, "attempt": n, "outcome": names[letter], "own": letter in "ru" if letter in "rwu" else None}
        | {"rule": "model:g" if letter == "u" else "number"}
        for item, letters in outcomes.items()
        for n, letter in enumerate(letters)
    ]


def items(*names):
    return [{"id": name, "cells": json.dumps({"subject": [name[0]], "skills": ["x", name[0]]})} for name in names]


def test_over_all_and_over_the_answered():
    found = scores(items("a1", "a2", "b1", "b2", "b3"), rows(a1="r", a2="w", b1="e", b2="f", b3="u"), 1)
    assert found["outcomes"] == {"right": 1, "wrong": 1, "undecided": 1, "abstained": 1, "absent": 1, "pending": 0}
    assert (found["accuracy"]["share"], found["accuracy"]["items"]) == (0.2, 5)
    assert found["by_grader"] == 1
    assert (found["answered"]["share"], found["answered"]["items"]) == (pytest.approx(1 / 3), 3)
    assert found["own"]["share"] == 0.4
    assert found["cells"]["subject"]["a"]["accuracy"]["share"] == 0.5
    assert found["cells"]["subject"]["b"]["answered"]["share"] == 0.0
    assert found["cells"]["skills"]["x"]["accuracy"]["items"] == 5


def test_what_was_left_open_is_pending_and_no_attempt():
    found = scores(items("a1", "a2"), rows(a1="rr"), 4)
    assert found["outcomes"]["pending"] == 6
    assert found["accuracy"]["share"] == 0.25
    assert found["pass"]["2"]["items"] == 1
    assert found["pass"]["4"] is None


def test_a_failed_call_is_no_attempt_of_pass_at_k():
    found = scores(items("a1", "b1"), rows(a1="rwff", b1="wwrw"), 4)
    assert list(found["pass"]) == ["1", "2", "4"]
    assert found["pass"]["1"]["share"] == pytest.approx((0.5 + 0.25) / 2)
    assert found["pass"]["4"]["items"] == 1


def test_many_attempts_at_few_problems_do_not_narrow_the_interval():
    once = share([1.0, 0.0] * 5)
    often = scores(items(*map(str, range(10))), rows(**{str(n): "rw" * 8 for n in range(10)}), 16)["accuracy"]
    assert (often["low"], often["high"]) == (once["low"], once["high"])
    assert share([]) is None
