"""A reply's text becomes a value: JSON by the task's schema, repaired where that is safe, else asked for again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

import json_repair

from cads_ray.errors import ReplyError
from cads_ray.models.provider import Answer, Call, Message, one_line

MAX_TEXT = 1_000_000  # characters of a reply
MAX_REPAIR = 100_000  # characters that are repaired: the time that takes grows with the square (10 s for 750,000)
KEPT_TEXT = 16_384  # characters of an unusable reply that are shown to the model again, and kept
MAX_DEPTH = 40
_FENCE = re.compile(r"```(?:json|JSON)?[ \t]*\n(.*?)(?:\n[ \t]*```|\Z)", re.DOTALL)

# LaTeX whose backslash was not doubled and so was read as an escape: \frac as a form feed and "rac". Form feeds and
# backspaces are never meant; tabs, returns and line feeds only where a command follows that no line begins with.
_EATEN = re.compile(
    "\x0c(?=[a-z])|\x08(?=[a-z])|\t(?=(?:imes|heta|an|ext\\w*|au|o|riangle\\w*|frac|herefore|ilde|op)\\b)"
    "|\r(?=(?:ho|ight\\w*|angle|m|ceil|floor)\\b)|\n(?=(?:abla|eq|otin)\\b)"
)
_BACK = {"\x0c": "\\f", "\x08": "\\b", "\t": "\\t", "\r": "\\r", "\n": "\\n"}


class _Number(str):
    """A number as it was written: 12.50 keeps its zero."""


def read_reply(answer: Answer, schema: dict[str, Any]) -> dict[str, Any]:
    """The value in an answer. Raises ReplyError with a line that tells the model what to mend."""
    if answer.truncated:
        raise ReplyError("the reply was cut off at the limit of its length; write a shorter one")
    if len(answer.text) > MAX_TEXT:
        raise ReplyError(f"the reply has more than {MAX_TEXT:,} characters")
    return _fit(_parse(answer.text), schema, "the reply")


def ask_again(call: Call, answer: Answer, error: ReplyError) -> Call:
    """The call that shows the model its reply and what was wrong with it."""
    told = Message("assistant", answer.text[:KEPT_TEXT] or "(empty)")
    wish = Message("user", f"This cannot be used: {error}. Reply again with the JSON object alone, complete and valid.")
    return replace(call, messages=(*call.messages[:2], told, wish))  # the last attempt is enough: prompts do not grow


def _parse(text: str) -> Any:
    candidates = [text.strip(), *(fence.strip() for fence in _FENCE.findall(text))]
    for candidate in candidates:
        try:
            return json.loads(candidate, parse_float=_Number, parse_int=_Number)
        except (ValueError, RecursionError):
            continue
    body = max(candidates[1:], key=len) if len(candidates) > 1 else candidates[0]
    scan = _scan(body)
    if scan is None:
        raise ReplyError("the reply holds no JSON object")
    body = body[scan.start : scan.end]
    if len(body) > MAX_REPAIR:
        raise ReplyError("the reply is not valid JSON and too long to be repaired")
    try:
        value = json_repair.loads(body)
    except (ValueError, RecursionError):
        raise ReplyError("the reply is not JSON and cannot be repaired") from None
    if scan.cut:
        _drop_last_leaf(value)
    return value


@dataclass(frozen=True)
class _Scan:
    """Where the object stands in a text, and whether the text ends inside its last value."""

    start: int
    end: int
    cut: bool


def _scan(text: str) -> _Scan | None:
    """Find the first object that has a key, past the chat before it."""
    start = re.search(r"\{\s*(?:[\"'“”‘’]|\w+\s*:|\}|\Z)", text)
    if start is None:
        return None
    depth, quote, escaped = 0, "", False
    for i in range(start.start(), len(text)):
        char = text[i]
        if quote:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == quote:
                quote = ""
        elif char == '"':
            quote = char
        elif char in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                raise ReplyError(f"the reply is nested more than {MAX_DEPTH} levels deep")
        elif char in "}]":
            depth -= 1
            if depth == 0:
                return _Scan(start.start(), i + 1, False)
    # A text that ends after a closing quote or bracket only lost brackets; any other may have lost half a value.
    cut = bool(quote) or text.rstrip()[-1:] not in ('"', "'", "]", "}")
    return _Scan(start.start(), len(text), cut)


def _drop_last_leaf(value: Any) -> None:
    """Take away the value under the cut: half an answer must never pass for a whole one."""
    while isinstance(value, dict | list) and value:
        last = next(reversed(value)) if isinstance(value, dict) else len(value) - 1
        if not isinstance(value[last], dict | list) or not value[last]:
            del value[last]
            return
        value = value[last]


def _fit(value: Any, schema: dict[str, Any], place: str) -> Any:
    """`value` with the schema's types, unknown keys left out. Raises ReplyError when it does not fit."""
    kind = schema["type"]
    if kind == "object":
        return _fit_object(value, schema, place)
    if kind == "array":
        items = [] if value in (None, "") else [value] if isinstance(value, str) else value
        if not isinstance(items, list):
            raise ReplyError(f"{place} must be a list")
        return [_fit(item, schema["items"], f"{place}[{i}]") for i, item in enumerate(items)]
    text = _text(value, place)
    if "enum" in schema and text not in schema["enum"]:
        raise ReplyError(f"{place} must be one of {', '.join(schema['enum'])}, not {one_line(text)[:40]!r}")
    return text


def _fit_object(value: Any, schema: dict[str, Any], place: str) -> dict[str, Any]:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]  # [{...}]
    if not isinstance(value, dict):
        raise ReplyError(f"{place} must be a JSON object")
    if missing := [name for name in schema["required"] if name not in value]:
        raise ReplyError(f"{place} lacks {', '.join(missing)}")
    return {name: _fit(value[name], part, name) for name, part in schema["properties"].items() if name in value}


def _text(value: Any, place: str) -> str:
    if isinstance(value, str):
        # Halves of characters are joined where both are there, and replaced where not: no file could hold them.
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _EATEN.sub(lambda eaten: _BACK[eaten[0]], whole)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict) or any(isinstance(item, dict | list | _Number) for item in value):
        return json.dumps(
            _plain(value), ensure_ascii=False
        )  # a chart's specification, a tolerance, written as an object
    raise ReplyError(f"{place} must be a text, not a list")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return json.loads(value) if isinstance(value, _Number) else value
