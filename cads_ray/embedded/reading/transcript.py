"""A reading as a reply's value, so that the ledger keeps it and every judge with the same eye shares it."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from cads_ray.embedded.reading.words import Mark, Reading, Stroke, Word


def written(reading: Reading) -> dict[str, Any]:
    """Plain JSON: `words` as [text, x, y, width, height, score], `marks` as [label, value, series], `strokes`."""
    return {
        "words": [list(astuple(word)) for word in reading.words],
        "marks": [list(astuple(mark)) for mark in reading.marks],
        "strokes": [[*s.start, *s.end, s.color, s.dashed, s.arrow] for s in reading.strokes],
        "width": reading.width,
        "height": reading.height,
    }


def recalled(value: dict[str, Any]) -> Reading:
    """The reading that `written` wrote."""
    return Reading(
        words=tuple(Word(*word) for word in value["words"]),
        marks=tuple(Mark(*mark) for mark in value["marks"]),
        strokes=tuple(Stroke((a, b), (c, d), *rest) for a, b, c, d, *rest in value["strokes"]),
        width=value["width"],
        height=value["height"],
    )
