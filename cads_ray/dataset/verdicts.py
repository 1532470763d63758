"""Tables of verdicts, counted as columns: what is added up over millions of rows is never made into Python objects."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.schema import KEPT


def count(table: pa.Table) -> dict[str, int]:
    """Rows by state."""
    return {entry["values"]: entry["counts"] for entry in pc.value_counts(table["state"]).to_pylist()}


def kept(table: pa.Table) -> pa.Table:
    """The rows that are exported."""
    return table.filter(pc.is_in(table["state"], value_set=pa.array(KEPT, pa.string())))


def flat(table: pa.Table, column: str) -> pa.Table:
    """The structs in a column of lists (`calls`, `votes`), one row each, in their order; rows without any add none."""
    structs = table[column].combine_chunks()
    if isinstance(structs, pa.ChunkedArray):  # of no chunk
        structs = pa.array([], table.schema.field(column).type)
    return pa.Table.from_batches([pa.RecordBatch.from_struct_array(structs.flatten())])


def total(column: pa.ChunkedArray) -> float:
    """The sum of a column of numbers without its nulls; 0 of nothing."""
    return pc.sum(column).as_py() or 0
