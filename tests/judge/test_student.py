"""The student's pass rate: how often it finds the key, who is asked, and what failed calls do not count for."""

import asyncio

import pyarrow as pa
import pytest

from cads_ray.judge.solve import Judge
from cads_ray.judge.student import BANDS, Student, band, measure
from cads_ray.models.client import Reply
from cads_ray.schema import BARRED, VERDICT, Sees, State

from ..scripted import Scripted
from .cast import row

PUPIL = Judge("pupil", Sees.PICTURE)


def measured(replies, states=(State.ACCEPTED,), **options) -> list[dict]:
    """Rows after the student's attempts; `replies` are given by draw."""
    rows = [row("mm", id=f"r{i}") | {"state": state, "image": "0" * 64} for i, state in enumerate(states)]
    names = [name for name in VERDICT.names if name not in ("pass_rate", "attempts")]
    table = pa.Table.from_pylist(rows, schema=VERDICT).select(names)
    client = Scripted(solve=lambda request: replies[request.draw])
    found = asyncio.run(measure(table, client, Student(PUPIL, len(replies), **options)))
    return found.to_pylist()


def says(*answers: str | None) -> list:
    return [
        Reply(error_type="Unavailable", error="down")
        if text is None
        else Reply(value={"answer": text, "reasoning": ""})
        for text in answers
    ]


@pytest.mark.parametrize(
    ("answers", "rate"),
    [
        (("5", "5", "7", ""), 0.5),  # to abstain is no success
        (("5", None, None, "7"), 0.5),  # a call that failed is no attempt
        ((None, None), None),
        (("5", "5"), 1.0),
    ],
)
def test_the_pass_rate_is_the_share_of_attempts_that_found_the_key(answers, rate):
    [found] = measured(says(*answers))
    assert found["pass_rate"] == rate
    assert len(found["attempts"]) == len(answers)
    assert len(found["calls"]) == len(answers)


def test_only_what_is_kept_is_tried():
    found = measured(says("5", "7"), (State.CONTESTED, State.ADVERSARIAL, State.UNSOLVABLE))
    assert [each["pass_rate"] for each in found] == [None, 0.5, None]
    assert [len(each["calls"]) for each in found] == [0, 2, 0]


@pytest.mark.parametrize(("answers", "told"), [(("5", "5"), "100%"), (("7", "7"), "0%"), ((None, None), "asked")])
def test_what_lies_outside_the_learnable_band_is_set_aside_where_that_is_wanted(answers, told):
    [found] = measured(says(*answers), only_learnable=True)
    assert found["error_type"] == BARRED
    assert told in found["error_message"]
    assert len(found["attempts"]) == 2, "what was measured is kept all the same"


def test_what_lies_inside_stays():
    [found] = measured(says("5", "7"), only_learnable=True)
    assert (found["error_type"], found["pass_rate"]) == (None, 0.5)


def test_the_bands():
    assert tuple(map(band, (0.0, 0.5, 1.0))) == BANDS
    assert band(None) == ""


def test_an_attempt_that_could_not_be_paid_for_leaves_the_row_open():
    [found] = measured([*says("5"), Reply(error_type="BudgetExceeded", error="budget.usd=1")])
    assert found["error_type"] == "BudgetExceeded"
