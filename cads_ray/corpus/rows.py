"""A row as it came out of a file, good or bad; the seams of all readers of files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`line` counts from 1, in files without lines rows do; `id` is "" where the row names none."""

    line: int
    id: str
    values: dict


@dataclass(frozen=True)
class Bad:
    """A row that could not even be parsed."""

    line: int
    reason: str
    id: str = ""
