"""From items to graded attempts, through the judge stage with a client that answers what the test says."""

import asyncio
import json

import pyarrow as pa
import pytest

from cads_ray.evaluate.attempts import ATTEMPT, Outcome, attempts, graded
from cads_ray.evaluate.benchmarks import ANY, BENCHMARKS
from cads_ray.evaluate.items import ITEM
from cads_ray.judge.solve import Asking, Judge, solve
from cads_ray.models.client import Reply
from cads_ray.schema import Sees

JUDGE = Judge("solver", Sees.PICTURE)


class Answers:
    """Answers by question and draw; None is a call that fails."""

    def __init__(self, *answers, verdict="same"):
        self.answers, self.asked, self.verdict = answers, [], verdict

    async def complete(self, requests):
        self.asked += requests
        return [self._answered(request) for request in requests]

    def _answered(self, request):
        if request.task == "compare":
            return Reply(value={"reasoning": "So.", "verdict": self.verdict})
        return self._reply(self.answers[request.draw % len(self.answers)])

    def _reply(self, answer):
        if answer is None or answer in ("Unavailable", "BudgetExceeded"):
            return Reply(error_type=answer or "Unavailable", error="down")
        return Reply(value={"reasoning": "I look.", "answer": answer}, usd=0.5)


def item(**changes):
    row = {"id": "a", "question": "How long?", "choices": [], "answer": "7 cm", "also": [], "options": []}
    row |= {"unit": "", "tolerance": "", "image": "f" * 64, "more_images": [], "cells": "{}", "told": "{}"}
    return row | changes


def made(row, client, samples=1, benchmark=ANY, grader=None):
    items = pa.Table.from_pylist([row], schema=ITEM)
    table = asyncio.run(solve(attempts(items, samples), client, JUDGE, Asking(grader=grader)))
    return list(graded(table, JUDGE, benchmark, {row["id"]: row}))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("7 cm", Outcome.RIGHT),
        ("0.07 m", Outcome.RIGHT),
        ("8 cm", Outcome.WRONG),
        ("", Outcome.ABSTAINED),
        (None, Outcome.ABSENT),
        ("seven or so of them", Outcome.UNDECIDED),
    ],
)
def test_a_failed_call_and_an_empty_answer_are_no_wrong_answers(answer, outcome):
    (row,) = made(item(), Answers(answer))
    assert row["outcome"] == outcome
    assert set(row) == set(ATTEMPT.names)
    if answer is None:
        assert (row["rule"], row["raw"]) == ("Unavailable", "down")


def test_each_attempt_is_a_request_of_its_own():
    client = Answers("7 cm", "8 cm", None)
    rows = made(item(), client, samples=3)
    assert [row["attempt"] for row in rows] == [0, 1, 2]
    assert [row["outcome"] for row in rows] == ["right", "wrong", "absent"]
    assert [request.draw for request in client.asked] == [0, 1, 2]


def test_a_row_that_the_run_could_not_pay_for_is_owed_and_not_graded():
    assert made(item(), Answers("BudgetExceeded")) == []


def test_all_pictures_are_shown_in_order_and_none_where_there_is_none():
    client = Answers("7 cm")
    made(item(more_images=["e" * 64]), client)
    made(item(image=None), client)
    assert [request.images for request in client.asked] == [("f" * 64, "e" * 64), ()]


def test_choices_in_the_picture_are_not_told_and_answers_are_compared_with_them():
    client = Answers("B")
    row = item(options=["5 cm", "7 cm"], answer="7 cm")
    assert made(row, client, benchmark=BENCHMARKS["mmmu_pro_vision"])[0]["outcome"] == Outcome.RIGHT
    assert client.asked[0].fields["choices"] == []


def test_any_of_the_accepted_answers_counts():
    row = item(answer="Mona Lisa", also=["La Gioconda"])
    assert made(row, Answers("La Gioconda"))[0]["outcome"] == Outcome.RIGHT


def test_the_benchmarks_own_rule_is_reported_beside_the_matcher():
    row = item(answer="3", told=json.dumps({"answer_type": "integer"}))
    rows = made(row, Answers("3.9", ""), samples=2, benchmark=BENCHMARKS["mathvista"])
    assert [(row["outcome"], row["own"]) for row in rows] == [("wrong", True), ("abstained", None)]


@pytest.mark.parametrize(
    ("answer", "verdict", "outcome", "rule"),
    [
        ("seven or so of them", "same", Outcome.RIGHT, "model:grader"),
        ("seven or so of them", "different", Outcome.WRONG, "model:grader"),
        ("seven or so of them", "unclear", Outcome.UNDECIDED, None),
        ("8 cm", "same", Outcome.WRONG, None),
    ],
)
def test_a_grader_decides_what_the_matcher_leaves_undecided_and_nothing_else(answer, verdict, outcome, rule):
    (row,) = made(item(), Answers(answer, verdict=verdict), grader="grader")
    assert row["outcome"] == outcome
    assert rule is None or row["rule"] == rule
