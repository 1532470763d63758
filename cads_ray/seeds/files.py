"""Rows of a seeds file, one at a time, however broken the file is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MAX_LINE = 4 << 20  # bytes; a longer line is passed over without being held in memory
MAX_ID = 120


@dataclass(frozen=True)
class Row:
    """A row as it came; `line` counts from 1, in a Parquet file rows do."""

    line: int
    id: str
    values: dict


@dataclass(frozen=True)
class Bad:
    """A row that could not even be parsed."""

    line: int
    reason: str
    id: str = ""


def rows_of(file: Path) -> Iterator[Row | Bad]:
    """The rows of a JSONL or Parquet file, good and bad, in order."""
    raw = _parquet_rows(file) if file.suffix == ".parquet" else _json_rows(file)
    for row in raw:
        yield _with_id(row, file) if isinstance(row, Row) else row


def _with_id(row: Row, file: Path) -> Row | Bad:
    given = row.values.get("id")
    if given is None or given == "":
        return Row(row.line, f"{file.stem}-{row.line:06d}", row.values)
    name = str(given)
    if len(name) > MAX_ID or not name.isprintable():
        return Bad(row.line, f"the id is not printable, or longer than {MAX_ID} characters", name[:40])
    return Row(row.line, name, row.values)


def _json_rows(file: Path) -> Iterator[Row | Bad]:
    with file.open("rb") as lines:
        number = 0
        while data := lines.readline(MAX_LINE + 1):
            number += 1
            if len(data) > MAX_LINE:
                _skip_line(lines)
                yield Bad(number, f"the line is longer than {MAX_LINE >> 20} MiB")
            elif data.strip():
                yield _json_row(number, data)


def _skip_line(lines) -> None:
    while (rest := lines.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _json_row(number: int, data: bytes) -> Row | Bad:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Bad(number, f"not UTF-8 (byte {error.start})")
    except (ValueError, RecursionError) as error:
        return Bad(number, f"broken JSON ({str(error)[:120]})")
    if not isinstance(value, dict):
        return Bad(number, "not a JSON object")
    return Row(number, "", value)


def _parquet_rows(file: Path) -> Iterator[Row | Bad]:
    try:
        parquet = pq.ParquetFile(file)
        batches = parquet.iter_batches(batch_size=64)
        number = 0
        for batch in batches:
            for values in batch.to_pylist():
                number += 1
                yield Row(number, "", values)
    except (pa.ArrowInvalid, pa.ArrowException, OSError) as error:
        yield Bad(0, f"not a readable Parquet file ({str(error).splitlines()[0][:120]})")
    except UnicodeDecodeError as error:
        yield Bad(number + 1, f"not UTF-8 (byte {error.start})")
