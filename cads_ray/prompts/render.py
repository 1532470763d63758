"""Prompts are text files, prompts/<task>.txt, with a [system] and a [user] part; this fills them and reads them back.

A field's place in the user part is an empty tag, `<question/>`; rendering puts the field between `<question>` and
`</question>`. So each field stands inside its own delimiter, braces of JSON and LaTeX mean nothing, and one pass does.
A field comes from a seed or from a model: whatever in it would open or close a delimiter gets a backslash after its
angle bracket, which `parse_rendered` takes off again.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cads_ray.errors import PromptError
from cads_ray.prompts.schemas import FIELDS, LISTS, NAMES, task_of

SHIPPED = Path(__file__).parent

_NAME = "|".join(sorted(NAMES, key=len, reverse=True))
_PLACE = re.compile(rf"<({_NAME})/>")
_ANY_PLACE = re.compile(r"<(\w+)/>")
_FILLED = re.compile(rf"<({_NAME})>\n(.*?)\n</\1>", re.DOTALL)
_JUNK = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*+"  # what a model would read over: spaces and characters without width
# Possessive, so that a megabyte of brackets, backslashes or spaces is scanned once.
_TAG = rf"(?={_JUNK}(?:[/／⁄∕]{_JUNK})?(?:{_NAME})(?![A-Za-z0-9_]))"
_OPENERS = "[<＜﹤‹〈⟨]"
_DELIMITER = re.compile(rf"({_OPENERS})(\\*+){_TAG}", re.IGNORECASE)
_NEUTRAL = re.compile(rf"({_OPENERS})\\(\\*+){_TAG}", re.IGNORECASE)
_ITEM = re.compile(r"(?:[A-Z]|\d+)\. (.*)", re.DOTALL)
_INDENT = "    "  # continues an item, so that a line of it never looks like the next item


@dataclass(frozen=True)
class Rendered:
    """A prompt ready to be sent: the system message is the same for all requests of a task."""

    system: str
    user: str


@dataclass(frozen=True)
class Template:
    """A prompt file: its two parts, and the digest that ledger keys carry."""

    system: str
    user: str
    digest: str


class Prompts:
    """The prompts of a run: the shipped files, or those of `folder` where it has one of the same name."""

    def __init__(self, folder: Path | None = None):
        self.folder = folder
        if folder is not None:
            _check_folder(folder)
        self._templates: dict[str, Template] = {}

    def render(self, task: str, fields: Mapping[str, Any]) -> Rendered:
        """Fill the task's prompt. Raises PromptError when a field is missing, unknown or not text."""
        template = self.template(task)
        _check_fields(task, fields)
        user = _PLACE.sub(lambda place: _delimited(place[1], fields[place[1]]), template.user)
        return Rendered(template.system, user)

    def digest(self, task: str) -> str:
        """sha256 of the task's prompt file: another wording is another request."""
        return self.template(task).digest

    def template(self, task: str) -> Template:
        """The task's prompt file, checked. Raises PromptError when it is missing or does not fit the task."""
        if task not in self._templates:
            self._templates[task] = _read(task, self.folder)
        return self._templates[task]

    def check(self) -> None:
        """Read every task's file, so that a bad one is found before the first call."""
        for task in FIELDS:
            self.template(task)


def parse_rendered(text: str) -> dict[str, Any]:
    """The fields of a rendered user message, as they went in (None as an empty text or list)."""
    return {name: _unfold(name, body) for name, body in _FILLED.findall(text)}


def parse_task(text: str) -> tuple[str | None, dict[str, Any]]:
    """The task and the fields of a rendered user message; the task is None when it is no prompt of ours."""
    fields = parse_rendered(text)
    return task_of(set(fields)), fields


def neutralise(text: str) -> str:
    """`text` with nothing in it that reads as one of our delimiters."""
    return _DELIMITER.sub(r"\1\\\2", text)


