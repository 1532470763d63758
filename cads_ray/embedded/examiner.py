"""The tasks `score` and `diagnose` for embedded members: rules about a question, and about a failure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from cads_ray.embedded import analyst, judges
from cads_ray.embedded.families.base import TWISTS
from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.base import Problem, Skills

# What an author is told to do against a fault, in the words that teachers listen for (families.base.TWISTS).
REMEDIES = {
    "perception": f"Let the answer hang on looking closely: {TWISTS['small_print']}, or {TWISTS['unlabelled']}.",
    "knowledge": "Give a plain case of this kind of problem, in which nothing but the missing knowledge is needed.",
    "reasoning": f"Let every step be needed: {TWISTS['extra_step']}, or {TWISTS['distractor']}.",
    "calculation": f"Let the conversion decide: {TWISTS['mixed_units']}.",
    "question": f"Let what is asked differ from what is found first: {TWISTS['extra_step']}.",
}
ROUNDED = Fraction(1, 100)  # nearer to the answer than this only a rounding went wrong
_UNKNOWN_KIND = re.compile(r"do not recognise|have not learnt|could be a problem of")
_UNREAD = re.compile(r"can read|without the picture")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][a-z]{2,}\b")
_FACTORS = frozenset(Fraction(10) ** power for power in (-6, -4, -3, -2, -1, 1, 2, 3, 4, 6)) | {
    factor for unit in (60, 3600) for factor in (Fraction(unit), Fraction(1, unit))
}
_TWICE = frozenset(Fraction(2) ** power for power in (-3, -2, -1, 1, 2, 3))  # diameter for radius


def score(fields: Mapping[str, Any], reading: Reading) -> dict[str, str]:
    """Scores from 1 to 5 after a second, closer look: does any solver find an answer, are the names there, is it a question?"""
    question = str(fields["question"])
    solved = judges.solve(Problem(question, tuple(fields["choices"] or ()), reading), Skills())
    names = _NAME.findall(question)
    there = sum(name.casefold() in reading.text.casefold() for name in names)
    words = question.split()
    scores = {
        "solvability": 5 if solved["answer"] else 1,
        "clarity": 5 if "recognise" not in solved["reasoning"] and "could be" not in solved["reasoning"] else 2,
        "grounding": 5 if there == len(names) else 1 + 4 * there // len(names),
        "sense": 5 if question.endswith("?") and len(words) > 4 else 2,
    }
    return {name: str(value) for name, value in scores.items()}


def diagnose(fields: Mapping[str, Any], reading: Reading | None) -> dict[str, Any]:
    """Why the student failed, and what would train against it. Raises Refused when no family serves the seed."""
    seen = {"question": fields["question"], "answer": fields["answer"], "choices": fields["choices"]}
    analysis = analyst.analyze(seen | {"description": "", "domain": fields["domain"]}, reading)
    fault, told = _fault(fields, reading)
    return {"fault": fault, "diagnosis": told, "remedy": REMEDIES[fault]} | analysis


def _fault(fields: Mapping[str, Any], reading: Reading | None) -> tuple[str, str]:
    """The clearest sign first."""
    working, attempt = str(fields["working"] or ""), str(fields["attempt"] or "")
    if not attempt:
        if _UNKNOWN_KIND.search(working):
            return "knowledge", "The student gave no answer: it does not know this kind of problem."
        if _UNREAD.search(working):
            return "perception", "The student gave no answer: what it could read of the picture was not enough."
        return "reasoning", "The student gave no answer."
    ours, theirs = (_first(str(text)) for text in (fields["answer"], attempt))
    ratio = theirs / ours if ours and theirs else None
    if ratio is not None and ratio != 1 and abs(ratio - 1) < ROUNDED:
        return "calculation", "The answer is right but for its rounding."
    if ratio in _FACTORS:
        return "calculation", "The answer is right but for the unit: a conversion was forgotten or made twice."
    if ratio in _TWICE and re.search(
        r"radius|diameter|circle|sector", f"{fields['question']} {working}", re.IGNORECASE
    ):
        return "knowledge", "The student takes the diameter for the radius."
    there = _numbers(f"{fields['question']} {reading.text if reading else ''}")
    used = _numbers(working) - ({theirs} if theirs is not None else set())
    if reading is not None and used - there:
        return "perception", "The student works with a value that stands nowhere in the picture."
    if theirs is not None and theirs in there:
        return (
            "question",
            "The student answers with a value that was given, or found on the way, and not with what is asked.",
        )
    return "reasoning", "The student reads the values and draws the wrong conclusion from them."


def _numbers(text: str) -> set[Fraction]:
    return set(map(Fraction, _NUMBER.findall(text)))


def _first(text: str) -> Fraction | None:
    found = _NUMBER.search(text)
    return Fraction(found[0]) if found else None
