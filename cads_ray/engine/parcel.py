"""Rows on their way between pools: each small table as one value, in Arrow's own stream format.

Ray writes a table column by column in Python, and Ray Data keeps books on each column: for four rows of 52 columns that is
4.5 CPU-ms at each of seven hops. A parcel takes a tenth of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

MOST = 32  # rows in a piece: 8.4 CPU-ms a call, start excluded, where pieces of 4 took 12.4 (benchmarks/RESULTS.md)
TAIL = 64  # pieces for each actor of a pool, at least, that the rows which are left would make
PARCELS = pa.schema([("parcel", pa.large_binary())])


def packed(tables: Iterable[pa.Table]) -> pa.Table:
    """One row for each table."""
    return pa.Table.from_arrays([pa.array([_written(table) for table in tables], pa.large_binary())], schema=PARCELS)


def unpacked(parcels: pa.Table) -> Iterator[pa.Table]:
    """The tables, in order."""
    for parcel in parcels["parcel"]:
        yield pa.ipc.open_stream(parcel.as_buffer()).read_all()


def cut(table: pa.Table, rows: int, actors: int = 1) -> Iterator[pa.Table]:
    """The table in pieces, in order: wide ones, which cost less a row, and towards its end down to so many `rows` each.

    A piece waits for its slowest row at every stage. That costs nothing while there is other work, and all of it at the end.
    """
    start = 0
    while start < table.num_rows:
        wide = max(rows, min(MOST, (table.num_rows - start) // (TAIL * actors)))
        yield table.slice(start, wide)
        start += wide


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()