def restore(text: str) -> str:
    """The inverse of `neutralise`."""
    return _NEUTRAL.sub(r"\1\2", text)


def _delimited(name: str, value: Any) -> str:
    body = _fold(name, value or []) if name in LISTS else (value or "")
    return f"<{name}>\n{neutralise(body)}\n</{name}>"


def _fold(name: str, items: list[str]) -> str:
    """One item a line: choices by letter, all else by number; further lines of an item are indented."""
    lettered = name == "choices" and len(items) <= len(string.ascii_uppercase)
    labels = string.ascii_uppercase if lettered else [str(i + 1) for i in range(len(items))]
    lines = (item.replace("\n", "\n" + _INDENT) for item in items)
    return "\n".join(f"{label}. {line}" for label, line in zip(labels, lines, strict=False))


def _unfold(name: str, body: str) -> str | list[str]:
    body = restore(body)
    if name not in LISTS:
        return body
    items: list[str] = []
    for line in body.split("\n"):
        if items and line.startswith(_INDENT):
            items[-1] += "\n" + line.removeprefix(_INDENT)
        elif item := _ITEM.fullmatch(line):
            items.append(item[1])
    return items


def _check_fields(task: str, fields: Mapping[str, Any]) -> None:
    wanted = set(FIELDS[task])
    if missing := sorted(wanted - set(fields)):
        raise PromptError(f"the request for {task} lacks the field {missing[0]!r}")
    if unknown := sorted(set(fields) - wanted):
        raise PromptError(f"the request for {task} has a field {unknown[0]!r} that its prompt does not know")
    for name in wanted:
        value = fields[name]
        if name in LISTS:
            fits = value is None or (isinstance(value, list | tuple) and all(isinstance(item, str) for item in value))
        else:
            fits = value is None or isinstance(value, str)
        if not fits:
            raise PromptError(f"the field {name!r} of {task} must be {'a list of texts' if name in LISTS else 'text'}")


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise PromptError(f"prompts.dir={folder} is not a folder")
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in FIELDS:
            near = difflib.get_close_matches(path.stem, FIELDS, 1)
            hint = f"; did you mean {near[0]}.txt?" if near else f"; known are {', '.join(FIELDS)}"
            raise PromptError(f"{path} is no prompt that this version knows{hint}")


def _read(task: str, folder: Path | None) -> Template:
    if task not in FIELDS:
        raise PromptError(f"there is no prompt for {task!r}; known are {', '.join(FIELDS)}")
    own = folder / f"{task}.txt" if folder is not None else None
    path = own if own is not None and own.is_file() else SHIPPED / f"{task}.txt"
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise PromptError(f"the prompt {path} cannot be read ({type(error).__name__})") from None
    parts = re.fullmatch(r"\s*\[system\]\n(.*?)\n\[user\]\n(.*)", text, re.DOTALL)
    if parts is None:
        raise PromptError(f"{path} must have a line [system], a text, a line [user] and a text")
    system, user = parts[1].strip(), parts[2].strip()
    _check_template(task, path, system, user)
    return Template(system, user, hashlib.sha256(f"{system}\0{user}".encode()).hexdigest())


def _check_template(task: str, path: Path, system: str, user: str) -> None:
    if place := _ANY_PLACE.search(system):
        raise PromptError(f"{path}: {place[0]} stands in the system part; fields belong into the user part")
    places = _ANY_PLACE.findall(user)
    for name in FIELDS[task]:
        if places.count(name) != 1:
            raise PromptError(f"{path} must hold <{name}/> once, and holds it {places.count(name)} times")
    if unknown := sorted(set(places) - set(FIELDS[task])):
        raise PromptError(f"{path} holds <{unknown[0]}/>, which is no field of {task} ({', '.join(FIELDS[task])})")
    if tag := re.search(rf"</?(?:{_NAME})>", user):
        raise PromptError(f"{path} holds {tag[0]}, which is how a field is delimited; write the word without brackets")
