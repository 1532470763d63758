"""MMMU (Yue et al., CVPR 2024; MMMU/MMMU) and MMMU-Pro (ACL 2025; MMMU/MMMU_Pro), standard with ten options and vision.

Columns: id, question, options (a list as text), explanation, image_1 .. image_7, img_type, answer (a letter; of an open
question its text, or a list of such), topic_difficulty, question_type, subfield; MMMU-Pro says subject; its vision set has
id, image, options, answer, subject, and the question with its options in the picture. VLMEvalKit's TSV has columns A, B, ...
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from cads_ray.evaluate.benchmarks.base import Benchmark, Key, Told, letter_of, number

IN_THE_PICTURE = "The problem and its options stand in the picture. Answer with the letter of the right option."
_ID = re.compile(r"(?:dev|validation|test)_(\w+?)_\d+")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
DIMENSIONS = ("subject", "category", "l2_category", "subfield", "question_type", "topic_difficulty", "img_type")


def reshape(values: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """The subject that MMMU tells in the id; of several accepted answers the first, and the others beside it."""
    named = _ID.search(str(values.get("id") or ""))
    changed: dict[str, Any] = {"subject": values.get("subject") or (named[1].replace("_", " ") if named else "")}
    answers = _several(values.get("answer"))
    if answers:
        changed |= {"answer": answers[0], "also": answers[1:]}
    return [{**values, **changed}]


def reshape_vision(values: dict[str, Any]) -> Sequence[dict[str, Any]]:
    return [{**values, "question": IN_THE_PICTURE}]


def _several(value: object) -> list[str]:
    if isinstance(value, str) and value.startswith("["):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            return []
    return [str(one) for one in value] if isinstance(value, list) else []


def own(key: Key, answer: str, told: Told) -> bool:
    """MMMU's: of a choice the letter; of an open question the text inside the answer, or a number equal to two decimals.

    Where the published script finds no letter it draws one by lot; here that is no answer.
    """
    if key.options:
        return letter_of(answer, key.options) == letter_of(key.answer, key.options) != ""
    numbers = {round(float(found.replace(",", "")), 2) for found in _NUMBER.findall(answer)}
    for truth in key.all:
        value = number(truth)
        if value is not None and round(value, 2) in numbers:
            return True
        if value is None and truth.strip().lower() in answer.lower():
            return True
    return False


RULE = "MMMU's: the letter; an open answer's text inside the reply, numbers equal to two decimals"
MMMU = Benchmark("mmmu", DIMENSIONS, reshape, own, RULE)
MMMU_PRO = Benchmark("mmmu_pro", DIMENSIONS, reshape, own, RULE)
MMMU_PRO_VISION = Benchmark("mmmu_pro_vision", DIMENSIONS, reshape_vision, own, RULE, hides=True)
