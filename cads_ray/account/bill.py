"""What a run paid, by model and stage, from the ledger and the rows: all its sessions, however each of them ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.config import Config
from cads_ray.dataset.verdicts import flat
from cads_ray.disk.buckets import origin
from cads_ray.models.counts import Tally
from cads_ray.models.ledger import Ledger
from cads_ray.models.storage import run_name

CALLS = "calls"  # a ledger of this name lies in a run directory, beside the run's blobs/


@dataclass
class Bill:
    """`lines` by (member, task). `torn` counts the ledger's records that a crash cut off or that were damaged.

    `saved`: dollars of the replies that other runs had paid into a shared ledger; with `usd`, what the run costs alone.
    """

    lines: dict[tuple[str, str], Tally] = field(default_factory=dict)
    torn: int = 0
    saved: float = 0.0

    def line(self, member: str, task: str) -> Tally:
        return self.lines.setdefault((member, task), Tally())

    @property
    def calls(self) -> int:
        return sum(line.calls for line in self.lines.values())

    @property
    def cached(self) -> int:
        return sum(line.cached for line in self.lines.values())

    @property
    def usd(self) -> float:
        return sum(line.usd for line in self.lines.values())

    @property
    def unpriced(self) -> int:
        return sum(line.unpriced for line in self.lines.values())

    @property
    def cost(self) -> str:
        return price(self.usd, self.unpriced)

    def per_kept(self, kept: int) -> str:
        """Cost of a kept sample."""
        return "-" if not kept else price(self.usd / kept, 0, 4) + (" and more" if self.unpriced else "")


def price(usd: float, unpriced: int, digits: int = 2) -> str:
    """Dollars; a price that is not known is said."""
    return f"${usd:.{digits}f}" + (f" and {unpriced} calls of unknown price" if unpriced else "")


def bill(config: Config, out: Path, verdicts: Iterable[tuple[int, pa.Table]]) -> Bill:
    """The bill of the run in `out`, of tables with the column `calls`. What no record tells, calls that brought no answer,
    the rows do.
    """
    with Ledger(ledger_place(config, out)) as ledger:
        paid = ledger.paid(run_name(origin(out)))
        found = Bill(paid.lines, ledger.torn())
    keys = np.unique(np.frombuffer(paid.keys, np.uint64))
    seen = np.zeros(len(keys), bool)
    others: list[tuple[np.ndarray, np.ndarray]] = []
    for _, table in verdicts:
        calls = flat(table, "calls")
        place, own = _places(keys, _prefixes(calls["key"]))
        first = _first(place, own, seen)
        cached = ~first & (own | calls["cached"].to_numpy(zero_copy_only=False))
        _add(found, calls.filter(pa.array(cached)), cached=True)
        _add(found, calls.filter(pa.array(~first & ~cached)), cached=False)
        theirs = calls.filter(pa.array(cached & ~own))
        others.append((_prefixes(theirs["key"]), _numbers(theirs["usd"])))
    found.saved = _once(others)
    return found


def _prefixes(keys: pa.ChunkedArray) -> np.ndarray:
    """The first 64 bits of ledger keys; 0 of none."""
    return np.array([int(key[:16] or "0", 16) for key in keys.to_pylist()], np.uint64)


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    return np.array(pc.fill_null(column, 0.0).to_pylist(), np.float64)


def _places(keys: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each wanted key stands among the sorted `keys`, and whether it does."""
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    return place, keys[place] == wanted if len(keys) else np.zeros(len(wanted), bool)


def _first(place: np.ndarray, own: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Which calls are the first with their key: those the ledger's record stands for. Marks them as seen."""
    first = np.zeros(len(place), bool)
    at = np.flatnonzero(own)
    _, firsts = np.unique(place[at], return_index=True)
    first[at[firsts]] = True
    first[at] &= ~seen[place[at]]
    seen[place[at]] = True
    return first


def _add(found: Bill, calls: pa.Table, cached: bool) -> None:
    """Add up calls by member and task."""
    sums = [("calls", "sum"), ("seconds", "sum"), ("usd", "sum"), ("usd", "count"), ("key", "count")]
    for row in calls.group_by(["member", "task"]).aggregate(sums).to_pylist():
        line = found.line(row["member"], row["task"])
        if cached:
            line.cached += row["key_count"]
            continue
        line.calls += row["calls_sum"]
        line.seconds += row["seconds_sum"] or 0.0
        line.usd += row["usd_sum"] or 0.0
        line.unpriced += row["key_count"] - row["usd_count"]


def _once(parts: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """The dollars of replies that other runs paid, each once."""
    if not parts:
        return 0.0
    keys, usd = (np.concatenate(each) for each in zip(*parts, strict=True))
    _, first = np.unique(keys, return_index=True)
    return float(usd[first].sum())


def ledger_place(config: Config, out: Path) -> str:
    """Where the run's ledger is: a path, or a URI of a bucket."""
    where = config.ledger.dir or f"{origin(out)}/{CALLS}"
    return where if "://" in where else str(Path(where).expanduser().resolve())
