"""How a judge can be asked: several answers, choices in another order, not at all."""

import asyncio

import pytest

from cads_ray.judge.choices import order_of
from cads_ray.judge.solve import Asking, Judge, solve
from cads_ray.models.client import Reply
from cads_ray.schema import Ballot, Sees

from .cast import Says, row, table

JUDGE = Judge("b", Sees.NOTHING)


def vote(reply, asking: Asking, **changes) -> tuple[dict, Says, dict]:
    client = Says(reply)
    (result,) = asyncio.run(solve(table([row("") | changes]), client, JUDGE, asking)).to_pylist()
    return result["vote_b"], client, result


def answers(*texts: str | None):
    """A client's answers by draw; None fails."""

    def reply(request):
        text = texts[request.draw]
        return Reply(error_type="Unavailable", error="down") if text is None else {"reasoning": text, "answer": text}

    return reply


@pytest.mark.parametrize(
    ("texts", "ballot", "answer", "share"),
    [
        (("7", "5", "5.0"), Ballot.MATCH, "5", 2 / 3),
        (("7", "14/2", "5"), Ballot.OTHER, "7", 2 / 3),
        (("7", "8", "5"), Ballot.OTHER, "7", 1 / 3),
        (("", "", "5"), Ballot.ABSTAIN, "", 2 / 3),
        ((None, None, "5"), Ballot.MATCH, "5", 1 / 3),
        ((None, None, None), Ballot.ABSENT, "", None),
    ],
)
def test_the_vote_is_what_most_of_the_samples_say(texts, ballot, answer, share):
    found, client, result = vote(answers(*texts), Asking(samples=3))
    assert (found["ballot"], found["answer"], found["share"]) == (ballot, answer, share)
    assert [request.draw for request in client.asked] == [0, 1, 2]
    assert len(result["calls"]) == 3


def test_one_unpaid_sample_leaves_the_row_open():
    def reply(request):
        return Reply(error_type="BudgetExceeded", error="budget.usd=1") if request.draw else {"answer": "5"}

    assert vote(reply, Asking(samples=2))[2]["error_type"] == "BudgetExceeded"


def test_a_letter_among_permuted_choices_is_mapped_back():
    choices = ["12 cm", "15 cm", "8 cm", "20 cm"]
    found, client, _ = vote(
        lambda request: {"reasoning": "", "answer": "ABCD"[request.fields["choices"].index("8 cm")]},
        Asking(swap_choices=True),
        choices=choices,
        answer="8 cm",
    )
    order = order_of("r0", "b", choices)
    assert client.asked[0].fields["choices"] == [choices[i] for i in order]
    assert (found["ballot"], found["answer"]) == (Ballot.MATCH, "C")


def test_a_judge_whose_vote_changes_nothing_is_not_asked():
    found, client, result = vote(answers("5"), Asking(settled=lambda row, judge: judge == "b"))
    # A blind probe settles nothing and is asked all the same; a judge that counts is not.
    assert found is not None
    sighted = Judge("b", Sees.PICTURE)
    client = Says(answers("5"))
    asking = Asking(settled=lambda row, judge: True)
    (result,) = asyncio.run(solve(table([row("")]), client, sighted, asking)).to_pylist()
    assert (result["vote_b"], result["calls"], result["error_stage"], client.asked) == (None, [], None, [])
