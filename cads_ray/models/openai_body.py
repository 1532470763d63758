"""Bodies of OpenAI-style requests, made of byte pieces: a picture's base64 is copied and never escaped."""

from __future__ import annotations

import json
import re
from typing import Any

from cads_ray.models.images import DataUrls
from cads_ray.models.provider import Call, Message

# A quotation mark inside a JSON string has a backslash before it, so no text of a prompt can look like this.
_PLACE = re.compile(rb'"url": "image:([0-9a-f]{64})"')


def chat_body(call: Call, urls: DataUrls) -> bytes:
    """The body of /chat/completions."""
    member = call.member
    body: dict[str, Any] = {"model": member.model, "messages": [_message(message) for message in call.messages]}
    body["max_tokens"] = member.max_tokens
    if member.temperature is not None:
        body["temperature"] = member.temperature
    if member.seeds and call.draw:
        body["seed"] = call.draw
    if call.picture:
        body["modalities"] = ["image", "text"]
    elif call.schema is not None and member.schema:
        body["response_format"] = response_format(call)
    return _with_images(json.dumps(body | member.extra).encode("ascii"), urls)


def images_body(call: Call) -> bytes:
    """The body of /images/generations. Such models take one text: the system part goes before it."""
    return json.dumps({"model": call.member.model, "prompt": picture_prompt(call), "n": 1} | call.member.extra).encode()


def picture_prompt(call: Call) -> str:
    """The messages as the one text that an image model takes."""
    return "\n\n".join(message.text for message in call.messages)


def response_format(call: Call) -> dict[str, Any]:
    """The reply's schema as the API takes it."""
    return {"type": "json_schema", "json_schema": {"name": call.task, "strict": True, "schema": call.schema}}


def _message(message: Message) -> dict[str, Any]:
    if not message.images:
        return {"role": message.role, "content": message.text}
    pictures = [{"type": "image_url", "image_url": {"url": f"image:{sha}"}} for sha in message.images]
    return {"role": message.role, "content": [{"type": "text", "text": message.text}, *pictures]}


def _with_images(body: bytes, urls: DataUrls) -> bytes:
    pieces = _PLACE.split(body)  # text, sha, text, sha, .. text
    for i in range(1, len(pieces), 2):
        pieces[i] = b'"url": "' + urls.get(pieces[i].decode("ascii")) + b'"'
    return b"".join(pieces)
