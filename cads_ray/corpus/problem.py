"""A row of anyone's dataset as a problem, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cads_ray.corpus import turns
from cads_ray.corpus.answers import Told, Unusable, as_text, told
from cads_ray.corpus.columns import (
    ANSWERS,
    DOMAIN,
    QUESTION,
    RATE,
    SOURCE,
    VIDEO,
    Values,
    choices_of,
    rate_of,
    text_of,
)
from cads_ray.corpus.images import NAMES, pictures_of
from cads_ray.corpus.wording import asked, split_choices, unlabelled

_MARKS = re.compile(r"[<>\[\]\s]")  # an export writes [image] for a choice that is "<image>"
MAX_TEXT = 100_000  # characters of one field; a problem is a page at most, and prompts are paid by the token


@dataclass(frozen=True)
class Problem:
    """`question` is "" for a textual task description. `pictures` are bytes, not yet looked at."""

    question: str
    choices: list[str]
    answer: str
    unit: str
    tolerance: str
    rationale: str
    description: str
    pictures: list[bytes]
    domain: str
    source: str
    license: str
    attribution: str
    strategy: str
    split: str
    pass_rate: float | None
    difficulty: float | None


def problem_of(values: Values, roots: Sequence[Path]) -> Problem:
    """The problem of a row's tidy values, its pictures read from below `roots`. Raises Unusable, PictureError."""
    _check_texts(values)
    question, reply, inside = turns.exchange(values)
    question, wanted = asked(text_of(values, QUESTION) or question)
    description = text_of(values, ("description",))
    if not question and not description:
        raise Unusable("empty question, and no description")
    pictures = pictures_of({**values, **({"images": inside} if inside else {})}, roots)
    if wanted > len(pictures):
        raise Unusable(f"the question shows {wanted} pictures, and the row has {len(pictures)}")
    said = told(values, reply) if question else Told("", {})
    if question and not said.answer:
        raise Unusable("a question without an answer")
    question, choices = _choices(values, question, said)
    return Problem(
        question,
        choices,
        as_text(said.answer, choices, said.letter or "A" in values, values.get("answer")),
        str(said.declared.get("unit") or ""),
        str(said.declared.get("tolerance") or ""),
        said.rationale,
        description,
        pictures,
        text_of(values, DOMAIN),
        text_of(values, SOURCE),
        text_of(values, ("license",)),
        text_of(values, ("attribution",)),
        text_of(values, ("strategy",)),
        text_of(values, ("split",)),
        rate_of(values, RATE),
        rate_of(values, ("difficulty",)),
    )


def _choices(values: Values, question: str, said: Told) -> tuple[str, list[str]]:
    """The question without its choices, and they: from their column, from the key's JSON, or from the question's last lines."""
    given = said.declared.get("choices") or choices_of(values)
    if given is None:
        raise Unusable("choices is not a list of texts")
    bare, lines = split_choices(question)
    if not given:
        return bare, lines
    told = [_MARKS.sub("", choice) for choice in given]
    return (bare if [_MARKS.sub("", line) for line in lines] == told else question), unlabelled(list(given))


def _check_texts(values: Values) -> None:
    if not isinstance(values.get("question") or "", str):
        raise Unusable("question is not text")
    for name in (*QUESTION, *ANSWERS, "description", "domain", "license"):
        value = values.get(name)
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise Unusable(f"{name} has {len(value):,} characters, more than {MAX_TEXT:,}")
    if any(values.get(name) for name in VIDEO) and not any(values.get(name) for name in NAMES):
        raise Unusable("shows a video, and no picture")
