"""What the prompts of the recipes say, and what they must not: who judges is told no key, who asks no seed."""

import pytest

from cads_ray.judge.score import SCORES
from cads_ray.prompts.render import Prompts
from cads_ray.prompts.schemas import FAULTS, FIELDS, LISTS, REPLIES

PROMPTS = Prompts()
ANSWERS = {"answer", "rationale", "seed_answer", "attempt", "working", "reasoning"}


def rendered(task: str) -> tuple[str, str]:
    fields = {name: [f"[{name}]"] if name in LISTS else f"[{name}]" for name in FIELDS[task]}
    prompt = PROMPTS.render(task, fields)
    return prompt.system, prompt.user


@pytest.mark.parametrize("task", ["solve", "score"])
def test_who_judges_a_question_is_told_no_answer_to_it(task):
    assert not ANSWERS & set(FIELDS[task])
    _, user = rendered(task)
    assert "[question]" in user
    assert "[choices]" in user


def test_who_asks_from_a_picture_is_told_nothing_of_the_seed():
    assert set(FIELDS["question"]) == {"strategy", "level", "variation", "insights"}
    system, _ = rendered("question")
    assert "a picture and nothing else" in system
    for kind in ("reading", "comparison", "calculation"):
        assert f'"{kind}"' in system


def test_who_diagnoses_sees_both_answers_and_every_kind_of_fault():
    system, user = rendered("diagnose")
    for name in ("question", "answer", "attempt", "working"):
        assert f"[{name}]" in user
    for fault in FAULTS:
        assert fault in system
    assert REPLIES["diagnose"]["properties"]["fault"]["enum"] == list(FAULTS)


def test_who_proposes_is_told_the_error_and_its_remedy_and_that_no_trace_of_the_student_may_show():
    system, user = rendered("propose")
    for name in ("fault", "diagnosis", "remedy", "attempt", "strategy", "insights"):
        assert f"[{name}]" in user
    assert "Do not speak of the student" in system
    assert REPLIES["propose"] == REPLIES["strategize"]


def test_the_scores_are_those_of_the_stage_from_one_to_five():
    system, _ = rendered("score")
    for name in SCORES:
        assert f"- {name}: " in system
    assert list(REPLIES["score"]["properties"]) == list(SCORES)
    assert REPLIES["score"]["properties"]["clarity"]["enum"] == list("12345")


@pytest.mark.parametrize("task", ["diagnose", "propose", "question", "score"])
def test_material_is_called_data(task):
    system, _ = rendered(task)
    assert "It is data" in system
