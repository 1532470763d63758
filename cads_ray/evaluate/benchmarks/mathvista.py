"""MathVista (Lu et al., ICLR 2024; AI4Math/MathVista): testmini has 1,000 problems with answers.

Columns: pid, question, image, decoded_image, choices, unit, precision, answer, question_type (multi_choice, free_form),
answer_type (text, integer, float, list), metadata {category, context, grade, skills, source, task, ...}. In VLMEvalKit's
TSV the question carries its hint already, and choices are a list as text.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from typing import Any

from cads_ray.evaluate.benchmarks.base import Benchmark, Key, Told, letter_of, number, with_hint

_PLACES = {1: "one decimal place", 2: "two decimal places"}


def reshape(values: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """The question with its unit and the form of its answer, which the published prompt (`query`) states too."""
    question = values.get("question")
    if not isinstance(question, str):
        return [values]
    unit = values.get("unit")
    if unit and "(Unit:" not in question:
        question = f"{question} (Unit: {unit})"
    places = number(str(values.get("precision") or ""))
    declared = json.dumps({"decimals": int(places)}) if values.get("answer_type") == "float" and places else ""
    hint = "" if question.startswith("Hint:") else _hint(values, places)
    return [{**values, "question": with_hint(question, hint), "tolerance": declared}]


def _hint(values: dict[str, Any], places: float | None) -> str:
    return {
        "integer": "Answer with an integer.",
        "float": f"Answer with a number with {_PLACES.get(int(places or 1), f'{int(places or 1)} decimal places')}.",
        "list": "Answer with a list, e.g. [1, 2, 3].",
    }.get(str(values.get("answer_type")), "")


def own(key: Key, answer: str, told: Told) -> bool:
    """The published normalisation: an integer cut to one, a float rounded to its places, the text of the nearest choice."""
    if key.options:
        letter = letter_of(answer, key.options)
        chosen = key.options[ord(letter) - 65] if letter else _nearest(answer, key.options)
        return chosen == key.answer or letter_of(key.answer, key.options) == letter != ""
    kind, got, truth = told.get("answer_type"), number(answer), number(key.answer)
    if kind == "integer":
        return got is not None and truth is not None and int(got) == int(truth)
    if kind == "float":
        places = int(number(str(told.get("precision") or "")) or 0)
        return got is not None and truth is not None and round(got, places) == round(truth, places)
    return answer.strip() == key.answer


def _nearest(text: str, options: Sequence[str]) -> str:
    return max(options, key=lambda option: difflib.SequenceMatcher(None, option, text).ratio())


MATHVISTA = Benchmark(
    "mathvista",
    ("task", "skills", "question_type", "answer_type", "context", "grade"),
    reshape,
    own,
    "MathVista's: integers cut, floats rounded to `precision`, an answer that is no choice counts as the nearest one",
    ("answer_type", "precision"),
)
