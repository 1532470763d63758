"""The seeds of a run, as they come in: read, kept in the run directory, those that cannot be used beside them."""

from __future__ import annotations

import json
from pathlib import Path

from cads_ray.config import Config
from cads_ray.pictures import Blobs
from cads_ray.seeds.read import DEMO, Seeds, read_seeds
from cads_ray.store import write_table, write_text


def read_the_seeds(config: Config, out: Path) -> Seeds:
    """The run's seeds, written to its directory; those set aside are written beside them."""
    seeds = read_seeds(config.seeds.path or str(DEMO), Blobs(out / "blobs"))
    write_table(seeds.table, out / "seeds.parquet")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in seeds.rejected)
    if lines:
        write_text(lines, out / "rejected_seeds.jsonl")
    return seeds
