"""Whatever a row holds, it becomes a problem or a reason, and never a crash."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cads_ray.corpus import turns
from cads_ray.corpus.answers import Unusable, as_text
from cads_ray.corpus.columns import ANSWERS, CHOICES, DOMAIN, QUESTION, RATE, SOURCE, tidy
from cads_ray.corpus.images import NAMES
from cads_ray.corpus.problem import problem_of
from cads_ray.corpus.wording import split_choices
from cads_ray.errors import PictureError

COLUMNS = [
    *QUESTION,
    *ANSWERS,
    *CHOICES,
    *DOMAIN,
    *SOURCE,
    *RATE,
    *NAMES,
    *turns.NAMES,
    "A",
    "B",
    "Extra Info",
    "image_2",
]
TEXTS = st.one_of(
    st.text(max_size=30), st.sampled_from(["<image> Which?", "\\boxed{7}", "[1, 2]", "{}", "B", "#### 3"])
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.binary(max_size=8))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(["role", "content", "text", "bytes", "path", "from"]), TEXTS), inner),
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(COLUMNS), VALUES, max_size=6))
@example({"question": "q", "answer": "1", "options": {"text": [], "label": []}})
@example({"question": "q", "answer": "1", "options": "[[1]"})
@example({"prompt": [{"role": "user", "content": [{"image": {"bytes": 3}}]}], "answer": "1"})
def test_any_row_is_a_problem_or_a_reason(row):
    try:
        problem = problem_of(tidy(row), [Path("/nonexistent")])
    except (Unusable, PictureError):
        return
    assert problem.question or problem.description
    assert problem.answer or not problem.question
    assert all(isinstance(choice, str) for choice in problem.choices)


@given(st.lists(st.sampled_from(["5 cm", "7 cm", "9 cm", "B", "A"]), min_size=2, max_size=5, unique=True), st.data())
def test_a_letter_that_is_certain_names_its_choice(choices, data):
    index = data.draw(st.integers(0, len(choices) - 1))
    assert as_text(chr(65 + index), choices, letter=True) == choices[index]
    if choices[index] not in ("A", "B"):
        assert as_text(choices[index], choices, letter=False) == choices[index]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Which?\nA. x\nB. y", ["x", "y"]),
        ("Which?\nChoices:\n(A) x\n(B) y\n(C) z", ["x", "y", "z"]),
        ("Which?\nA: x\nB: y", ["x", "y"]),
        ("Which?\nA. x\nC. y", []),
        ("Which?\nB. x\nC. y", []),
        ("A. x\nB. y", []),
        ("Which?\nA. x", []),
        ("Which?\nA. x\nB. y\nExplain.", []),
    ],
)
def test_choices_at_the_end_of_a_question(text, choices):
    question, found = split_choices(text)
    assert found == choices
    assert question == ("Which?" if choices else text)
