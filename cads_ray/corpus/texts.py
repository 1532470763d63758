"""Rows of JSON Lines, JSON, TSV and CSV files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from cads_ray.corpus.rows import Bad, Row

MAX_LINE = 4 << 20  # bytes; a longer line is passed over without being held in memory
MAX_CELL = 128 << 20  # characters of a cell: pictures stand in them as base64


def line_rows(file: Path) -> Iterator[Row | Bad]:
    """One JSON object a line."""
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
        return _object(number, json.loads(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        return Bad(number, f"not UTF-8 (byte {error.start})")
    except (ValueError, RecursionError) as error:
        return Bad(number, f"broken JSON ({str(error)[:120]})")


def json_rows(file: Path) -> Iterator[Row | Bad]:
    """A list of objects; or objects by their ids, as MathVista and CharXiv publish them; or either below "data"."""
    try:
        whole = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        yield Bad(0, f"not UTF-8 (byte {error.start})")
        return
    except (ValueError, RecursionError) as error:
        yield Bad(0, f"broken JSON ({str(error)[:120]})")
        return
    if isinstance(whole, dict) and isinstance(whole.get("data"), list | dict):
        whole = whole["data"]
    if isinstance(whole, dict):
        named = all(isinstance(value, dict) for value in whole.values())
        whole = [{"id": key} | value for key, value in whole.items()] if named and whole else [whole]
    if not isinstance(whole, list):
        yield Bad(0, "neither a list of objects nor objects by id")
        return
    for number, value in enumerate(whole, 1):
        yield _object(number, value)


def _object(number: int, value: object) -> Row | Bad:
    return Row(number, "", value) if isinstance(value, dict) else Bad(number, "not a JSON object")


def tsv_rows(file: Path) -> Iterator[Row | Bad]:
    """Tab-separated with a header, as VLMEvalKit publishes benchmarks."""
    return _cells(file, "\t")


def csv_rows(file: Path) -> Iterator[Row | Bad]:
    """Comma-separated with a header."""
    return _cells(file, ",")


def _cells(file: Path, delimiter: str) -> Iterator[Row | Bad]:
    csv.field_size_limit(MAX_CELL)
    number = 0
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for values in csv.DictReader(lines, delimiter=delimiter):
                number += 1
                if None in values:
                    yield Bad(number, "more cells than the header has names")
                else:
                    yield Row(number, "", {name: cell for name, cell in values.items() if cell not in (None, "")})
    except UnicodeDecodeError as error:
        yield Bad(number + 1, f"not UTF-8 (byte {error.start})")
    except csv.Error as error:
        yield Bad(number + 1, f"not a readable table ({error})")
