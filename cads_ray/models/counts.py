"""What a ledger adds up to, by member and task."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

from cads_ray.models.record import Record


@dataclass
class Tally:
    """Calls of one member for one task. `usd` leaves out the `unpriced` records, whose price is unknown."""

    records: int = 0
    calls: int = 0
    usd: float = 0.0
    unpriced: int = 0
    cached: int = 0
    seconds: float = 0.0

    def add(self, record: Record) -> None:
        self.records += 1
        self.calls += record["calls"]
        self.usd += record["usd"] or 0.0
        self.unpriced += record["usd"] is None
        self.seconds += record.get("seconds") or 0.0


class Paid(NamedTuple):
    """What one run paid for, by (member, task), and the first 64 bits of the keys of its records, in no order."""

    lines: dict[tuple[str, str], Tally]
    keys: array[int]


@dataclass
class Counts:
    """What a ledger holds, by (member, task): all that was ever paid through it, by all runs and processes.

    `keys` counts different requests, `torn` the records that were torn or damaged. `cached` alone is of this process:
    how often it answered without a call.
    """

    keys: int = 0
    torn: int = 0
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def tally(self, member: str, task: str) -> Tally:
        return self.tallies.setdefault((member, task), Tally())
