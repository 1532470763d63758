"""Canned replies have the form that each task asks for, can be drawn, and are functions of their request."""

import asyncio

import pytest

from cads_ray.embedded.client import EmbeddedClient
from cads_ray.embedded.endpoint.canned import ANSWER, DISSENT, OTHER, Canned
from cads_ray.models.client import Request
from cads_ray.paint.render import Renderer
from cads_ray.pictures import Blobs
from cads_ray.prompts.schemas import FIELDS, REPLIES


@pytest.fixture
def ask(tmp_path):
    canned = Canned(EmbeddedClient(Blobs(tmp_path)))

    def asked(task, **fields):
        request = Request("sharp", task, dict.fromkeys(FIELDS[task], "") | fields)
        (reply,) = asyncio.run(canned.complete([request]))
        assert reply.ok, reply.error
        return reply.value

    return asked


@pytest.mark.parametrize("task", ["analyze", "strategize", "illustrate", "solve"])
def test_a_reply_has_the_form_that_its_task_asks_for_and_follows_from_the_request(task, ask):
    assert set(ask(task)) == set(REPLIES[task]["required"])
    assert ask(task) == ask(task)


def test_questions_differ_and_one_judge_in_eight_does(ask):
    assert len({ask("strategize", variation=str(n))["question"] for n in range(200)}) == 200
    answers = [ask("solve", question=str(n))["answer"] for n in range(400)]
    assert set(answers) == {ANSWER, OTHER}
    assert answers.count(OTHER) / 400 == pytest.approx(DISSENT, abs=0.05)


def test_pictures_are_drawn_by_the_programs(ask):
    prompt = ask("illustrate")["visual_prompt"]
    drawn = ask("draw", visual_prompt=prompt, language="svg")
    renderer = Renderer()
    try:
        assert renderer.draw(drawn["language"], drawn["source"]).width > 100
    finally:
        renderer.close()
