"""The members of the collective: each writes problems, and judges those of others with the same knowledge.

An author is a taste (which operations, lengths and digits it falls back on), a typeface, and a writer of answers: a small
net that learnt arithmetic from too few examples, so that it errs in its own, systematic way, and like others that saw
the same examples. As a judge the same member reads the picture with a net of its own, and answers with the same writer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.miniature.image_models import NEUTRAL, TYPES, draw
from benchmarks.miniature.items import ANSWERS, CELLS, EMPTY, LENGTHS, OPS, Items, uniform
from benchmarks.miniature.nets import Net, fit
from benchmarks.miniature.scans import SIDE, Scans
from benchmarks.miniature.settings import Settings

RANGES = ((0, 9), (0, 4), (5, 9), (2, 7), (3, 9))  # of digits, first to last
PEAKED = 0.3  # Dirichlet: a model left to itself comes back to the same few things


@dataclass(frozen=True)
class Taste:
    """Probabilities of what is left to the author's choice."""

    ops: tuple[float, ...]
    lengths: tuple[float, ...]
    ranges: tuple[float, ...]


@dataclass(frozen=True)
class Member:
    """`writer` maps Items.symbols to answers, `reader` a cell's 64 pixels to its digit."""

    name: str
    face: str
    taste: Taste
    writer: Net
    reader: Net

    def answers(self, items: Items) -> np.ndarray:
        """What it takes for the answers (N,) when it is told the digits."""
        return self.writer(items.symbols).argmax(1)

    def read(self, strips: np.ndarray, items: Items) -> Items:
        """The items with the digits as it reads them in the pictures (N, 5, 64)."""
        here = items.digits != EMPTY
        digits = np.full(items.digits.shape, EMPTY)
        digits[here] = self.reader(strips[here]).argmax(1)
        return replace(items, digits=digits)


def collective(settings: Settings, scans: Scans, rng: np.random.Generator) -> list[Member]:
    """The members of one world."""
    pool = uniform(settings.writer_pool, rng)
    letters = rng.integers(0, 10, (settings.reader_rows, CELLS))
    strips = draw(letters, rng.choice(list(NEUTRAL), len(letters)), rng.integers(0, 2**62, len(letters)))
    widths = rng.permutation(settings.reader_widths)
    faces = rng.permutation(list(TYPES))
    return [
        Member(
            name="abcd"[k],
            face=str(faces[k]),
            taste=_taste(rng),
            writer=_writer(settings, pool, rng),
            reader=_reader(settings, int(widths[k]), scans, (strips, letters), rng),
        )
        for k in range(settings.members)
    ]


def _writer(settings: Settings, pool: Items, rng: np.random.Generator) -> Net:
    """A writer trained on its own part of the pool."""
    part = pool.take(rng.choice(len(pool), settings.writer_examples, replace=False))
    x, y = part.symbols, part.truth
    net = Net((x.shape[1], settings.writer_width, ANSWERS), rng)
    return fit(net, x, y, settings.writer_steps, settings.writer_batch, settings.writer_rate, rng)


def _reader(
    settings: Settings,
    width: int,
    scans: Scans,
    letters: tuple[np.ndarray, np.ndarray],
    rng: np.random.Generator,
) -> Net:
    """Half of the scans that are for judges, and letters in neutral typefaces."""
    mine = rng.choice(len(scans.digit), settings.reader_scans, replace=False)
    strips, digits = letters
    x = np.concatenate([scans.ink[mine], strips.reshape(-1, SIDE * SIDE)])
    y = np.concatenate([scans.digit[mine], digits.reshape(-1)])
    net = Net((SIDE * SIDE, width, 10), rng)
    return fit(net, x, y, settings.reader_steps, settings.base_batch, settings.reader_rate, rng)


def _taste(rng: np.random.Generator) -> Taste:
    peaks = [tuple(rng.dirichlet([PEAKED] * kinds)) for kinds in (len(OPS), len(LENGTHS), len(RANGES))]
    return Taste(*peaks)
