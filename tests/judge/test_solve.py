"""What a judge is told, and what becomes of its reply."""

import asyncio

import pytest

from cads_ray.judge.solve import Judge, solve
from cads_ray.models.client import Reply
from cads_ray.pictures import Blobs
from cads_ray.prompts.render import Prompts
from cads_ray.schema import Ballot, Sees

from ..scripted import KEY, RATIONALE, Scripted, generate


@pytest.mark.parametrize("sees", list(Sees))
def test_a_judge_is_told_the_question_and_never_the_key(sees, renderer, tmp_path):
    client = Scripted()
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path)))
    client.asked.clear()
    table = asyncio.run(solve(table, client, Judge("j", sees)))
    for request in client.asked:
        prompt = Prompts().render("solve", request.fields)
        said = prompt.system + prompt.user
        assert "How much is x?" in said
        assert KEY not in said
        assert RATIONALE not in said
        assert bool(request.images) == (sees is Sees.PICTURE)
        assert ('the label "x"' in said) == (sees is Sees.DESCRIPTION)
    assert {vote["ballot"] for vote in table["vote_j"].to_pylist()} == {Ballot.MATCH}


@pytest.mark.parametrize(
    ("reply", "ballot"),
    [
        (Reply(error_type="Unavailable", error="down"), Ballot.ABSENT),
        (Reply(error_type="Refused", error="no"), Ballot.ABSENT),
        (Reply(value={"reasoning": "unclear", "answer": ""}), Ballot.ABSTAIN),
        (Reply(value={"reasoning": "r", "answer": "42"}), Ballot.OTHER),
        (Reply(value={"reasoning": "r", "answer": KEY}), Ballot.MATCH),
    ],
)
def test_a_failed_judge_is_absent_and_an_undecided_one_abstains(reply, ballot, renderer, tmp_path):
    client = Scripted(solve=lambda request: reply)
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path), rows=1))
    table = asyncio.run(solve(table, client, Judge("j", Sees.PICTURE)))
    assert table["vote_j"][0].as_py()["ballot"] == ballot
    assert table["error_stage"].to_pylist() == [None]


def test_a_vote_that_could_not_be_paid_for_leaves_the_row_open(renderer, tmp_path):
    client = Scripted(solve=lambda request: Reply(error_type="BudgetExceeded", error="budget.usd=1"))
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path), rows=1))
    table = asyncio.run(solve(table, client, Judge("j", Sees.PICTURE)))
    assert table["error_type"].to_pylist() == ["BudgetExceeded"]
