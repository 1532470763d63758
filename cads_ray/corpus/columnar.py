"""Rows of Parquet files, and of the Arrow files that `datasets` saves to a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cads_ray.corpus.rows import Bad, Row

ROWS = 64  # in memory at a time, with their pictures


def parquet_rows(file: Path) -> Iterator[Row | Bad]:
    def batches() -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(file) as parquet:
            yield from parquet.iter_batches(batch_size=ROWS)

    return _rows(batches(), "Parquet")


def arrow_rows(file: Path) -> Iterator[Row | Bad]:
    """Of the streaming format, which `datasets` writes, and of the file format."""

    def batches() -> Iterator[pa.RecordBatch]:
        with pa.memory_map(str(file)) as source:
            try:
                reader = pa.ipc.open_stream(source)
            except pa.ArrowInvalid:
                reader = pa.ipc.open_file(source)
                yield from (reader.get_batch(number) for number in range(reader.num_record_batches))
            else:
                yield from reader

    return _rows(batches(), "Arrow")


def _rows(batches: Iterator[pa.RecordBatch], kind: str) -> Iterator[Row | Bad]:
    number = 0
    try:
        for batch in batches:
            for start in range(0, batch.num_rows, ROWS):
                for values in batch.slice(start, ROWS).to_pylist():
                    number += 1
                    yield Row(number, "", values)
    except (pa.ArrowException, OSError) as error:
        yield Bad(number, f"not a readable {kind} file ({str(error).splitlines()[0][:120]})")
    except UnicodeDecodeError as error:
        yield Bad(number + 1, f"not UTF-8 (byte {error.start})")
