"""From a reply's text to a value: what is repaired, and what is never guessed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.errors import ReplyError
from cads_ray.models.provider import Answer, Call, Message
from cads_ray.models.replies import MAX_TEXT, ask_again, read_reply
from cads_ray.models.spec import Member
from cads_ray.prompts.schemas import REPLIES

SOLVE, STRATEGIZE = REPLIES["solve"], REPLIES["strategize"]
WHOLE = {"reasoning": "So it is.", "answer": "12 cm"}


def read(text, schema=SOLVE, **more):
    return read_reply(Answer(text, **more), schema)


@pytest.mark.parametrize(
    "text",
    [
        '{"reasoning": "So it is.", "answer": "12 cm"}',
        '```json\n{"reasoning": "So it is.", "answer": "12 cm"}\n```',
        'Here you are:\n```\n{"reasoning": "So it is.", "answer": "12 cm",}\n```\nAnything else?',
        "{'reasoning': 'So it is.', 'answer': '12 cm'}",
        '{reasoning: "So it is.", answer: "12 cm"}',
        'The set {1, 2} matters. {"reasoning": "So it is.", "answer": "12 cm"} That is all {really}.',
        '{"reasoning": "So it is.", "answer": "12 cm"',
        '[{"reasoning": "So it is.", "answer": "12 cm"}]',
        '{"reasoning": "So it is.", "answer": "12 cm", "confidence": 0.9}',
        '\ufeff {"reasoning": "So it is.", "answer": "12 cm"}',
    ],
)
def test_what_models_write_around_and_into_json_is_repaired(text):
    assert read(text) == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I would say twelve.",
        '{"reasoning": "So it is."}',
        '{"reasoning": "So it is.", "answer": "12',  # of "120 cm"?
        '{"reasoning": "So it is.", "answer": 12',
        '{"answer": "12 cm", "reasoning": "So',
        '{"reasoning": "So it is.", "answer": ["12 cm"]}',
        '"12 cm"',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"reasoning": "' + 'x" y ' * 100_000,
        "x" * (MAX_TEXT + 1),
    ],
)
def test_what_is_not_there_is_never_guessed(text):
    with pytest.raises(ReplyError) as caught:
        read(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@given(st.dictionaries(st.sampled_from(["reasoning", "answer"]), st.text(), min_size=2), st.integers(0, 400))
def test_a_reply_cut_anywhere_gives_whole_values_or_none(value, at):
    text = json.dumps(value)
    try:
        got = read(text[:at])
    except ReplyError:
        return
    for name, part in value.items():
        assert got[name] == read(text)[name], part


def test_a_reply_that_hit_max_tokens_is_none_even_if_it_parses():
    with pytest.raises(ReplyError, match="cut off"):
        read(json.dumps(WHOLE), truncated=True)


def test_values_take_the_types_of_the_schema():
    reply = {"choices": None, "answer": 12.50, "unit": None, "tolerance": {"decimals": 1}, "rationale": "r"}
    text = json.dumps(reply | {"strategy_text": "s", "question": "q"}).replace("12.5", "12.50")
    got = read(text, STRATEGIZE)
    assert (got["choices"], got["answer"], got["unit"], got["tolerance"]) == ([], "12.50", "", '{"decimals": 1}')


def test_a_value_out_of_the_list_is_refused():
    with pytest.raises(ReplyError, match="one of svg, vega-lite"):
        read('{"language": "tikz", "source": "x"}', REPLIES["draw"])


def test_a_chart_written_as_an_object_becomes_its_source():
    spec = {"mark": "bar", "width": 300, "data": {"values": [{"a": 1.5}]}}
    got = read(json.dumps({"language": "vega-lite", "source": spec}), REPLIES["draw"])
    assert json.loads(got["source"]) == spec


def test_latex_whose_backslashes_were_not_doubled_is_restored():
    text = r'{"reasoning": "\frac{1}{2} \beta \times 3 \rho \neq 4 \pi\nand\tso", "answer": "\\frac{1}{2}"}'
    got = read(text)
    assert got["reasoning"] == "\\frac{1}{2} \\beta \\times 3 \\rho \\neq 4 \\pi\nand\tso"
    assert got["answer"] == "\\frac{1}{2}"


def test_halves_of_characters_are_joined_or_replaced():
    assert read('{"reasoning": "\\ud835\\udc65", "answer": "a\\ud835"}') == {"reasoning": "𝑥", "answer": "a\ufffd"}
    assert read("{'reasoning': '\\ud835\\udc65', 'answer': 'a\\ud835'}") == {"reasoning": "𝑥", "answer": "a\ufffd"}


def test_asking_again_shows_the_error_and_does_not_grow():
    member = Member("m", "openai", "x", base_url="http://127.0.0.1/v1")
    call = Call(member, "solve", (Message("system", "s"), Message("user", "u", ("sha",))), SOLVE)
    again = ask_again(call, Answer("first"), ReplyError("the reply lacks answer"))
    third = ask_again(again, Answer(""), ReplyError("the reply holds no JSON object"))
    assert [message.role for message in third.messages] == ["system", "user", "assistant", "user"]
    assert third.messages[:2] == call.messages
    assert "lacks answer" in again.messages[3].text
    assert third.messages[2].text == "(empty)"
