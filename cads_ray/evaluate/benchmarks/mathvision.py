"""MATH-Vision (Wang et al., NeurIPS 2024; MathLLMs/MathVision): 3,040 problems of test, 304 of testmini.

Columns: id, question (with <image1>), options (empty for an open question; bare letters where they stand in the picture),
image, decoded_image, answer, solution, level (1..5), subject. VLMEvalKit's TSV says choices and category.
"""

from __future__ import annotations

from cads_ray.evaluate.benchmarks.base import Benchmark, Key, Told, letter_of, number

CLOSE = 1e-6


def own(key: Key, answer: str, told: Told) -> bool:
    """The published comparison, but for LaTeX, which it evaluates: the same text in lower case, or numbers within 1e-6."""
    if key.options and (letter := letter_of(key.answer, key.options)):
        return letter_of(answer, key.options) == letter
    got, truth = number(answer), number(key.answer)
    if got is not None and truth is not None:
        return abs(got - truth) < CLOSE
    return answer.strip().lower() == key.answer.lower()


MATHVISION = Benchmark(
    "mathvision",
    ("subject", "category", "level", "kind"),
    own=own,
    rule="MATH-Vision's without its evaluation of LaTeX: the same text in lower case, numbers within 1e-6, the letter",
)
