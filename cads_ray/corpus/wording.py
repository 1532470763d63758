"""What a dataset wraps around a question (placeholders, instructions, choices as lines), taken off again."""

from __future__ import annotations

import re
import string

_PLACEHOLDER = re.compile(r"<image>\s*\n?")
_ASIDE = (  # instructions of trainers, at the end of a question
    re.compile(r"\s*You FIRST think about the reasoning process.*$", re.DOTALL),
    re.compile(r"\s*Please (?:reason step by step|think step by step)[^\n]*\\boxed\{\}[^\n]*$", re.IGNORECASE),
    re.compile(r"\s*(?:Answer with|Please answer with) the option[^\n]*$", re.IGNORECASE),
)
_HEAD = re.compile(r"\n?\s*(?:Choices|Options)\s*:?\s*$", re.IGNORECASE)
_CHOICE = re.compile(r"^\s*(?:\(([A-J])\)|([A-J])[.):])\s*(\S.*)$")


def asked(text: str) -> tuple[str, int]:
    """The question without placeholders and instructions, and how many pictures its placeholders ask for.

    Of several pictures each keeps its place as <image 1>, <image 2>, ...
    """
    pictures = text.count("<image>")
    if pictures > 1:
        number = iter(range(1, pictures + 1))
        text = re.sub("<image>", lambda _: f"<image {next(number)}>", text)
    else:
        text = _PLACEHOLDER.sub("", text)
    for aside in _ASIDE:
        text = aside.sub("", text)
    return text.strip(), pictures


def split_choices(text: str) -> tuple[str, list[str]]:
    """The question and its choices, where its last lines are A. ..., B. ..., and so on; else the text and none."""
    lines = text.split("\n")
    found: list[str] = []
    while lines and (choice := _CHOICE.match(lines[-1])):
        found.insert(0, choice[3].strip())
        letter = choice[1] or choice[2]
        lines.pop()
        if letter == "A":
            question = _HEAD.sub("", "\n".join(lines)).strip()
            return (question, found) if len(found) > 1 and question and _in_order(text, found) else (text, [])
    return text, []


def _in_order(text: str, choices: list[str]) -> bool:
    last = text.split("\n")[-len(choices) :]
    letters = [match[1] or match[2] for line in last if (match := _CHOICE.match(line))]
    return letters == list(string.ascii_uppercase[: len(choices)])


def unlabelled(choices: list[str]) -> list[str]:
    """The choices without the letters that some lists print before each of them."""
    labels = [_CHOICE.match(choice) for choice in choices]
    if all(label and (label[1] or label[2]) == chr(65 + n) for n, label in enumerate(labels)):
        return [label[3].strip() for label in labels if label]
    return choices
