"""What a solution declares as its final answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.judge.answer import MAX_TEXT, final_answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("so \\boxed{5}", "5"),
        ("first \\boxed{4}, no: \\boxed{5}", "5"),
        ("\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"),
        ("\\boxed{\\{1, 2\\}}", "\\{1, 2\\}"),
        ("\\boxed{5} and \\boxed{6", "5"),
        ("\\boxed{5} and \\boxed{}", "5"),
        ("\\boxed{\\boxed{5}}", "5"),
        ("\\boxed {5}", "5"),
        ("$$\\fbox{B}$$", "B"),
        ("\\boxed{\\begin{pmatrix}1\\\\2\\end{pmatrix}}", "\\begin{pmatrix}1\\\\2\\end{pmatrix}"),
        ("} \\boxed{5}", "5"),
        ("{ \\boxed{5}", "5"),
        ("<answer> 5 cm </answer>", "5 cm"),
        ("<answer>4</answer> wait <answer>5</answer>", "5"),
        ("<think>x</think><ANSWER>B</ANSWER>", "B"),
        ("<answer>4</answer> and <answer>5", "4"),
        ("Answer: 4\nno\nFinal answer: 5", "5"),
        ("work\n**Answer:** B", "B"),
        ("The answer: 5", "5"),
        ("answer = 5", "5"),
        ("\\boxed{5}\nAnswer: 6", "5"),
        ("<answer>6</answer> \\boxed{5}", "5"),
        ("Answer: None", "None"),
        ("\\boxed{None}", "None"),
    ],
)
def test_the_last_declaration_in_the_strongest_form(text, answer):
    assert final_answer(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "it is 5",
        "the answer is unclear to me",
        "\\boxed{}",
        "\\boxed{5",
        "<answer></answer>",
        "Answer:",
        "</answer>5<answer>",
    ],
)
def test_no_declaration_is_none_and_no_word(text):
    assert final_answer(text) is None


@given(st.text(), st.text(alphabet="abc123 +-", min_size=1).filter(str.strip))
def test_a_box_at_the_end_is_found_whatever_stands_before(before, answer):
    assert final_answer(before + "\n\\boxed{" + answer + "}") == answer.strip()


@given(st.text(alphabet="\\boxed{} answer<>:\n5"))
def test_any_text_has_an_answer_or_none(text):
    found = final_answer(text)
    assert found is None or (found == found.strip() and found in text)


def test_only_the_end_of_a_very_long_solution_is_read():
    assert final_answer("{" * MAX_TEXT + "\\boxed{5}") == "5"
    assert final_answer("\\boxed{5}" + " " * MAX_TEXT) is None
    assert final_answer("\\boxed{" * 200_000) is None
