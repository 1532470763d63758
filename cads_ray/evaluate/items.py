"""The problems of a benchmark as one table, read from the files that the user has."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cads_ray.corpus.reading import Found, problems_at
from cads_ray.errors import SeedsError
from cads_ray.evaluate.benchmarks.base import Benchmark, Key
from cads_ray.pictures import Blobs
from cads_ray.schema import TEXTS
from cads_ray.stage import Row

ITEM = pa.schema(
    [
        ("id", pa.string()),
        ("question", pa.string()),
        ("choices", TEXTS),  # as they are shown: none where they stand in the picture
        ("answer", pa.string()),
        ("also", TEXTS),  # other keys that count as well
        ("options", TEXTS),  # the choices, shown or not: answers are compared with them
        ("unit", pa.string()),
        ("tolerance", pa.string()),
        ("image", pa.string()),  # sha256 in the blob store
        ("more_images", TEXTS),
        ("cells", pa.string()),  # JSON {dimension: [values]}
        ("told", pa.string()),  # JSON: what the benchmark's own rule reads
    ]
)


@dataclass
class Items:
    """`table` has the columns of ITEM; `rejected` holds {"file", "line", "id", "reason"} of each row set aside."""

    table: pa.Table
    rejected: list[dict]

    @property
    def digest(self) -> str:
        """What the problems are, in a few letters."""
        return hashlib.sha256(repr(self.table.to_pylist()).encode()).hexdigest()[:16]


def read_items(
    benchmark: Benchmark,
    place: str,
    blobs: Blobs,
    pictures: str | None = None,
    split: str = "",
    limit: int | None = None,
) -> Items:
    """The problems at `place` in the order of the files; with `split` those of one split, with `limit` so many of them, evenly
    spread. Raises SeedsError for a place without any that can be used.
    """
    rows: dict[str, Row] = {}
    rejected: list[dict] = []
    splits: set[str] = set()
    for found in problems_at(place, blobs, "data", pictures, benchmark.reshape):
        splits.add(found.split)
        if split and found.split != split:
            continue
        if found.problem is None or not found.problem.question:
            reason = found.reason or "a description, no problem"
            rejected.append({"file": found.file, "line": found.line, "id": found.id, "reason": reason})
            continue
        name = found.id if found.id not in rows else f"{found.id}~{len(rows)}"
        rows[name] = _row(name, found, benchmark)
    if not rows:
        first = f"; the first: line {rejected[0]['line']}: {rejected[0]['reason']}" if rejected else ""
        other = f"; its splits are {', '.join(sorted(filter(None, splits)))}" if split and not rejected else ""
        raise SeedsError(f"no usable problem of {benchmark.name} in {place} ({len(rejected)} set aside{first}{other})")
    chosen = list(rows.values())
    if limit is not None and limit < len(chosen):
        chosen = [chosen[i * len(chosen) // limit] for i in range(limit)]
    return Items(pa.Table.from_pylist(chosen, schema=ITEM), rejected)


def _row(name: str, found: Found, benchmark: Benchmark) -> Row:
    problem = found.problem
    assert problem is not None  # for the type checker: the caller has looked
    also: Any = found.values.get("also")
    return {
        "id": name,
        "question": problem.question,
        "choices": [] if benchmark.hides else problem.choices,
        "answer": problem.answer,
        "also": also if isinstance(also, list) else [],
        "options": problem.choices,
        "unit": problem.unit,
        "tolerance": problem.tolerance,
        "image": found.shas[0] if found.shas else None,
        "more_images": list(found.shas[1:]),
        "cells": json.dumps(benchmark.broken_down(found.values, problem), ensure_ascii=False),
        "told": json.dumps(benchmark.told(found.values), ensure_ascii=False),
    }


def key_of(item: Row) -> Key:
    """What an answer to the item is compared with."""
    names = ("answer", "unit", "tolerance")
    return Key(also=tuple(item["also"]), options=tuple(item["options"]), **{name: item[name] for name in names})
