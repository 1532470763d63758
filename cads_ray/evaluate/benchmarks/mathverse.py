"""MathVerse (Zhang et al., ECCV 2024; AI4Math/MathVerse): 788 problems of testmini, each in five versions with a picture.

Columns: sample_index, problem_index, problem_version, question, image, answer, question_type (multi-choice, free-form),
metadata {split, source, subject, subfield}, query_wo, query_cot. Choices stand in the question as lines "A:...". In the version
"Vision Only" the question stands in the picture; "Text Only" has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cads_ray.evaluate.benchmarks.base import Benchmark, Key, Told, letter_of

IN_THE_PICTURE = "The problem stands in the picture. Solve it."


def reshape(values: dict[str, Any]) -> Sequence[dict[str, Any]]:
    version = str(values.get("problem_version") or "").replace("_", " ").lower()
    changed: dict[str, Any] = {"__id__": values.get("sample_index") or values.get("index")}
    if version == "vision only" or not values.get("question"):
        letter = " Answer with the letter of the right choice." if values.get("question_type") == "multi-choice" else ""
        changed["question"] = IN_THE_PICTURE + letter
    if version == "text only":
        changed["image"] = None
    return [{**values, **changed}]


def own(key: Key, answer: str, told: Told) -> bool:
    """What the published evaluation accepts before it asks GPT-4: the same text, or the letter of the same choice."""
    if letter := letter_of(key.answer, key.options or ("",) * 10):
        return letter_of(answer, key.options or ("",) * 10) == letter
    return answer.strip() == key.answer


MATHVERSE = Benchmark(
    "mathverse",
    ("problem_version", "subject", "subfield", "question_type"),
    reshape,
    own,
    "the part of MathVerse's that needs no model: the same text or letter; GPT-4 is asked about the rest",
)
