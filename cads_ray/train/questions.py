"""The questions to train on: runs and other people's datasets, mixed, without what may not or cannot be trained on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyarrow as pa

from cads_ray.corpus.corpus import read_corpus
from cads_ray.corpus.mix import mix
from cads_ray.errors import ConfigError
from cads_ray.export.sample import INSTRUCTION, TRAIN, Sample, problem
from cads_ray.pictures import Blobs, size_of
from cads_ray.train.config import TOKEN_PIXELS

HELD_OUT = ("validation", "test", "testmini")
LEAST_TOKENS = 350  # EasyR1 enlarges smaller pictures to 262,144 pixels
TEMPLATE_TOKENS = 40  # of the chat template, and of a picture's frame


@dataclass(frozen=True)
class Source:
    """What became of a dataset's rows: `taken` of those that remain when the others are left out."""

    data: str
    rows: int  # that can be used at all
    rejected: int  # set aside by the reader
    held_out: int  # of a split that is not for training
    too_long: int  # might not fit into train.max_prompt
    taken: int

    def __str__(self) -> str:
        apart = {"unusable": self.rejected, "held out": self.held_out, "too long for train.max_prompt": self.too_long}
        told = ", ".join(f"{count:,} {why}" for why, count in apart.items() if count)
        return f"{self.data}: {self.taken:,} of {self.rows:,}" + (f" ({told})" if told else "")


@dataclass(frozen=True)
class Limits:
    """What a prompt may take, in tokens, and a picture, in pixels."""

    prompt: int
    pixels: int

    def fits(self, sample: Sample) -> bool:
        """Whether the prompt fits for certain: no tokenizer makes more tokens of a text than it has bytes."""
        text = len(f"{problem(sample)}{INSTRUCTION}".encode()) + TEMPLATE_TOKENS
        return text + sum(self.tokens(*size_of(data)) for _, data in sample.pictures) <= self.prompt

    def tokens(self, width: int, height: int) -> int:
        """The most tokens that a picture takes once it is scaled to the limits."""
        side = math.isqrt(TOKEN_PIXELS)
        whole = (width // side + 1) * (height // side + 1)
        return min(max(whole, LEAST_TOKENS), self.pixels // TOKEN_PIXELS + 1)


def gather(places: Sequence[str], sizes: Sequence[int] | None, seed: int, limits: Limits, blobs: Blobs) -> Questions:
    """Read the datasets, leave out what is held out or too long, and mix `sizes` of what remains (None: all of it).

    A dataset of which 0 are wanted is not read. Raises SeedsError and ConfigError.
    """
    wanted = list(zip(places, sizes if sizes is not None else [None] * len(places), strict=True))
    tables, sources = [], []
    for place, size in wanted:
        if size == 0:
            continue
        table, source = _read(place, limits, blobs)
        if not table.num_rows:
            raise ConfigError(f"data: nothing to train on. {source}")
        tables.append(table)
        sources.append(replace(source, taken=table.num_rows if size is None else size))
    mixed = mix(tables, [source.taken for source in sources], seed, [source.data for source in sources])
    return Questions(mixed, sources, blobs)


def _read(place: str, limits: Limits, blobs: Blobs) -> tuple[pa.Table, Source]:
    corpus = read_corpus(place, blobs)
    for_training = [split not in HELD_OUT for split in corpus.table["split"].to_pylist()]
    table = corpus.table.filter(pa.array(for_training))
    table = table.filter(pa.array([limits.fits(sample) for sample in _samples(table, blobs)], pa.bool_()))
    held_out = for_training.count(False)
    too_long = len(for_training) - held_out - table.num_rows
    return table, Source(place, corpus.table.num_rows, len(corpus.rejected), held_out, too_long, 0)


def _samples(table: pa.Table, blobs: Blobs) -> Iterator[Sample]:
    for batch in table.to_batches(max_chunksize=256):
        for row in batch.to_pylist():
            yield _sample(row, blobs)


def _sample(row: dict[str, Any], blobs: Blobs) -> Sample:
    names = ("id", "question", "answer", "unit", "tolerance", "rationale", "domain")
    return Sample(
        **{name: row[name] for name in names},
        split=TRAIN,
        choices=tuple(row["choices"]),
        sha=row["picture"] or "",
        image=blobs.get(row["picture"]) if row["picture"] else b"",
        provenance=None,
        more=tuple((sha, blobs.get(sha)) for sha in row["more_pictures"] or ()),
    )


@dataclass(frozen=True)
class Questions:
    """The mixed questions, as a table of corpus.CORPUS, and where they came from."""

    table: pa.Table
    sources: list[Source]
    blobs: Blobs

    def __len__(self) -> int:
        return self.table.num_rows

    def samples(self) -> Iterator[Sample]:
        """One at a time, with their pictures, as exporters take them; all are for training."""
        return _samples(self.table, self.blobs)

    def told(self) -> list[dict[str, Any]]:
        """Where the questions came from, as JSON may hold it."""
        return [asdict(source) for source in self.sources]
