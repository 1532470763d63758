"""What closed rounds say to the decisions of the next: heard of in a thread of its own when a run continues.

A hundred thousand rows take ten seconds and more, and nothing needs them before a round closes, unless dataset.size asks
how many are missing, before there is a pool: else it begins with the first verdicts, when the pools are up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import pyarrow as pa

from cads_ray.dataset.settle import READS, Settler
from cads_ray.dataset.verdicts import kept


class Recount(Protocol):
    """States that need the whole round's votes (judge.recount)."""

    def remember(self, verdicts: pa.Table) -> None:
        """Hear of a closed round."""
        ...

    def __call__(self, verdicts: pa.Table) -> pa.Table:
        """The verdicts, in the order of ids, with their states decided. Remembers nothing."""
        ...


Read = Callable[[int, Sequence[str] | None], pa.Table | None]  # a closed round's verdicts, some columns or all


class Past:
    """The closed rounds of a run directory, as far as the next one is decided by them."""

    def __init__(self, settler: Settler, recount: Recount | None, read: Read):
        """`read` gives None for a round that is not closed."""
        self._settler, self._recount, self._read = settler, recount, read
        self._yields: list[tuple[int, int]] = []
        self._heard: Future[None] | None = None

    def hear(self) -> Future[None]:
        """Begin to read what was closed before, once; done when the future is."""
        if self._heard is None:
            thread = ThreadPoolExecutor(1, thread_name_prefix="past")
            self._heard = thread.submit(self._hear)
            thread.shutdown(wait=False)
        return self._heard

    @property
    def settler(self) -> Settler:
        """What has heard of all closed rounds."""
        self.hear().result()
        return self._settler

    @property
    def yields(self) -> list[tuple[int, int]]:
        """Planned and kept, of each closed round."""
        self.hear().result()
        return self._yields

    def closed(self, settled: pa.Table) -> None:
        """Hear of a round that `settler` settled."""
        if self._recount is not None:
            self._recount.remember(settled)
        self._yields.append((settled.num_rows, kept(settled).num_rows))

    def _hear(self) -> None:
        columns = READS if self._recount is None else None
        while (table := self._read(len(self._yields), columns)) is not None:
            self._settler.remember(table.select(READS).to_pylist())
            self.closed(table)
