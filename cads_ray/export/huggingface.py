"""The dataset for `datasets.load_dataset`: Parquet with embedded pictures (feature Image) and a card.

Streams round by round, so memory stays flat at any size; the same verdicts give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cads_ray.pictures import Blobs
from cads_ray.schema import TEXTS
from cads_ray.store import kept

ROWS_PER_GROUP = 256  # pictures in memory at a time

_COLUMNS: list[tuple[str, pa.DataType, dict]] = [
    ("id", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("image", pa.struct([("bytes", pa.binary()), ("path", pa.string())]), {"_type": "Image"}),
    ("question", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("choices", TEXTS, {"feature": {"dtype": "string", "_type": "Value"}, "_type": "Sequence"}),
    ("answer", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("unit", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("tolerance", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("rationale", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("domain", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("state", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("difficulty", pa.float64(), {"dtype": "float64", "_type": "Value"}),  # 1 - C/voters
    ("consensus", pa.int32(), {"dtype": "int32", "_type": "Value"}),
    ("voters", pa.int32(), {"dtype": "int32", "_type": "Value"}),
    ("seed", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("author", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("strategy", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("strategy_text", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("visual_prompt", pa.string(), {"dtype": "string", "_type": "Value"}),
    ("round", pa.int32(), {"dtype": "int32", "_type": "Value"}),
    ("version", pa.string(), {"dtype": "string", "_type": "Value"}),  # of the heuristics
    ("votes", pa.string(), {"dtype": "string", "_type": "Value"}),  # JSON: judge, what it saw, answer, ballot
    ("calls", TEXTS, {"feature": {"dtype": "string", "_type": "Value"}, "_type": "Sequence"}),  # the ledger's keys
]
# `Sequence` and not `List`: datasets before 4.0 knows only the former, later ones read both.
SCHEMA = pa.schema(
    [(name, kind) for name, kind, _ in _COLUMNS],
    metadata={"huggingface": json.dumps({"info": {"features": {name: feature for name, _, feature in _COLUMNS}}})},
)


def export(verdicts: Iterable[pa.Table], blobs: Blobs, folder: Path, card: str) -> int:
    """Write `folder`/train.parquet and README.md; returns the number of samples. Settled verdicts come in the order of ids."""
    folder.mkdir(parents=True, exist_ok=True)
    part, rows = folder / ".train.parquet.part", 0
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for table in _groups(verdicts):
            writer.write_table(_rows(table, blobs))
            rows += table.num_rows
    part.replace(folder / "train.parquet")
    (folder / "README.md").write_text(card, encoding="utf-8")
    return rows


def _groups(verdicts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    for table in verdicts:
        samples = kept(table)
        for start in range(0, samples.num_rows, ROWS_PER_GROUP):
            yield samples.slice(start, ROWS_PER_GROUP)


def _rows(table: pa.Table, blobs: Blobs) -> pa.Table:
    pictures = [{"bytes": blobs.get(sha), "path": f"{sha[:16]}.png"} for sha in table["image"].to_pylist()]
    share = pc.divide(pc.cast(table["consensus"], pa.float64()), pc.cast(table["voters"], pa.float64()))
    votes = [
        json.dumps([{key: vote[key] for key in ("judge", "sees", "answer", "ballot", "is_author")} for vote in row])
        for row in table["votes"].to_pylist()
    ]
    made = {
        "image": pa.array(pictures, SCHEMA.field("image").type),
        "difficulty": pc.subtract(1.0, share),
        "votes": pa.array(votes, pa.string()),
        "calls": pa.array([[call["key"] for call in row] for row in table["calls"].to_pylist()], TEXTS),
    }
    return pa.table(
        [made.get(name, table[name] if name in table.column_names else None) for name in SCHEMA.names], SCHEMA
    )
