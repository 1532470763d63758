"""What a run paid, by model and stage, from the ledger and the rows: all its sessions, however each of them ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from cads_ray.config import Config
from cads_ray.models.ledger import Ledger, Tally
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
    """The bill of the run in `out`. What no record tells, calls that brought no answer, the rows do."""
    with Ledger(ledger_place(config, out)) as ledger:
        paid = ledger.paid(run_name(out))
        found = Bill(paid.lines, ledger.torn())
    seen: set[int] = set()
    others: set[int] = set()
    for _, table in verdicts:
        for call in table["calls"].combine_chunks().flatten().to_pylist():
            key = int(call["key"][:16] or "0", 16)
            line = found.line(call["member"], call["task"])
            if key in paid.keys and key not in seen:
                seen.add(key)
            elif key in paid.keys or call["cached"]:
                line.cached += 1
                if key not in paid.keys and key not in others:
                    others.add(key)
                    found.saved += call["usd"] or 0.0
            else:
                line.calls += call["calls"]
                line.seconds += call["seconds"] or 0.0
                line.usd += call["usd"] or 0.0
                line.unpriced += call["usd"] is None
    return found


def ledger_place(config: Config, out: Path) -> str:
    """Where the run's ledger is: a path, or a URI of a bucket."""
    where = config.ledger.dir or str(out / CALLS)
    return where if "://" in where else str(Path(where).expanduser().resolve())
