"""Reading a picture by OCR: words with their places, and values read off the scales of a chart.

The models ship in rapidocr's wheel (PP-OCRv6 small, ONNX), so nothing is downloaded. What it reads depends on the
picture and the resolution alone. Radicals and superscripts are lost ("√2" reads "2"), and so is the case of a lone
letter that looks alike in both ("x" may read "X").
"""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cads_ray import pictures
from cads_ray.embedded.reading.scales import marks, number
from cads_ray.embedded.reading.spelling import spelled
from cads_ray.embedded.reading.words import Reading, Word

if TYPE_CHECKING:
    from rapidocr import RapidOCR

PARAMETERS: dict[str, Any] = {
    "Global.log_level": "error",
    "Global.use_cls": False,  # figures are upright: the direction classifier would cost time and only do harm
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # readings run side by side, so each gets one thread
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,  # the eye's resolution is set before; without this, small pictures would be blown up
    "Det.box_thresh": 0.4,  # at 0.5 every fiftieth single digit is missed; below 0.4 ticks and arrow heads come in
    "Rec.rec_img_shape": [3, 48, 48],  # short labels need no padding to 320: a third less time, the same words
}
_lock = threading.Lock()


@lru_cache(maxsize=1)
def _load() -> RapidOCR:
    from rapidocr import RapidOCR

    return RapidOCR(params=PARAMETERS)


def _engine() -> RapidOCR:
    """One engine a process; its sessions may run in several threads at once."""
    with _lock:
        return _load()


def read(picture: bytes, resolution: int) -> Reading:
    """What an eye reads that sees the longest side of `picture` as `resolution` pixels.

    Places are in pixels of the full picture. Raises PictureError when the bytes are no picture.
    """
    full = pictures.pixels(picture)
    seen = pictures.pixels(picture, resolution)
    words = _words(seen)
    places = tuple(_zoomed(word, full.shape[1] / seen.shape[1]) for word in words)
    return Reading(places, marks(seen, words), width=full.shape[1], height=full.shape[0])


def _zoomed(word: Word, zoom: float) -> Word:
    x, y, width, height = (round(zoom * value, 1) for value in (word.x, word.y, word.width, word.height))
    return Word(word.text, x, y, width, height, word.score)


def _words(seen: np.ndarray) -> list[Word]:
    """Words on the RGB pixels `seen`, in the detector's order (top to bottom)."""
    found: Any = _engine()(np.ascontiguousarray(seen[:, :, ::-1]))
    words = []
    for corners, raw, score in zip(_listed(found.boxes), _listed(found.txts), _listed(found.scores), strict=True):
        (left, top), (right, bottom) = (tuple(map(float, edge)) for edge in (corners.min(axis=0), corners.max(axis=0)))
        text = spelled(raw)
        if text and not (len(text) == 1 and _is_solid(seen, left, top, right, bottom)):
            place = ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
            words += _split(seen, Word(text, *place, round(float(score), 3)))
    return _closed(words)


def _closed(words: list[Word]) -> list[Word]:
    """The words, with a bracket that was read as two ("P(8," "4)") made whole."""
    whole = list(words)
    for left in words:
        if left.text.count("(") > left.text.count(")"):
            near = [w for w in whole if w.text.endswith(")") and "(" not in w.text and _is_next(left, w)]
            for right in near[:1]:
                whole[whole.index(left)] = _merged(left, right)
                whole.remove(right)
    return whole


def _is_next(left: Word, right: Word) -> bool:
    gap = (right.x - right.width / 2) - (left.x + left.width / 2)
    return abs(gap) < left.height and abs(left.y - right.y) < left.height / 2


def _merged(left: Word, right: Word) -> Word:
    start, end = left.x - left.width / 2, right.x + right.width / 2
    text = f"{left.text} {right.text}"
    return replace(left, text=text, x=(start + end) / 2, width=end - start, score=min(left.score, right.score))


def _split(seen: np.ndarray, word: Word) -> list[Word]:
    """Ticks that were read as one word ("10 11 12") as single numbers, each where its ink is; the word as it is where
    ink and text do not agree on how many there are."""
    parts = word.text.split()
    if len(parts) < 2 or any(number(part) is None for part in parts):
        return [word]
    left, top = max(0, int(word.x - word.width / 2)), max(0, int(word.y - word.height / 2))
    box = _ink(seen[top : top + int(word.height) + 1, left : left + int(word.width) + 1])
    ink: np.ndarray = np.asarray(box.any(axis=0))
    runs = _runs(np.flatnonzero(ink), gap=0.35 * word.height)
    if len(runs) > len(parts) and runs[0][0] < 2:  # a neighbour, cut by the box
        runs = runs[1:]
    if len(runs) > len(parts) and runs[-1][1] > len(ink) - 3:
        runs = runs[:-1]
    if len(runs) != len(parts):
        return [word]
    pairs = zip(runs, parts, strict=True)
    return [replace(word, text=text, x=left + (a + b) / 2, width=b - a + 4) for (a, b), text in pairs]


def _runs(columns: np.ndarray, gap: float) -> list[tuple[float, float]]:
    """First and last column of each stretch of columns without a gap of this many pixels."""
    if not len(columns):
        return []
    breaks = np.flatnonzero(np.diff(columns) > gap)
    starts, ends = columns[np.r_[0, breaks + 1]], columns[np.r_[breaks, len(columns) - 1]]
    return [(float(a), float(b)) for a, b in zip(starts, ends, strict=True)]


def _listed(values: Any) -> Any:
    return () if values is None else values


def _ink(pixels: np.ndarray, strength: float = 60) -> np.ndarray:
    """Where RGB pixels differ from their ground by more than `strength` of 255."""
    grey = pixels.mean(axis=2)
    return abs(grey - np.median(grey)) > strength


def _is_solid(seen: np.ndarray, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a box holds a filled shape (arrow heads read as "4" or "+") and no glyph, whose strokes are thin."""
    ink = _ink(seen[int(top) : int(bottom) + 1, int(left) : int(right) + 1], 120)
    side = max(3, round(0.17 * (bottom - top)))  # strokes of "4", "M" and "W" join to no more than 0.13
    if min(ink.shape) < side:
        return False
    return bool(np.lib.stride_tricks.sliding_window_view(ink, (side, side)).all(axis=(2, 3)).any())
