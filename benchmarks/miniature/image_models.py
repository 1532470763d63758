"""The image models: typefaces that draw a row of digits into a strip.

A row is drawn at 32 pixels a cell, thresholded and box-counted to 8 x 8 cells, as the scans were. Letters drift: the
spacing of a row adds up, so that the last digits of a long row are clipped or run into each other. That, the loss of
resolution and the typeface are all that goes wrong here; nobody sets a rate of errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.miniature.items import CELLS, EMPTY
from benchmarks.miniature.scans import SIDE

FINE = 32  # pixels of a cell before it is counted down to 8
WIDE = 48  # columns of a glyph's bitmap: a heavy letter is wider than its cell
TYPES = {"sans": "DejaVuSans.ttf", "mono": "DejaVuSansMono.ttf", "serif": "DejaVuSerif.ttf", "roman": "cmr10.ttf"}
NEUTRAL = {
    "times": "STIXGeneral.ttf",
    "heavy": "STIXGeneralBol.ttf",
    "grotesque": "cmss10.ttf",
    "typewriter": "cmtt10.ttf",
}
_FILES = TYPES | NEUTRAL  # the neutral ones are what judges learn beside scans; no author may use them
VARIANTS = 24  # drawings of each digit in a typeface: sizes, slants, weights
SIZE, SLANT = (30, 40), 0.15  # points; shear
DROP = 2  # fine pixels up or down, at most
DRIFT = 2.5  # fine pixels, at most, that each letter adds to the places of all that follow


def draw(digits: np.ndarray, faces: Sequence[str], seeds: np.ndarray) -> np.ndarray:
    """Strips (N, 5, 64) with ink 0 .. 1 of rows of digits (N, 5) in these typefaces; the same seed draws the same."""
    count, margin = len(digits), WIDE
    canvas = np.zeros((count, FINE, CELLS * FINE + 2 * margin), bool)
    chance = noise(seeds, 2 * CELLS)
    drift = np.cumsum((2 * chance[:, :CELLS] - 1) * DRIFT, 1)
    variant = (chance[:, CELLS:] * VARIANTS).astype(int)
    face = np.array([list(_FILES).index(each) for each in faces], int)
    for place in range(CELLS):
        at = np.nonzero(digits[:, place] != EMPTY)[0]
        glyphs = _library()[face[at], digits[at, place], variant[at, place]]
        left = margin + place * FINE + (FINE - WIDE) // 2 + np.round(drift[at, place]).astype(int)
        columns = left[:, None] + np.arange(WIDE)
        canvas[at[:, None, None], np.arange(FINE)[None, :, None], columns[:, None, :]] |= glyphs
    strip = canvas[:, :, margin:-margin]
    counted = strip.reshape(count, SIDE, FINE // SIDE, CELLS * SIDE, FINE // SIDE).mean((2, 4), np.float32)
    return counted.reshape(count, SIDE, CELLS, SIDE).transpose(0, 2, 1, 3).reshape(count, CELLS, SIDE * SIDE)


def noise(seeds: np.ndarray, count: int) -> np.ndarray:
    """Numbers of [0, 1), (N, count), that depend on a row's seed alone and not on the batch (splitmix64)."""
    z = seeds.astype(np.uint64)[:, None] + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(float) / 2**53


@cache
def _library() -> np.ndarray:
    return np.stack([_glyphs(face) for face in _FILES])


def _glyphs(face: str) -> np.ndarray:
    """Bitmaps (10, VARIANTS, FINE, WIDE) of the digits; the same in every world, as a typeface is."""
    rng = np.random.default_rng(list(face.encode()))
    path = _folder() / _FILES[face]
    return np.stack([[_glyph(path, digit, rng) for _ in range(VARIANTS)] for digit in range(10)])


def _glyph(path: Path, digit: int, rng: np.random.Generator) -> np.ndarray:
    font = ImageFont.truetype(str(path), int(rng.integers(*SIZE)))
    slant, stroke = rng.uniform(-SLANT, SLANT), int(rng.integers(1, 4))
    middle = FINE // 2 + int(rng.integers(-DROP, DROP + 1))
    image = Image.new("L", (WIDE, FINE))
    ImageDraw.Draw(image).text((WIDE // 2, middle), str(digit), 255, font, "mm", stroke_width=stroke)
    sheared = image.transform(image.size, Image.Transform.AFFINE, (1, slant, -slant * FINE / 2, 0, 1, 0))
    return np.asarray(sheared) > 127


@cache
def _folder() -> Path:
    import matplotlib  # its typefaces are in its wheel

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"
