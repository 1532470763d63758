"""Parquet with embedded pictures that `datasets` reads with its features, written without importing it.

Memory is bounded by a row group; `{split}/00000.parquet` and so on, so that a split's folder holds nothing else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cads_ray.export.sample import Sample, suffix_of

GROUP_ROWS = 100  # what the Hub's viewer and streaming readers fetch at a time
GROUP_BYTES = 32 << 20
SHARD_ROWS = 10_000  # the writer remembers each row group until it closes, and then holds them all twice
SHARD_BYTES = 500 << 20  # of rows, before compression; as `datasets` itself cuts


@dataclass(frozen=True)
class Column:
    """A column: its name, its Arrow type, and the feature that `datasets` reads it as."""

    name: str
    type: pa.DataType
    feature: dict[str, Any]


def value(name: str, dtype: str = "string") -> Column:
    """A column of plain values."""
    return Column(name, pa.type_for_alias(dtype), {"dtype": dtype, "_type": "Value"})


def several(column: Column) -> Column:
    """A column of lists. `Sequence` and not `List`: datasets before 4.0 knows only the former, later ones read both."""
    return Column(column.name, pa.list_(column.type), {"feature": column.feature, "_type": "Sequence"})


def group(name: str, *fields: Column) -> Column:
    """A column of structs."""
    type = pa.struct([(field.name, field.type) for field in fields])
    return Column(name, type, {field.name: field.feature for field in fields})


def turns(name: str) -> Column:
    """A conversation: a list of {role, content}. A plain list, and not a Sequence, which would turn it inside out."""
    turn = group(name, value("role"), value("content"))
    return Column(name, pa.list_(turn.type), [turn.feature])  # type: ignore[arg-type]


def picture(name: str) -> Column:
    """A column of pictures."""
    return Column(name, pa.struct([("bytes", pa.binary()), ("path", pa.string())]), {"_type": "Image"})


def embedded(sample: Sample) -> dict[str, Any]:
    """The value of a `picture` column."""
    return _picture(sample.sha, sample.image)


def all_embedded(sample: Sample) -> list[dict[str, Any]]:
    """The value of a column of several pictures."""
    return [_picture(sha, data) for sha, data in sample.pictures]


def _picture(sha: str, data: bytes) -> dict[str, Any]:
    return {"bytes": data, "path": f"{sha[:16]}.{suffix_of(data)}"}


PROVENANCE = (
    value("state"),
    value("difficulty", "float64"),
    value("pass_rate", "float64"),  # of the student, null where none was asked
    value("consensus", "int32"),
    value("voters", "int32"),
    *(value(name) for name in ("seed", "author", "strategy", "strategy_text", "version")),
    value("round", "int32"),
    value("visual_prompt"),
    value("votes"),  # JSON: judge, what it saw, answer, ballot
    value("cost_usd", "float64"),
    value("calls"),  # JSON: the ledger's keys
)


def provenance(more: pa.Schema) -> tuple[Column, ...]:
    """The columns of a sample's provenance; `more` are those of the recipe."""
    plain = {pa.string(): "string", pa.int32(): "int32", pa.float64(): "float64"}
    return (*PROVENANCE, *(value(field.name, plain.get(field.type, "string")) for field in more))


def flat(provenance: dict[str, Any] | None) -> dict[str, Any]:
    """The values of those columns: scalars only, as trainers put all further columns into flat arrays."""
    told = provenance or {}
    lists = {name: value for name, value in told.items() if isinstance(value, list | dict)}
    return told | {name: json.dumps(value, ensure_ascii=False) for name, value in lists.items()}


class Shards:
    """Writes rows into shards per split; a context manager. `bytes` counts them as Arrow holds them."""

    def __init__(self, folder: Path, columns: Sequence[Column], provenance: Sequence[Column]):
        self._folder = folder
        self.columns = (*columns, *provenance)
        self.features: dict[str, Any] = {column.name: column.feature for column in self.columns}
        self._schema = pa.schema(
            [(column.name, column.type) for column in self.columns],
            metadata={"huggingface": json.dumps({"info": {"features": self.features}})},
        )
        self.bytes: Counter[str] = Counter()
        self._open: dict[str, _Shard] = {}

    def write(self, sample: Sample, row: dict[str, Any]) -> None:
        """Add a row, and the sample's provenance when it has any."""
        shard = self._open.get(sample.split)
        if shard is None or shard.rows >= SHARD_ROWS or shard.written > SHARD_BYTES:
            number = self._close(sample.split) + 1
            shard = self._open[sample.split] = _Shard(self._folder / sample.split, number, self._schema)
        shard.add(row | flat(sample.provenance), len(sample.image))

    def _close(self, split: str) -> int:
        """Close the split's open shard; returns its number, -1 for none."""
        shard = self._open.pop(split, None)
        if shard is None:
            return -1
        shard.close()
        self.bytes[split] += shard.written
        return shard.number

    def __enter__(self) -> Shards:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        for split in list(self._open):
            self._close(split)


class _Shard:
    def __init__(self, folder: Path, number: int, schema: pa.Schema):
        folder.mkdir(exist_ok=True)
        self.number, self.written, self.rows = number, 0, 0
        self._writer = pq.ParquetWriter(folder / f"{number:05d}.parquet", schema, compression="zstd")
        self._schema = schema
        self._rows: list[dict[str, Any]] = []
        self._waiting = 0

    def add(self, row: dict[str, Any], size: int) -> None:
        self._rows.append(row)
        self.rows += 1
        self._waiting += size
        if len(self._rows) >= GROUP_ROWS or self._waiting >= GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            table = pa.Table.from_pylist(self._rows, schema=self._schema)
            self.written += table.nbytes
            self._writer.write_table(table)
        self._rows, self._waiting = [], 0
