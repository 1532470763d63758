"""The seeds of a run, as they come in: read, kept in the run directory, those that cannot be used beside them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from cads_ray.config import Config
from cads_ray.disk.files import write_table, write_text
from cads_ray.models.storage_pictures import blobs_of
from cads_ray.seeds.read import DEMO, Seeds, read_seeds


def read_the_seeds(config: Config, out: Path) -> Seeds:
    """The run's seeds. Only their pictures are written: the rest once the directory is known to be this run's."""
    seeds = read_seeds(config.seeds.path or str(DEMO), blobs_of(out))
    if config.preview is not None:
        seeds = some(seeds, config.preview)
    return seeds


def keep_the_seeds(seeds: Seeds, out: Path) -> None:
    """Write the seeds to the run's directory, and those set aside beside them."""
    write_table(seeds.table, out / "seeds.parquet")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in seeds.rejected)
    if lines:
        write_text(lines, out / "rejected_seeds.jsonl")


def some(seeds: Seeds, count: int) -> Seeds:
    """`count` of the seeds, evenly spread over their order; all when there are no more."""
    total = seeds.table.num_rows
    if count >= total:
        return seeds
    table = seeds.table.take([i * total // count for i in range(count)])
    return replace(seeds, table=table, left_out=total - count)
