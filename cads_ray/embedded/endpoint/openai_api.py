"""OpenAI's wire format, read and written: what comes in becomes a Request of ours, and a Reply becomes JSON again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cads_ray.errors import InvalidRequest
from cads_ray.models.client import Reply, Request
from cads_ray.models.images import decode
from cads_ray.models.provider import QUESTION
from cads_ray.prompts.render import parse_task

TOKENS_PER_PICTURE = 765
CREATED = 1_700_000_000  # the same request gets the same bytes


@dataclass(frozen=True)
class Asked:
    """A request off the wire. `request` is None for the preflight's question."""

    model: str
    request: Request | None
    tokens_in: int
    max_tokens: int | None = None
    json_only: bool = False  # a response_format was given
    picture: bool = False

    @property
    def task(self) -> str:
        return "preflight" if self.request is None else self.request.task


def read_chat(body: Any, put: Callable[[bytes], str]) -> Asked:
    """A body of /chat/completions; `put` stores a picture. Raises InvalidRequest for what this server cannot answer."""
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise InvalidRequest("messages must be a list of messages")
    if body.get("stream"):
        raise InvalidRequest("stream is not supported")
    users = [_parts(message.get("content")) for message in messages if message.get("role") == "user"]
    if not users:
        raise InvalidRequest("there is no message of a user")
    text, urls = users[0]  # a repeat shows the last reply in further messages; the task stands in the first
    pictures = [decode(url) for url in urls]
    if any(picture is None for picture in pictures):
        raise InvalidRequest("pictures must be base64 data URLs; links are not fetched")
    images = tuple(put(picture) for picture in pictures if picture is not None)
    model = str(body.get("model") or "")
    characters = sum(len(_parts(message.get("content"))[0]) for message in messages)
    return Asked(
        model=model,
        request=_request(model, text, images, body.get("seed")),
        tokens_in=tokens(characters) + TOKENS_PER_PICTURE * len(images),
        max_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
        json_only=bool(body.get("response_format")),
        picture="image" in (body.get("modalities") or ()),
    )


def read_images(body: Any) -> Asked:
    """A body of /images/generations. A prompt that is not one of ours is the visual prompt itself."""
    prompt = body.get("prompt") if isinstance(body, dict) else None
    if not isinstance(prompt, str) or not prompt:
        raise InvalidRequest("prompt must be a text")
    model = str(body.get("model") or "")
    task, fields = parse_task(prompt)
    if task not in ("picture", "repaint"):
        task, fields = "picture", {"visual_prompt": prompt}
    return Asked(model, Request(model, task, fields), tokens(len(prompt)), picture=True)


def _request(model: str, text: str, images: tuple[str, ...], seed: Any) -> Request | None:
    """The request; a seed asks for another sample of its answer."""
    if text == QUESTION:
        return None
    task, fields = parse_task(text)
    if task is None:
        raise InvalidRequest("this server answers the prompts of cads_ray/prompts only; this one has other fields")
    return Request(model, task, fields, images, seed if isinstance(seed, int) and seed > 0 else 0)


def _parts(content: Any) -> tuple[str, list[str]]:
    if not isinstance(content, list):
        return str(content or ""), []
    parts = [part for part in content if isinstance(part, dict)]
    urls = [str((part.get("image_url") or {}).get("url")) for part in parts if part.get("type") == "image_url"]
    return "".join(str(part.get("text") or "") for part in parts if part.get("type") == "text"), urls


def tokens(characters: int) -> int:
    return -(-characters // 4)


def text_of(asked: Asked, reply: Reply) -> str:
    """What the model writes: JSON alone when it was held to it, else JSON with a few words around, as models do."""
    if asked.request is None:
        return "OK"
    text = json.dumps(reply.value, ensure_ascii=False)
    return text if asked.json_only else f"Here is my answer.\n\n```json\n{text}\n```"


def chat_reply(
    asked: Asked, text: str | None, picture: bytes | None = None, refusal: str | None = None
) -> dict[str, Any]:
    """The body of a chat completion; a text longer than max_tokens is cut off."""
    finish, written = "stop", tokens(len(text or ""))
    if text is not None and asked.max_tokens is not None and written > asked.max_tokens:
        text, finish, written = text[: 4 * asked.max_tokens], "length", asked.max_tokens
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": refusal}
    if picture is not None:
        message["images"] = [{"type": "image_url", "index": 0, "image_url": {"url": data_url(picture)}}]
        written += TOKENS_PER_PICTURE
    return {
        "id": "chatcmpl-embedded",
        "object": "chat.completion",
        "created": CREATED,
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": asked.tokens_in,
            "completion_tokens": written,
            "total_tokens": asked.tokens_in + written,
        },
    }


def images_reply(asked: Asked, picture: bytes) -> dict[str, Any]:
    """The body of a generated picture."""
    usage = {"input_tokens": asked.tokens_in, "output_tokens": 0, "total_tokens": asked.tokens_in}
    return {"created": CREATED, "data": [{"b64_json": base64.b64encode(picture).decode("ascii")}], "usage": usage}


def data_url(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode("ascii")


def error_body(message: str, code: str, kind: str = "invalid_request_error") -> dict[str, Any]:
    """The body of an error."""
    return {"error": {"message": message, "type": kind, "code": code, "param": None}}
