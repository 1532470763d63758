"""What earlier samples and seeds asked: finds the twin of a sample, and counts the siblings of a template.

A *twin* asks the same of the same picture: a question in nearly the same words, every number of the question, of its
choices and of the picture's labels, and the answer. Where no label holds a number the words do not say what the picture
shows, and then the pictures must look alike too, or be drawn from the same visual prompt.
*Siblings* ask in nearly the same words and differ in numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cads_ray.dataset.near import Groups
from cads_ray.dataset.words import asked, digest, folded, has_number, labels, numbers, template
from cads_ray.stage import Row

ALIKE = 6  # bits of 64 in which the perceptual hashes of one picture drawn twice may differ
UNKNOWN = -1


class Seen(NamedTuple):
    """A sample or a seed as it is compared."""

    id: str
    look: int  # perceptual hash, UNKNOWN without a picture
    told: bytes  # digest of the visual prompt's words, b"" for a seed


class Known:
    """The questions of seeds and of samples that were neither failed nor duplicates, in the order in which they came."""

    def __init__(self, seeds: Iterable[Row] = ()):
        self.groups = Groups()
        self.siblings: Counter[int] = Counter()  # kept samples of a group
        self._samples: dict[bytes, list[Seen]] = {}
        self._seeds: dict[bytes, list[Seen]] = {}
        self.add_seeds(seeds)

    def add_seeds(self, seeds: Iterable[Row]) -> None:
        """Hear of seeds; rows with seed, seed_question, seed_choices, seed_answer, seed_phash."""
        problems = [seed for seed in seeds if seed["seed_question"]]
        groups = self.groups.add([template(seed["seed_question"]) for seed in problems])
        for seed, group in zip(problems, groups, strict=True):
            row = {"question": seed["seed_question"], "choices": seed["seed_choices"], "answer": seed["seed_answer"]}
            self._seeds.setdefault(key_of(row, group), []).append(Seen(seed["seed"], _look(seed["seed_phash"]), b""))

    def grouped(self, rows: Sequence[Row]) -> list[int]:
        """The group of each row's template; new ones are opened in the order of the rows."""
        return self.groups.add([template(row["question"]) for row in rows])

    def twin(self, row: Row, group: int) -> str | None:
        """The id of the earlier sample or seed that this row equals, as far as its picture is known."""
        here = _seen(row)
        bare = key_of(row | {"visual_prompt": ""}, group)
        for seed in self._seeds.get(bare, []):
            if seed.look == UNKNOWN or has_number(asked(row)) or _alike(seed, here):
                return seed.id
        shown = has_number(*labels(row))
        for other in self._samples.get(key_of(row, group), []):
            if shown or other.told == here.told or _alike(other, here):
                return other.id
        return None

    def add(self, row: Row, group: int) -> None:
        """Remember a sample, as one that a later sample may equal."""
        self._samples.setdefault(key_of(row, group), []).append(_seen(row))


def _seen(row: Row) -> Seen:
    return Seen(row["id"], _look(row.get("phash")), digest(template(row.get("visual_prompt") or ""))[:8])


def _look(phash: str | None) -> int:
    return int(phash, 16) if phash else UNKNOWN


def _alike(one: Seen, other: Seen) -> bool:
    return UNKNOWN not in (one.look, other.look) and (one.look ^ other.look).bit_count() <= ALIKE


def key_of(row: Row, group: int) -> bytes:
    """What twins share, their pictures aside: template, numbers and answer."""
    return digest(group, *numbers(row), "=", " ".join(folded(row["answer"]).split()))
