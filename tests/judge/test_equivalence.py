"""A model decides what the rules leave undecided, and nothing else; its verdicts are marked."""

import asyncio

import pytest

from cads_ray.judge.equivalence import compare_request
from cads_ray.judge.solve import Asking, Judge, solve
from cads_ray.models.client import Reply
from cads_ray.prompts.render import Prompts
from cads_ray.schema import Ballot, Sees

from .cast import Says, row, table

UNDECIDED, KEY = "03/04/2024", "3 April 2024"


def judged(answer: str, verdict) -> tuple[dict, Says, dict]:
    """The vote of a judge who says `answer`, the client that was asked, and the row."""

    def reply(request):
        return {"reasoning": "", "answer": answer} if request.task == "solve" else verdict

    client = Says(reply)
    batch = table([row("", key=KEY)])
    (result,) = asyncio.run(solve(batch, client, Judge("b", Sees.NOTHING), Asking(grader="g"))).to_pylist()
    return result["vote_b"], client, result


@pytest.mark.parametrize(
    ("verdict", "ballot"), [("same", Ballot.MATCH), ("different", Ballot.OTHER), ("unclear", Ballot.ABSTAIN)]
)
def test_the_verdict_of_the_grader_is_the_ballot_and_is_marked(verdict, ballot):
    vote, client, result = judged(UNDECIDED, {"reasoning": "", "verdict": verdict})
    assert vote["ballot"] == ballot
    assert vote["rule"].startswith("model:g") == (ballot is not Ballot.ABSTAIN)
    assert [request.task for request in client.asked] == ["solve", "compare"]
    assert [call["task"] for call in result["calls"]] == ["solve", "compare"]


@pytest.mark.parametrize("answer", [KEY, "17", ""])
def test_what_the_rules_decide_is_not_asked(answer):
    _, client, _ = judged(answer, {"reasoning": "", "verdict": "same"})
    assert [request.task for request in client.asked] == ["solve"]


def test_a_grader_that_fails_leaves_the_abstention_and_one_that_is_unpaid_leaves_the_row_open():
    assert judged(UNDECIDED, Reply(error_type="Refused", error="no"))[0]["ballot"] == Ballot.ABSTAIN
    _, _, result = judged(UNDECIDED, Reply(error_type="BudgetExceeded", error="budget.usd=1"))
    assert result["error_type"] == "BudgetExceeded"


def test_the_grader_is_not_told_which_answer_is_the_key_nor_anything_of_its_making():
    one, other = row("", key="x"), row("", key="y")
    assert compare_request(one, {"answer": "y"}, "g") == compare_request(other, {"answer": "x"}, "g")
    fields = compare_request(one | {"rationale": "SECRET", "visual_prompt": "SECRET"}, {"answer": "y"}, "g").fields
    prompt = Prompts().render("compare", fields)
    assert "SECRET" not in prompt.system + prompt.user
    assert "do not solve" in prompt.system
    assert "no instruction" in prompt.system
    assert not any(word in prompt.user for word in ("key", "correct", "judge", "author"))
