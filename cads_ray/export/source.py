"""A run directory as exporters read it: verdicts a few rows at a time, so memory is the same at any size."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cads_ray.dataset.settle import keep
from cads_ray.disk.buckets import bucket_of, local
from cads_ray.errors import ConfigError, StoreError
from cads_ray.models.storage_pictures import blobs_of
from cads_ray.schema import more
from cads_ray.store import RoundStore

ROWS = 256  # verdicts in memory at a time, with what the judges wrote


class Source:
    """A run. Reads only; makes no model call."""

    def __init__(self, out: Path, store: RoundStore | None = None):
        """`store` settles a round that is still open; without it, it is made when there is such a round."""
        self.out = out
        self.blobs = blobs_of(out)
        self._store = store
        self.about: dict[str, Any] = _read_about(out)
        self.own: pa.Table = pq.read_table(out / "seeds.parquet")
        grown = [pq.read_table(file) for file in sorted(out.glob("rounds/*/seeds.parquet"))]
        self.seeds: pa.Table = pa.concat_tables([self.own, *grown])  # with those that samples became
        self.roots = dict(zip(*(self.seeds[name].to_pylist() for name in ("seed", "seed_root")), strict=True))

    def tables(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Settled verdicts in the order of ids; of a round that is still open, as far as it came."""
        for place in self._rounds():
            if (place / "manifest.json").exists():
                # Neither buffers of whole columns nor read-ahead: both grow with the file.
                with pq.ParquetFile(place / "verdicts.parquet", pre_buffer=False, buffer_size=1 << 16) as file:
                    for batch in file.iter_batches(ROWS, columns=list(columns), use_threads=False):
                        yield pa.Table.from_batches([batch])
            else:
                table = self._settled(int(place.name)).select(list(columns))
                for start in range(0, table.num_rows, ROWS):
                    yield table.slice(start, ROWS)

    def more(self) -> pa.Schema:
        """The columns that the recipe added, as they lie in the first round with rows."""
        kinds = ("verdicts.parquet", "part-*.parquet")
        files = (file for place in self._rounds() for kind in kinds for file in place.glob(kind))
        schema = next((pq.read_schema(file) for file in files), pa.schema([]))
        return pa.schema([schema.field(name) for name in more(schema.names)])

    def planned(self) -> int:
        """Samples that the run's rounds set out to make."""
        return sum(pq.read_metadata(place / "plan.parquet").num_rows for place in self._rounds())

    def _rounds(self) -> list[Path]:
        return sorted(plan.parent for plan in self.out.glob("rounds/*/plan.parquet"))

    def _settled(self, round: int) -> pa.Table:
        if self._store is None:
            if self.about["config"]["judge"].get("consensus") == "posterior":
                raise ConfigError(
                    f"{self.out}: round {round + 1} is open, and the posterior decides closed rounds: continue the run"
                )
            self._store = RoundStore(self.out, self.own, keep(**self.about["config"]["dataset"]))
        return self._store.outcomes(round)


def open_run(place: str | Path) -> Source:
    """The run in `place`. Raises ConfigError when it is no run directory, StoreError when it cannot be read."""
    out = local(str(place))
    if not (out / "run.json").is_file():
        raise ConfigError(f"run={place}: no run directory (it has no run.json)")
    try:
        return Source(out.resolve() if bucket_of(out) is None else out)
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise StoreError(f"run={place} cannot be read: {str(error).splitlines()[0]}") from None


def _read_about(out: Path) -> dict[str, Any]:
    return json.loads((out / "run.json").read_text(encoding="utf-8"))
