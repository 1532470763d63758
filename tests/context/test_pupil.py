"""With a student's pass rate as the signal: what it solves now and then is what is learnt from."""

import asyncio

import pyarrow as pa
import pytest

from cads_ray.context.context import Context
from cads_ray.context.credit import outcomes
from cads_ray.context.options import ContextOptions
from cads_ray.context.plan import Crew
from cads_ray.context.pupil import as_the_student_has_it
from cads_ray.context.reflect import split
from cads_ray.models.client import Reply
from cads_ray.rounds import disagreements
from cads_ray.schema import Sees, State
from tests.judge.cast import row, table, vote
from tests.plain import seeds


def tried(marks: str, state: State = State.ACCEPTED, id: str = "r0", votes: str = "mmm") -> dict:
    """A row whose votes and attempts are given a letter each."""
    attempts = [vote("pupil", mark, author="x") for mark in marks]
    heard = [mark for mark in marks if mark != "x"]
    rate = marks.count("m") / len(heard) if heard else None
    told = {"state": state, "attempts": attempts, "pass_rate": rate, "round": 0, "strategy": "logic_reversion"}
    return row(votes, id=id) | told | {"domain": "charts", "version": "v", "insights": [], "strategy_text": "s"}


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        ("mo", State.ADVERSARIAL),
        ("m-", State.ADVERSARIAL),
        ("mm", State.ACCEPTED),
        ("mx", State.ACCEPTED),
        ("o-", State.UNSOLVABLE),
        ("xx", State.UNSOLVABLE),
    ],
)
def test_what_the_student_solves_now_and_then_is_adversarial_to_it(marks, state):
    [seen] = as_the_student_has_it(table([tried(marks)])).to_pylist()
    assert seen["state"] == state
    assert {each["judge"] for each in seen["votes"]} <= {"pupil"}


def test_flaws_are_told_by_the_judges_and_blind_probes_are_still_heard():
    flawed = tried("mo", State.CONTESTED, votes="moo")
    assert as_the_student_has_it(table([flawed])).to_pylist()[0]["votes"] == flawed["votes"]
    blind = tried("mo")
    blind["votes"] = [*blind["votes"], vote("blind", "m", sees=Sees.NOTHING)]
    seen = as_the_student_has_it(table([blind]))
    assert [each.success for each in outcomes(seen, lambda seed: "", guard=True)] == [False]
    assert [each.success for each in outcomes(as_the_student_has_it(table([tried("mo")])), str, guard=True)] == [True]


def test_what_only_the_student_is_split_by_is_passed_on_and_can_be_reflected_on():
    passed = disagreements(table([tried("mo", id="r0"), tried("mm", id="r1"), tried("oo", id="r2")]))
    assert passed["id"].to_pylist() == ["r0"]
    assert not split(passed.to_pylist()[0]), "the judges all agree"
    assert split(as_the_student_has_it(passed).to_pylist()[0])


@pytest.mark.parametrize("pupil", [False, True])
def test_the_context_contrasts_the_students_own_attempts(pupil, tmp_path):
    asked = []

    class Model:
        async def complete(self, requests):
            asked.extend(requests)
            return [Reply(value={"deltas": []}) for _ in requests]

    rows: pa.Table = table([tried("mo")])
    context = Context(tmp_path, seeds(), Crew(("a",)), Model(), "a", ContextOptions(pupil=pupil))
    context.observe(disagreements(rows))
    asyncio.run(context.advance(0, rows))
    contrasts = [request.fields for request in asked if request.task == "reflect"]
    assert len(contrasts) == pupil
    for fields in contrasts:
        assert "Answer: 5" in fields["right"]
        assert "Answer: 5" not in fields["wrong"]
