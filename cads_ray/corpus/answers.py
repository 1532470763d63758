"""The answer that a row declares, however it is written: alone, in a box, at the end of a solution, as a choice's letter."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cads_ray.corpus.columns import ANSWERS, Values, text_of
from cads_ray.judge.answer import final_answer

MAX_ANSWER = 500  # characters; what is longer is an essay, and nothing can be compared with it
_BOXES = ("\\boxed", "\\fbox", "<answer>")
_HASHES = re.compile(r"####\s*(\S[^\n]*)\s*$")
_THOUGHT = re.compile(r"<think>\s*(.*?)\s*</think>", re.DOTALL)
_LETTER = re.compile(r"\(?([A-J])\)?[.:]?")


class Unusable(ValueError):
    """Why a row cannot be used."""


@dataclass(frozen=True)
class Told:
    """The answer's text, what its question declares, the solution that it stood in, and whether a lone letter names a choice."""

    answer: str
    declared: dict[str, Any]
    rationale: str = ""
    letter: bool = False


def told(values: Values, reply: str) -> Told:
    """The answer of a row; `reply` is the answer in its conversation. Raises Unusable."""
    for name in ("ground_truth", "answer"):
        item = _item(values.get(name))
        if item is not None:
            return Told(str(item["answer"]).strip(), item, text_of(values, ("rationale",)), True)
    written = text_of(values, ANSWERS) or reply.strip()
    declared = {name: values.get(name) for name in ("unit", "tolerance")}
    answer = _final(written)
    if len(answer) > MAX_ANSWER:
        raise Unusable(f"the answer has {len(answer):,} characters and declares no final one")
    solution = text_of(values, ("rationale", "solution", "explanation")) or reply.strip()
    thought = _THOUGHT.search(solution)
    return Told(answer, declared, thought[1] if thought else "" if _same(solution, answer) else solution)


def _same(solution: str, answer: str) -> bool:
    """Whether a solution is the answer alone, with or without its mathematics set off."""
    return solution.strip("$ ") == answer.strip("$ ")


def _item(value: object) -> dict[str, Any] | None:
    """The `ground_truth` of our own exports: JSON with the answer and what the question declares."""
    if not (isinstance(value, str) and value.startswith("{")):
        return None
    try:
        item = json.loads(value)
    except ValueError:
        return None
    return item if isinstance(item, dict) and isinstance(item.get("answer"), str) else None


def _final(text: str) -> str:
    """The final answer of a solution; the text itself where it declares none."""
    hashes = _HASHES.search(text)
    if hashes:
        return hashes[1].strip()
    if any(box in text for box in _BOXES) or len(text) > MAX_ANSWER:
        return final_answer(text) or text
    return text


def as_text(answer: str, choices: Sequence[str], letter: bool, number: object = None) -> str:
    """The text of the choice that is right, where there are choices; a letter where their texts do not tell them apart.

    `letter`: a lone letter is certain to name a choice. `number` is the answer as the row has it: an integer may count
    choices from 0. Raises Unusable where two choices may be meant.
    """
    if not choices:
        return answer
    by_text = [n for n, choice in enumerate(choices) if choice == answer]
    named = _LETTER.fullmatch(answer)
    index = ord(named[1]) - 65 if named else None
    if isinstance(number, int) and not isinstance(number, bool):
        index = number
    if index is not None and not 0 <= index < len(choices):
        index = None
    if index is None or (by_text and not letter):
        if index is not None and by_text != [index]:
            raise Unusable(f"the answer {answer} may be the text of one choice or the name of another")
        return answer
    text = choices[index]
    return text if text and choices.count(text) == 1 else chr(65 + index)
