"""The columns of a row under the names that other people's datasets give them."""

from __future__ import annotations

import ast
import json
import math
import string
from collections.abc import Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]

QUESTION = "question problem query instruction question_text problem_text prompt".split()
ANSWER = "answer ground_truth gt_answer gt final_answer correct_answer answers label target solution output response"
ANSWERS = ANSWER.split()
CHOICES = "choices options candidates".split()
DOMAIN = "domain subject category l2_category subfield field topic discipline ability task".split()
SOURCE = "source data_source dataset dataset_name".split()
RATE = "pass_rate passrate pass_rate_32b passrate_32btrained passrate_7buntrained student_pass_rate".split()
VIDEO = ("video", "videos")
_NESTED = ("extra_info", "metadata", "reward_model", "provenance", "json")


def tidy(values: Mapping[Any, Any]) -> dict[str, Any]:
    """The values by lower-case names, with those of nested records where the row itself has none of the name."""
    named = {str(name).strip().lower().replace("-", "_").replace(" ", "_"): value for name, value in values.items()}
    letters = {letter: values[letter] for letter in string.ascii_uppercase[:10] if values.get(letter) is not None}
    for name in _NESTED:
        inner = named.get(name)
        if isinstance(inner, str) and inner.startswith("{"):
            inner = _json(inner)
        if isinstance(inner, dict):
            named = {str(key).lower(): value for key, value in inner.items()} | named
    return named | letters  # a column named A is a choice, and none of name a


def text_of(values: Values, names: Sequence[str]) -> str:
    """The first of the columns that holds text; numbers are text too."""
    for name in names:
        value = values.get(name)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, bool | int | float) and not (isinstance(value, float) and math.isnan(value)):
            value = str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def rate_of(values: Values, names: Sequence[str]) -> float | None:
    """A share between 0 and 1; None where there is none."""
    for name in names:
        value = values.get(name)
        try:
            share = float(value) if isinstance(value, int | float | str) and value != "" else None
        except ValueError:
            share = None
        if share is not None and 0 <= share <= 1:
            return share
    return None


def choices_of(values: Values) -> list[str] | None:
    """The texts of the choices, [] for an open question; None when they cannot be read."""
    value = next((values[name] for name in CHOICES if values.get(name) not in (None, "")), None)
    if isinstance(value, str):
        value = _listed(value)
    if isinstance(value, dict):  # {"A": ..., "B": ...}, or {"text": [...], "label": [...]}
        value = value["text"] if isinstance(value.get("text"), list) else [value[key] for key in sorted(value)]
    if value is None:
        return _lettered(values)
    if not isinstance(value, list) or not all(isinstance(one, str | int | float) for one in value):
        return None
    return [str(one).strip() for one in value]


def _lettered(values: Values) -> list[str]:
    """Choices in columns A, B, C, ..., as VLMEvalKit has them; later ones may be empty."""
    found: list[str] = []
    for letter in string.ascii_uppercase[:10]:
        cell = values.get(letter)
        if cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)):
            break
        found.append(str(cell).strip())
    return found if len(found) > 1 else []


def _listed(text: str) -> object:
    """A list written as text, in JSON or as Python prints it (MMMU); None for anything else."""
    value = _json(text)
    if value is None:
        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return text
    return value


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
