"""A stronger model settles contested samples; a repaired one is judged again by its new key."""

import asyncio

import pytest

from cads_ray.judge.consensus import Rule, decide
from cads_ray.judge.repair import repair
from cads_ray.judge.solve import Judge
from cads_ray.models.client import Reply
from cads_ray.schema import Sees, State

from .cast import JUDGES, Says, row, table

RULE, MENDER = Rule("independent", JUDGES), Judge("strong", Sees.PICTURE)


def contested(marks: str = "mmoo", shared=(("c", "7"), ("d", "14/2")), **more) -> dict:
    before = row(marks, dict(shared), **more)
    return before | decide(before, before["votes"], RULE) | {"image": "sha", "rationale": "old", "visual_prompt": "v"}


def mended(answer, *rows: dict) -> tuple[list[dict], Says]:
    said = answer if isinstance(answer, Reply) else {"reasoning": "new", "answer": answer}
    client = Says(lambda request: said)
    return asyncio.run(repair(table(list(rows) or [contested()]), client, MENDER, RULE)).to_pylist(), client


def test_the_answer_of_most_judges_becomes_the_key_and_the_sample_is_judged_by_it():
    (after,), client = mended("7.0")
    assert (after["answer"], after["rationale"]) == ("7", "new")
    assert (after["state"], after["consensus"], after["voters"]) == (State.ADVERSARIAL, 2, 3)  # b said the old key
    assert [vote["ballot"] for vote in after["votes"]] == ["other", "other", "match", "match"]
    assert after["reason"].startswith("the author's key '5' was replaced by strong")
    assert [call["member"] for call in after["calls"]] == ["strong"]
    (request,) = client.asked
    assert "5" not in str(request.fields.values())
    assert request.images == ("sha",)


def test_a_key_that_is_upheld_is_judged_without_the_dissent_rule():
    (after,), _ = mended("5")
    assert (after["answer"], after["state"]) == ("5", State.ADVERSARIAL)
    assert "upheld by strong" in after["reason"]


@pytest.mark.parametrize("answer", ["6", "", Reply(error_type="Refused", error="no")])
def test_a_third_answer_or_none_leaves_it_contested(answer):
    (after,), _ = mended(answer)
    assert (after["answer"], after["state"]) == ("5", State.CONTESTED)


def test_other_rows_are_not_asked_about_and_one_that_cannot_be_paid_for_stays_open():
    plain = row("mmmm", id="r1")
    plain |= decide(plain, plain["votes"], RULE)
    rows, client = mended("7", plain, contested())
    assert [each["state"] for each in rows] == [State.ACCEPTED, State.ADVERSARIAL]
    assert len(client.asked) == 1
    (held,), _ = mended(Reply(error_type="BudgetExceeded", error="budget.usd=1"))
    assert (held["error_stage"], held["error_type"]) == ("repair", "BudgetExceeded")
