"""The words that trainers are given: nothing of theirs can be said by a model, and the key can be found again."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.export.sample import Sample, plain, problem, solution
from cads_ray.judge.answer import final_answer

SPECIAL = re.compile(r"</?(image|video|audio|think|bbox|img)>|<\|[A-Za-z0-9_]*\|>")
pieces = st.sampled_from(["<image>", "<|im_end|>", "<", ">", "|", "image", "</think>", "<|", "|>", "[", "a", "\n", " "])
hostile = st.lists(pieces | st.text(max_size=3), max_size=30).map("".join)


def sample(**changes) -> Sample:
    values = {
        "id": "r000",
        "split": "train",
        "question": "How long?",
        "choices": (),
        "answer": "7",
        "unit": "",
        "tolerance": "",
        "rationale": "3 + 4.",
        "domain": "geometry",
        "sha": "ab" * 32,
        "image": b"\x89PNG",
        "provenance": None,
    }
    return Sample(**(values | changes))


@given(hostile)
def test_nothing_that_a_trainer_reads_as_its_own_is_left(text):
    assert not SPECIAL.search(plain(text))
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet="abc xyz$\\^_{}()0123.<>=|[]", max_size=60))
def test_other_words_stay_as_they_are(text):
    if not SPECIAL.search(text):
        assert plain(text) == text


def test_choices_stand_below_the_question_by_letter():
    asked = sample(choices=("3 cm", "<image>"), answer="3 cm")
    assert problem(asked) == "How long?\nA. 3 cm\nB. [image]"


@pytest.mark.parametrize(
    ("choices", "answer", "letter"),
    [
        (("3", "4"), "4", "B"),
        (("3", "4"), "B", "B"),  # an author who answered by letter
        (("B", "A"), "B", "A"),  # the text of a choice before the letter of another
        (("3", "3"), "3", None),
        (("3", "4"), "5", None),
        ((), "B", None),
    ],
)
def test_the_letter_of_the_right_choice(choices, answer, letter):
    found = sample(choices=choices, answer=answer)
    assert found.letter == letter
    assert found.key == (letter or answer)


@given(hostile, st.text(alphabet="abc 0123.,^_-+/=()°", min_size=1, max_size=20).filter(str.strip))
def test_a_solution_declares_the_key_whatever_was_thought(rationale, answer):
    text = solution(sample(rationale=rationale, answer=answer))
    assert final_answer(text.rpartition("</think>")[2]) == answer.strip()
    assert text.count("</think>") == bool(rationale)


def test_the_ground_truth_holds_what_the_question_declares_and_no_more():
    assert json.loads(sample().ground_truth) == {"answer": "7"}
    told = sample(choices=("3", "7"), unit="cm", tolerance='{"decimals": 1}').ground_truth
    assert json.loads(told) == {"answer": "B", "choices": ["3", "7"], "unit": "cm", "tolerance": '{"decimals": 1}'}


@pytest.mark.parametrize(
    ("data", "suffix"), [(b"\x89PNG\r", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF89a", "gif"), (b"RIFF", "webp")]
)
def test_a_picture_is_named_by_what_it_is(data, suffix):
    assert sample(image=data).suffix == suffix
