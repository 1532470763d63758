"""From a student's answer to a problem against its error: what lives on, what is set aside, who is told what."""

import asyncio

import pytest

from cads_ray.generate.diagnose import DOUBTED, diagnose
from cads_ray.generate.propose import propose
from cads_ray.judge.attempt import NO_PROBLEM, SOLVED, UNCLEAR, attempt
from cads_ray.judge.solve import Judge
from cads_ray.models.client import Reply
from cads_ray.schema import BARRED, Sees
from tests.recipes.stages import SCRIPT, batch
from tests.scripted import Scripted

STUDENT = Judge("pupil", Sees.PICTURE)


def answered(*answers: str, **seed) -> tuple[list[dict], Scripted]:
    """The rows after the student gave these answers, one seed each."""
    said = iter(answers)
    client = Scripted(solve=lambda request: {"reasoning": "so", "answer": next(said)})
    table = asyncio.run(attempt(batch(*(seed for _ in answers)), client, STUDENT))
    return table.to_pylist(), client


def test_only_what_the_student_gets_wrong_lives_on():
    rows, client = answered("5 m", "7 m", "")
    assert [row["error_message"] for row in rows] == [SOLVED, None, None]
    assert rows[0]["error_type"] == BARRED
    assert [row["student_answer"] for row in rows] == ["5 m", "7 m", ""]
    assert {request.member for request in client.asked} == {"pupil"}
    assert all("5 m" not in str(request.fields) for request in client.asked)


def test_what_cannot_be_compared_is_no_failure():
    rows, _ = answered("about the length of a small dog", seed_answer="0.7 m and a bit")
    assert (rows[0]["error_type"], rows[0]["error_message"]) == (BARRED, UNCLEAR)


def test_a_description_is_not_asked():
    client = Scripted()
    table = asyncio.run(attempt(batch({"seed_question": None, "seed_answer": None}), client, STUDENT))
    assert table["error_message"].to_pylist() == [NO_PROBLEM]
    assert client.asked == []


def test_a_student_that_is_down_fails_the_row_and_proves_nothing():
    client = Scripted(solve=Reply(error_type="Refused", error="no"))
    rows = asyncio.run(attempt(batch({}), client, STUDENT)).to_pylist()
    assert (rows[0]["error_stage"], rows[0]["error_type"]) == ("attempt", "Refused")


@pytest.mark.parametrize(("sees", "shown"), [(Sees.PICTURE, ("0" * 64,)), (Sees.DESCRIPTION, ())])
def test_the_student_sees_what_it_can_see(sees, shown):
    client = Scripted(solve={"reasoning": "", "answer": "1"})
    asyncio.run(attempt(batch({"seed_image": "0" * 64}), client, Judge("pupil", sees)))
    assert client.asked[0].images == shown


def test_the_error_reaches_its_remedy():
    client = Scripted(**SCRIPT, solve={"reasoning": "I add.", "answer": "5000 m"})

    async def chain():
        table = await attempt(batch({"seed_image": "0" * 64}), client, STUDENT)
        return await propose(await diagnose(table, client), client)

    [row] = asyncio.run(chain()).to_pylist()
    assert (row["fault"], row["diagnosis"], row["domain"]) == ("calculation", "a unit was not converted", "physics")
    assert row["question"] == "How much is x?"
    _, told, asked = client.asked
    assert (told.fields["attempt"], told.fields["working"], told.fields["answer"]) == ("5000 m", "I add.", "5 m")
    assert (asked.fields["fault"], asked.fields["remedy"], asked.fields["attempt"]) == (
        *("calculation", "mix units"),
        "5000 m",
    )
    assert told.member == asked.member == "a"
    assert told.images == asked.images == ("0" * 64,)


def test_a_failure_that_was_none_is_set_aside():
    doubted = SCRIPT["diagnose"] | {"fault": "wrong_key"}
    client = Scripted(diagnose=doubted, solve={"reasoning": "", "answer": "7"})

    async def chain():
        return await diagnose(await attempt(batch({}), client, STUDENT), client)

    [row] = asyncio.run(chain()).to_pylist()
    assert (row["error_type"], row["error_message"], row["fault"]) == (BARRED, DOUBTED, "wrong_key")
