"""The task `check` for embedded members: which labels that the words state cannot be read in the picture.

A program of few means: it knows labels and values, and neither lines nor places. What it misreads it takes for missing.
"""

from __future__ import annotations

import re

from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.reading.words import Reading


def missing(description: str, reading: Reading) -> list[str]:
    """A sentence for each label; none for words that state neither a figure nor a chart."""
    read = _letters(reading.text)
    labels = dict.fromkeys(word.text for word in reading_of_description(description).words)
    return [f'The label "{label}" cannot be read in the picture.' for label in labels if _letters(label) not in read]


def _letters(text: str) -> str:
    return re.sub(r"[^\w.+-]+", "", text.casefold())
