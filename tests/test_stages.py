"""What every stage keeps: rows in their places, failed rows passed on, and what each request may say."""

import asyncio

import pyarrow as pa
import pytest

from cads_ray.candidates import candidates
from cads_ray.generate.analyze import analyze
from cads_ray.generate.illustrate import illustrate
from cads_ray.generate.strategize import strategize
from cads_ray.judge.solve import Judge, solve
from cads_ray.models.client import Reply, Request
from cads_ray.paint.paint import Painter, paint
from cads_ray.pictures import Blobs
from cads_ray.prompts.render import Prompts
from cads_ray.schema import PLAN, SEED, Ballot, Sees
from cads_ray.stage import Failed, extend

from .conftest import SVG

KEY, RATIONALE = "7351942", "because-of-the-secret-rationale"
VALUES = {
    "analyze": {"domain": "geometry", "concepts": ["angles"], "reasoning": "add them"},
    "strategize": {"strategy_text": "other numbers", "question": "How much is x?", "choices": [], "answer": KEY}
    | {"unit": "", "tolerance": "", "rationale": RATIONALE},
    "illustrate": {"visual_prompt": 'a triangle with the label "x"'},
    "draw": {"language": "svg", "source": SVG.format("")},
    "solve": {"reasoning": "I add.", "answer": KEY},
}


class Scripted:
    """Answers by task, as a function of the request; what is not scripted is an error. Remembers what it was asked."""

    def __init__(self, **changes):
        self.values, self.asked = VALUES | changes, []

    async def complete(self, requests):
        self.asked += requests
        return [self._reply(request) for request in requests]

    def _reply(self, request: Request) -> Reply:
        value = self.values[request.task]
        value = value(request) if callable(value) else value
        return value if isinstance(value, Reply) else Reply(value=value, key=f"key-{request.task}")


def batch(rows: int = 3) -> pa.Table:
    seeds = pa.Table.from_pylist(
        [{"seed": "s", "seed_question": "q?", "seed_answer": "1", "seed_choices": []}], schema=SEED
    )
    plan = [
        {"id": f"r000-s-a-{i}", "round": 0, "seed": "s", "author": "a", "strategy": "logic_reversion", "draw": i}
        | {"level": 1, "version": "v", "insights": ["ins-0001"], "variation": i}
        for i in range(rows)
    ]
    return candidates(pa.Table.from_pylist(plan, schema=PLAN), seeds, lambda version, ids: ["draw it large"])


async def generate(client, renderer, blobs, rows: int = 3) -> pa.Table:
    table = batch(rows)
    for stage in (analyze, strategize, illustrate):
        table = await stage(table, client)
    return await paint(table, client, Painter("svg", "d"), renderer, blobs)


def test_the_stages_add_their_columns_and_lose_no_row(renderer, tmp_path):
    client = Scripted()
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path)))
    assert table["id"].to_pylist() == batch()["id"].to_pylist()
    assert table["answer"].to_pylist() == [KEY] * 3
    assert Blobs(tmp_path).get(table["image"][0].as_py())
    assert [call["task"] for call in table["calls"][0].as_py()] == ["analyze", "strategize", "illustrate", "draw"]
    strategized = next(request for request in client.asked if request.task == "strategize")
    assert strategized.fields["insights"] == ["draw it large"]


@pytest.mark.parametrize("task", ["analyze", "strategize", "illustrate", "draw"])
def test_a_row_that_fails_keeps_its_place_and_is_asked_nothing_more(task, renderer, tmp_path):
    calls = iter(range(1000))

    def second_fails(request):
        fails = next(calls) == 1
        return Reply(error_type="Refused", error="no, thank you") if fails else Reply(value=VALUES[task])

    client = Scripted(**{task: second_fails})
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path)))
    stage = "paint" if task == "draw" else task
    assert table["error_stage"].to_pylist() == [None, stage, None]
    assert table["error_message"].to_pylist() == [None, "no, thank you", None]
    assert table["image"].to_pylist()[1] is None
    later = [request.task for request in client.asked]
    after = ["analyze", "strategize", "illustrate", "draw"]
    for name in after[after.index(task) + 1 :]:
        assert later.count(name) == 2


@pytest.mark.parametrize("answer", ["", "   "])
def test_an_empty_answer_is_a_failure_of_the_row(answer, renderer, tmp_path):
    client = Scripted(strategize=VALUES["strategize"] | {"answer": answer})
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path), rows=1))
    assert table["error_type"].to_pylist() == ["ReplyError"]


def test_a_drawing_that_fails_goes_back_with_its_error_and_then_fails_the_row(renderer, tmp_path):
    client = Scripted(draw={"language": "svg", "source": "<svg"})
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path), rows=1))
    drawn = [request for request in client.asked if request.task == "draw"]
    assert [bool(request.fields["error"]) for request in drawn] == [False, True, True]
    assert drawn[1].fields["previous"] == "<svg"
    assert table["error_type"].to_pylist() == ["PictureError"]


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


def test_a_stage_that_would_lose_rows_raises():
    with pytest.raises(ValueError, match="2 results for 3 rows"):
        extend(batch(), "x", pa.schema([("y", pa.string())]), [None, Failed("a", "b")])
