"""Whatever JSON a gateway sends, it is an answer or an error of ours."""

from hypothesis import given
from hypothesis import strategies as st

from cads_ray.errors import ProviderError
from cads_ray.models.openai_reply import chat_answer, picture_answer
from cads_ray.models.provider import Answer

NAMES = """choices message content refusal images image_url url finish_reason usage prompt_tokens completion_tokens
    data b64_json provider_specific_fields type text error"""
KEYS = st.sampled_from(NAMES.split())
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just("length")
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
MESSAGES = st.dictionaries(KEYS, JSON, max_size=5)
REPLIES = st.dictionaries(KEYS, JSON, max_size=4) | st.fixed_dictionaries(
    {
        "choices": st.lists(st.fixed_dictionaries({"message": MESSAGES, "finish_reason": LEAVES}), max_size=2),
        "usage": JSON,
    }
)


@given(REPLIES, st.booleans())
def test_a_chat_reply_of_any_form_is_an_answer_or_an_error(reply, picture):
    try:
        answer = chat_answer(reply, picture, "")
    except ProviderError:
        return
    assert isinstance(answer, Answer)
    assert isinstance(answer.text, str)
    assert answer.input_tokens is None or answer.input_tokens >= 0


@given(REPLIES)
def test_a_picture_reply_of_any_form_is_an_answer_or_an_error(reply):
    try:
        answer = picture_answer(reply)
    except ProviderError:
        return
    assert answer.image is None or isinstance(answer.image, bytes)
