"""From a picture to a question with an answer: nobody is told of the seed, and a low score ends the row."""

import asyncio

import pytest

from cads_ray.generate.question import NO_PICTURE, answer, question, show
from cads_ray.judge.score import score
from cads_ray.models.client import Reply
from cads_ray.pictures import Blobs
from cads_ray.schema import BARRED
from tests.recipes.stages import SCRIPT, batch
from tests.scripted import Scripted


def asked(client, blobs, *seeds) -> list[dict]:
    async def chain():
        table = await show(batch(*seeds), blobs)
        table = await score(await question(table, client), client, least=4)
        return await answer(table, client)

    return asyncio.run(chain()).to_pylist()


@pytest.fixture
def blobs(tmp_path, png):
    blobs = Blobs(tmp_path)
    blobs.put(png)
    return blobs


def test_a_picture_becomes_a_question_with_its_authors_own_answer(blobs, png):
    sha = blobs.put(png)
    client = Scripted(**SCRIPT, solve={"reasoning": "I look.", "answer": "12"})
    [row] = asked(client, blobs, {"seed_image": sha})
    assert (row["question"], row["answer"], row["rationale"]) == ("How high is the bar?", "12", "I look.")
    assert (row["image"], row["visual_prompt"], row["clarity"], row["domain"]) == (sha, "", 4, "charts")
    assert row["width"] > 0
    assert [request.task for request in client.asked] == ["question", "score", "solve"]
    for request in client.asked:
        assert request.images == (sha,)
        assert "How far?" not in str(request.fields)
        assert "5 m" not in str(request.fields)


def test_a_low_score_ends_the_row_before_its_answer_is_paid_for(blobs, png):
    sha = blobs.put(png)
    client = Scripted(**SCRIPT | {"score": SCRIPT["score"] | {"sense": "3"}})
    [row] = asked(client, blobs, {"seed_image": sha})
    assert (row["error_type"], row["error_message"]) == (BARRED, "scored too low: sense 3")
    assert (row["sense"], row["answer"]) == (3, None)
    assert [request.task for request in client.asked] == ["question", "score"]


@pytest.mark.parametrize("value", ["", "five", "6", "0"])
def test_a_score_that_is_none_fails_the_row(value, blobs, png):
    client = Scripted(**SCRIPT | {"score": SCRIPT["score"] | {"sense": value}})
    [row] = asked(client, blobs, {"seed_image": blobs.put(png)})
    assert row["error_type"] == "ReplyError"


def test_a_seed_without_a_picture_is_set_aside_and_a_question_without_an_answer_fails(blobs, png):
    client = Scripted(**SCRIPT, solve={"reasoning": "?", "answer": " "})
    first, second = asked(client, blobs, {}, {"seed_image": blobs.put(png)})
    assert (first["error_type"], first["error_message"]) == (BARRED, NO_PICTURE)
    assert (second["error_stage"], second["error_type"]) == ("answer", "ReplyError")


def test_a_refusal_keeps_its_place(blobs, png):
    client = Scripted(question=Reply(error_type="Refused", error="no"))
    [row] = asked(client, blobs, {"seed_image": blobs.put(png)})
    assert (row["error_stage"], row["error_message"]) == ("question", "no")
