"""The leak guard: an insight teaches how to make problems and must not carry one over.

Reflection copies phrases and numbers of what it reads; a playbook that holds them would breed copies of those samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.context.similar import normalise

RUN = 8  # consecutive words shared with a seed or a sample
NUMBERS = 2  # numbers shared with one of them
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PLAIN = frozenset({"yes", "no", "true", "false", "none"})  # answers that any sentence may hold


@dataclass(frozen=True)
class Source:
    """A problem that an insight was drawn from: the sample, or its seed."""

    question: str
    answer: str


class LeakGuard:
    """Knows all seeds; the samples that taught an insight come with each question."""

    def __init__(self, seeds: pa.Table):
        texts = pa.chunked_array(
            [chunk for name in ("seed_question", "seed_description") for chunk in seeds[name].chunks], pa.string()
        )
        padded = pc.binary_join_element_wise("", pc.utf8_lower(texts), "", " ")
        self._seeds = pc.replace_substring_regex(padded, r"[^\p{L}\p{N}]+", " ")

    def leak(self, text: str, sources: Iterable[Source]) -> str:
        """What `text` gives away of the seeds or of its sources, in words; "" for nothing."""
        runs = _runs(normalise(text))
        sources = list(sources)
        asked = [f" {normalise(source.question)} " for source in sources]
        if any(run in question for run in runs for question in asked) or any(map(self._in_seeds, runs)):
            return f"shares {RUN} consecutive words with a seed or a sample"
        for source in sources:
            if _holds(text, source.answer):
                return "holds the answer of a sample"
            told = set(_NUMBER.findall(f"{source.question} {source.answer}"))
            if len(told & set(_NUMBER.findall(text))) >= NUMBERS:
                return f"shares {NUMBERS} numbers with a sample"
        return ""

    def _in_seeds(self, run: str) -> bool:
        return bool(pc.any(pc.match_substring(self._seeds, run)).as_py())


def _runs(text: str) -> list[str]:
    """All runs of words, with a space at either end so that no word is matched in part."""
    words = text.split()
    return [f" {' '.join(words[i : i + RUN])} " for i in range(len(words) - RUN + 1)]


def _holds(text: str, answer: str) -> bool:
    """Whether the answer stands in the text as a word of its own; option letters and yes or no are no secret."""
    answer = answer.strip().casefold()
    if (len(answer) < 2 and not answer.isdigit()) or answer in _PLAIN:
        return False
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text.casefold()) is not None
