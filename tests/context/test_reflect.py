import asyncio

import pyarrow as pa
import pytest

from cads_ray.context.candidate import Cause
from cads_ray.context.playbook import Kind
from cads_ray.context.reflect import READS, pick, reflect, split
from cads_ray.models.client import Reply
from cads_ray.prompts.render import Prompts
from cads_ray.schema import VOTE, State


class Reflector:
    """Replies as told, and keeps the requests."""

    def __init__(self, **value):
        self.value = {
            "cause": "reasoning",
            "kind": "do",
            "stage": "problem",
            "insight": "Do so.",
            "domain": "*",
            "strategy": "*",
        }
        self.value |= value
        self.requests = []

    async def complete(self, requests):
        self.requests += requests
        return [Reply(value=self.value) for _ in requests]


def vote(judge: str, ballot: str, answer: str = "5", sees: str = "picture", author: bool = False) -> dict:
    return {
        "judge": judge,
        "sees": sees,
        "is_author": author,
        "raw": f"{judge} reasons",
        "answer": answer,
        "ballot": ballot,
    }


def row(id: str = "r000-s1-ann-0", state: str = State.ADVERSARIAL, votes=None, **changes) -> dict:
    votes = votes or [vote("a", "match"), vote("b", "other", "7"), vote("c", "other", "7 ")]
    texts = {"question": "How long?", "answer": "5", "visual_prompt": "A line.", "strategy_text": "Another length."}
    own = {
        "id": id,
        "seed": "s1",
        "strategy": "logic_reversion",
        "domain": "physics",
        "image": "sha",
        "votes": votes,
        "state": state,
    }
    return own | texts | changes


SCHEMA = pa.schema([(name, pa.list_(VOTE) if name == "votes" else pa.string()) for name in READS])


def taught(rows: list[dict], client=None, limit: int = 16, guard: bool = True):
    table = pa.Table.from_pylist(rows, SCHEMA)
    return asyncio.run(reflect(table, client or Reflector(), "ann", limit, guard))


def test_one_right_and_one_wrong_solution_of_the_same_sample():
    client = Reflector()
    taught([row()], client)
    [request] = client.requests
    assert (request.member, request.task, request.images) == ("ann", "reflect", ("sha",))
    assert request.fields["right"] == "a reasons\nAnswer: 5"
    assert request.fields["wrong"] == "b reasons\nAnswer: 7"
    assert request.fields["dissent"] == "7"
    assert "How long?" in Prompts().render("reflect", request.fields).user


def test_the_authors_vote_and_the_blind_one_come_last_or_not_at_all():
    votes = [
        vote("author", "match", author=True),
        vote("blind", "other", "9", sees="nothing"),
        vote("text", "match", sees="description"),
        vote("z", "other", "7"),
        vote("y", "other", "8"),
    ]
    client = Reflector()
    taught([row(votes=votes)], client)
    [request] = client.requests
    assert request.fields["right"].startswith("text")
    assert request.fields["wrong"].startswith("y")
    assert request.fields["dissent"] == ""


@pytest.mark.parametrize(
    ("state", "ballots", "told"),
    [
        (State.ADVERSARIAL, ("match", "other"), True),
        (State.CONTESTED, ("match", "other"), True),
        (State.UNSOLVABLE, ("other", "other"), False),
        (State.ADVERSARIAL, ("match", "abstain"), False),
        (State.DUPLICATE, ("match", "other"), False),
    ],
)
def test_only_what_split_the_panel_is_reflected_on(state, ballots, told):
    votes = [vote(f"j{i}", ballot) for i, ballot in enumerate(ballots)]
    assert split(row(state=state, votes=votes)) is told


@pytest.mark.parametrize("cause", Cause)
def test_only_reasoning_and_perception_teach_to_do_more(cause):
    [found] = taught([row()], Reflector(cause=cause))
    assert found.kind is (Kind.DO if cause in (Cause.REASONING, Cause.PERCEPTION) else Kind.CHECK)
    assert found.cause is cause
    [free] = taught([row()], Reflector(cause=cause), guard=False)
    assert free.kind is Kind.DO


def test_a_contested_sample_teaches_no_do_but_may_teach_a_check():
    [found] = taught([row(state=State.CONTESTED)])
    assert found.text == ""
    [found] = taught([row(state=State.CONTESTED)], Reflector(cause="wrong_key", kind="check"))
    assert found.text == "Do so."
    [found] = taught([row(state=State.CONTESTED)], guard=False)
    assert found.text == "Do so."


def test_a_scope_is_the_samples_own_or_open():
    [found] = taught([row()], Reflector(domain="astrology", strategy="guessing"))
    assert (found.domain, found.strategy) == ("physics", "*")
    [found] = taught([row()], Reflector(domain="*", strategy="logic_reversion"))
    assert (found.domain, found.strategy) == ("*", "logic_reversion")


def test_evidence_and_sources_are_kept():
    [found] = taught([row()], Reflector(insight=" Do\n so. "))
    assert found.text == "Do so."
    assert found.evidence == ("r000-s1-ann-0",)
    assert found.sources[0].question == "How long?"


@pytest.mark.parametrize("bad", [{"cause": "mood"}, {"kind": None}, {"stage": ""}])
def test_a_reply_that_does_not_fit_teaches_nothing(bad):
    assert taught([row()], Reflector(**bad)) == []


def test_a_failed_call_teaches_nothing():
    class Broken:
        async def complete(self, requests):
            return [Reply(error_type="Refused", error="no") for _ in requests]

    assert taught([row()], Broken()) == []


def test_the_pick_is_spread_over_domains_and_knows_no_order():
    rows = [row(f"r000-s{i:02d}-ann-0", domain="physics" if i < 30 else "charts") for i in range(40)]
    some = pick(rows, 10)
    assert [each["domain"] for each in some] == ["charts", "physics"] * 5
    assert pick(rows[::-1], 10) == some
    assert len({each["id"] for each in pick(rows, 99)}) == 40
    assert [each["id"] for each in some[1::2]] != sorted(row["id"] for row in rows)[:5]
