"""A problem told as a conversation: LLaVA's, ShareGPT's, or messages with roles. Its first exchange is the problem."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

NAMES = ("messages", "conversations", "conversation", "prompt")
_USER, _MODEL = ("user", "human"), ("assistant", "gpt", "model")
_BLOCKS = ("image", "image_url", "input_image")


def exchange(values: Mapping[str, Any]) -> tuple[str, str, list[Any]]:
    """What the user asks first, what is answered to it ("" where nothing is), and the pictures inside the question."""
    for name in NAMES:
        turns = _turns(values.get(name))
        asked = next((i for i, (role, _) in enumerate(turns) if role in _USER), None)
        if asked is not None:
            text, pictures = _content(turns[asked][1])
            rest = turns[asked + 1 : asked + 2]
            answer = _content(rest[0][1])[0] if rest and rest[0][0] in _MODEL else ""
            return text, answer, pictures
    return "", "", []


def _turns(value: object) -> list[tuple[str, object]]:
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    if not isinstance(value, list):
        return []
    turns = [turn for turn in value if isinstance(turn, dict)]
    return [
        (str(turn.get("role") or turn.get("from") or "").lower(), turn.get("content") or turn.get("value") or "")
        for turn in turns
    ]


def _content(content: object) -> tuple[str, list[Any]]:
    """The text of a turn, and its pictures where it is given as blocks."""
    if isinstance(content, str):
        return content, []
    if not isinstance(content, Sequence):
        return "", []
    blocks = [block for block in content if isinstance(block, dict)]
    texts = [str(block["text"]) for block in blocks if block.get("text")]
    found = [block[name] for block in blocks for name in _BLOCKS if block.get(name) not in (None, "")]
    return "\n".join(texts), found
