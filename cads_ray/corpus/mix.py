"""Mixing datasets: so many rows of each, drawn without replacement, in one shuffled order."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa

from cads_ray.errors import ConfigError


def mix(datasets: Sequence[pa.Table], sizes: Sequence[int], seed: int, names: Sequence[str] = ()) -> pa.Table:
    """`sizes[i]` rows of `datasets[i]`; the same arguments give the same rows in the same order.

    What is drawn of one dataset depends on its own rows and size, and not on the others: the 2,000 of [A, B] with sizes
    [2000, 2000] are those of A alone with [2000]; and a smaller size draws a part of what a larger one does. `names` are
    for the words of errors. Raises ConfigError for a size that is none, and for a dataset that has too few rows.
    """
    if len(datasets) != len(sizes):
        raise ConfigError(f"sizes={list(sizes)}: {len(sizes)} sizes for {len(datasets)} datasets; give one for each")
    parts = []
    for number, (table, size) in enumerate(zip(datasets, sizes, strict=True)):
        name = names[number] if number < len(names) else f"dataset {number + 1}"
        if size < 1:
            raise ConfigError(f"sizes: {size} rows of {name}: at least 1")
        if size > table.num_rows:
            raise ConfigError(f"sizes: {size:,} rows of {name}, which has {table.num_rows:,} that can be used")
        order = list(range(table.num_rows))
        random.Random(seed).shuffle(order)
        parts.append(table.take(order[:size]))
    joined = pa.concat_tables(parts)
    order = list(range(joined.num_rows))
    random.Random(seed + 1).shuffle(order)
    return joined.take(order)
