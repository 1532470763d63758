"""Reading OpenAI-style replies; litellm gives the replies of all its providers this form too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cads_ray.errors import Refused, Unavailable
from cads_ray.models.images import picture_in_data, picture_in_message
from cads_ray.models.provider import Answer, one_line

_USAGE = (("prompt_tokens", "input_tokens"), ("completion_tokens", "output_tokens"))  # chat and images name them apart


def chat_answer(reply: Mapping[str, Any], picture: bool, key: str) -> Answer:
    """The answer in a reply of /chat/completions. Raises Unavailable when it is hollow, Refused when declined."""
    choices = reply.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise Unavailable("answered without a choice")
    message = choices[0].get("message")
    message = message if isinstance(message, dict) else {}
    finish = choices[0].get("finish_reason")
    further = message.get("provider_specific_fields")  # where litellm puts what it has no field for
    refusal = message.get("refusal") or (further.get("refusal") if isinstance(further, dict) else None)
    if refusal or finish == "content_filter":
        raise Refused(one_line(f"declined: {refusal or 'content filter'}", key))
    answer = Answer(
        text=_text(message.get("content")),
        image=picture_in_message(message) if picture else None,
        truncated=finish == "length",
    )
    return _with_usage(answer, reply)


def _text(content: Any) -> str:
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def picture_answer(reply: Mapping[str, Any]) -> Answer:
    """The answer in a reply of /images/generations; `image` is None when it holds no bytes (a link is not followed)."""
    data = reply.get("data")
    if not isinstance(data, list) or not data or not isinstance(data[0], dict):
        raise Unavailable("answered without a picture")
    return _with_usage(Answer(image=picture_in_data(data[0])), reply)


def _with_usage(answer: Answer, reply: Mapping[str, Any]) -> Answer:
    usage = reply.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    tokens = [usage.get(new, usage.get(old)) for new, old in _USAGE]
    known = [count if isinstance(count, int) and count >= 0 else None for count in tokens]
    return Answer(answer.text, answer.image, answer.truncated, known[0], known[1])
