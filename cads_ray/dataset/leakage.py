"""The guard against leakage: samples that overlap with a benchmark's questions or pictures are not kept.

A question overlaps that shares 13 consecutive words, numbers included, with a benchmark's question (the convention since
GPT-3); a benchmark's question of 8 to 12 words must be met whole. Shorter ones are too common to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cads_ray.corpus.columns import QUESTION, Values, text_of, tidy
from cads_ray.corpus.files import rows_of
from cads_ray.corpus.images import pictures_of
from cads_ray.corpus.places import files_at
from cads_ray.corpus.rows import Row as FileRow
from cads_ray.corpus.turns import exchange
from cads_ray.corpus.wording import asked
from cads_ray.dataset.known import ALIKE
from cads_ray.dataset.words import digest, folded
from cads_ray.errors import ConfigError, PictureError
from cads_ray.pictures import check

GRAM, SHORT = 13, 8  # words
_PIECES = ALIKE + 1  # two hashes that differ in ALIKE bits agree in at least one of so many pieces
_BITS = -(-64 // _PIECES)


class Benchmarks:
    """What must not be in the dataset: questions as (name, text), pictures as (name, perceptual hash)."""

    def __init__(self, questions: Iterable[tuple[str, str]] = (), pictures: Iterable[tuple[str, str]] = ()):
        self._grams: dict[bytes, str] = {}
        self._pieces: dict[tuple[int, int], list[tuple[int, str]]] = {}
        for name, text in questions:
            for gram in _grams(text):
                self._grams.setdefault(gram, name)
        for name, phash in pictures:
            look = int(phash, 16)
            for piece in _pieces(look):
                self._pieces.setdefault(piece, []).append((look, name))

    def overlap(self, question: str) -> str | None:
        """Why the question may not be kept, or None."""
        for gram in _grams(question):
            if gram in self._grams:
                return f"overlaps in words with {self._grams[gram]}"
        return None

    def alike(self, phash: str | None) -> str | None:
        """Why the picture may not be kept, or None."""
        if not phash or not self._pieces:
            return None
        look = int(phash, 16)
        for piece in _pieces(look):
            for other, name in self._pieces.get(piece, []):
                if (look ^ other).bit_count() <= ALIKE:
                    return f"its picture looks like that of {name}"
        return None


def read_benchmarks(paths: Sequence[str]) -> Benchmarks:
    """Questions (and pictures, where there are any) of whatever files `corpus` reads, with answers or without.

    Raises ConfigError for a path that holds no question: a guard that guards nothing must not pass in silence.
    """
    questions: list[tuple[str, str]] = []
    pictures: list[tuple[str, str]] = []
    for path in paths:
        before = len(questions)
        for file in files_at(path, "dataset.decontaminate"):
            for row in rows_of(file):
                values = tidy(row.values) if isinstance(row, FileRow) else {}
                question = asked(text_of(values, QUESTION) or exchange(values)[0])[0]
                if question:
                    name = f"{file.name}:{row.line}"
                    questions.append((name, question))
                    pictures += ((name, phash) for phash in _pictures(values, file.parent))
        if len(questions) == before:
            raise ConfigError(f"dataset.decontaminate: no row of {path} has a `question`")
    return Benchmarks(questions, pictures)


def _pictures(values: Values, folder: Path) -> Iterator[str]:
    """Perceptual hashes of a benchmark's pictures; one that cannot be read guards nothing, its question still does."""
    try:
        for data in pictures_of(values, [folder]):
            yield check(data).phash
    except PictureError:
        return


def _grams(text: str) -> Iterator[bytes]:
    words = [word.strip(".,;:!?()[]\"'$") for word in folded(text).split()]
    words = [word for word in words if word]
    if len(words) >= GRAM:
        for start in range(len(words) - GRAM + 1):
            yield digest(*words[start : start + GRAM])
    elif len(words) >= SHORT:
        yield digest(*words)


def _pieces(look: int) -> Iterator[tuple[int, int]]:
    for piece in range(_PIECES):
        yield piece, (look >> (piece * _BITS)) & ((1 << _BITS) - 1)
