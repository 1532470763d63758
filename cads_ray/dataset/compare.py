"""Before a picture is paid for: its question is compared with the seeds and with closed rounds, and with nothing else.

What the same round holds is compared when the round closes, in the order of ids: so arrival never matters.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from cads_ray.dataset.settle import READS as SETTLED
from cads_ray.dataset.settle import Fate, Keep, Settler
from cads_ray.disk.buckets import refresh
from cads_ray.stage import Failed, Result, Row, alive, extend, rows

READS = ("id", "round", "question", "choices", "answer", "visual_prompt")
ADDS = pa.schema([])


class Past(Protocol):
    """What a question is compared with."""

    def foretell(self, round: int, asked: Sequence[Row]) -> list[Fate | None]:
        """What the seeds and the closed rounds before this one say of each row (see Settler.foretell). Thread-safe."""
        ...


async def compare(batch: pa.Table, past: Past) -> pa.Table:
    """Set aside the rows whose fate is certain: twins, siblings beyond the limit, questions of a benchmark."""
    table = rows(batch)
    living = [row for row in table if alive(row)]
    results: list[Result] = [None] * len(table)
    if living:
        fates = iter(await asyncio.to_thread(past.foretell, living[0]["round"], living))
        for i, row in enumerate(table):
            fate = next(fates) if alive(row) else None
            results[i] = Failed(*fate) if fate is not None else None
    return extend(batch, "compare", ADDS, results)


class ClosedRounds:
    """The past as it lies in the run directory; each round is read once, when the first question after it comes.

    Blocks of a new round come many at a time, each in a thread of its own: a round heard of twice would bar its siblings.
    """

    def __init__(self, out: str | Path, keep: Keep):
        self._out, self._keep = Path(out), keep
        self._settler: Settler | None = None
        self._next = 0
        self._lock = threading.Lock()

    def foretell(self, round: int, asked: Sequence[Row]) -> list[Fate | None]:
        with self._lock:
            return self._before(round).foretell(asked)

    def _before(self, round: int) -> Settler:
        if self._settler is None:
            self._settler = Settler(self._keep, pq.read_table(self._out / "seeds.parquet").to_pylist())
        while self._next < round and self._closed(self._next):
            table = pq.read_table(self._out / f"rounds/{self._next:03d}/verdicts.parquet", columns=list(SETTLED))
            self._settler.remember(table.to_pylist())
            self._next += 1
        return self._settler

    def _closed(self, round: int) -> bool:
        place = self._out / f"rounds/{round:03d}"
        if not (place / "manifest.json").exists():
            refresh(place)
        return (place / "manifest.json").exists()
