"""Rows of a file, one at a time, however broken the file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from cads_ray.corpus.columnar import arrow_rows, parquet_rows
from cads_ray.corpus.rows import Bad, Row
from cads_ray.corpus.tars import tar_rows
from cads_ray.corpus.texts import csv_rows, json_rows, line_rows, tsv_rows

MAX_ID = 120
IDS = ("id", "pid", "qid", "uid", "index", "question_id", "problem_id", "sample_index", "sample_id", "__key__")
READERS: dict[str, Callable[[Path], Iterator[Row | Bad]]] = {
    ".jsonl": line_rows,
    ".ndjson": line_rows,
    ".parquet": parquet_rows,
    ".json": json_rows,
    ".arrow": arrow_rows,
    ".tsv": tsv_rows,
    ".csv": csv_rows,
    ".tar": tar_rows,
}
SUFFIXES = tuple(READERS)


def rows_of(file: Path) -> Iterator[Row | Bad]:
    """The rows of a file whose suffix is one of SUFFIXES, good and bad, in order, each with an id."""
    for row in READERS[file.suffix](file):
        yield _with_id(row, file) if isinstance(row, Row) else row


def _with_id(row: Row, file: Path) -> Row | Bad:
    more = row.values.get("extra_info")  # where verl has it
    places = (row.values, more if isinstance(more, dict) else {})
    given = next((place[name] for place in places for name in IDS if place.get(name) not in (None, "")), None)
    if given is None or not isinstance(given, str | int):
        return Row(row.line, f"{file.stem}-{row.line:06d}", row.values)
    name = str(given)
    if len(name) > MAX_ID or not name.isprintable():
        return Bad(row.line, f"the id is not printable, or longer than {MAX_ID} characters", name[:40])
    return Row(row.line, name, row.values)
