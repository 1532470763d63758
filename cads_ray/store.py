"""The run directory: rounds on disk, resume, and the accounting: planned = the sum of the states.

seeds.parquet          the seeds of the run;  rounds/000/seeds.parquet: those that the round's samples became (seeds.evolve)
rounds/000/plan.parquet    what the round set out to make
rounds/000/part-*.parquet  verdicts as they came
rounds/000/verdicts.parquet + manifest.json  the settled round; the manifest is written last and marks it complete
"""

from __future__ import annotations

import copy
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cads_ray.dataset.extent import trimmed
from cads_ray.dataset.past import Past, Recount
from cads_ray.dataset.settle import READS, Keep, Settler
from cads_ray.dataset.verdicts import count, kept
from cads_ray.disk.files import remove, write_table, write_text
from cads_ray.errors import SUSPENDING, AccountingError, CadsError
from cads_ray.schema import VERDICT, State
from cads_ray.seeds.evolve import evolved, seed_table

BUFFER_ROWS = 256
SLICE = 2048  # rows that a reader of the whole run holds at a time
BUFFER_SECONDS = 2.0  # at most so much is asked of the ledger again after a kill


class RoundStore:
    """The rounds of one run directory. One driver writes; anyone may read."""

    def __init__(self, out: str | Path, seeds: pa.Table, keep: Keep, recount: Recount | None = None, depth: int = 0):
        """`seeds` has the columns of schema.SEED; with `depth` kept samples become seeds, so many steps from them."""
        self.out = Path(out)
        self.keep = keep
        self._recount = recount
        self._own, self._depth = seeds, depth
        self._past = Past(Settler(keep, seeds.to_pylist()), recount, self._read_closed)
        self._buffer: dict[int, list[pa.Table]] = {}  # by round
        self._planned: dict[int, int] = {}
        self._back: Counter[int] = Counter()  # rows of each open round that came back, paid for or not
        self._flushed = time.monotonic()
        self._suspended: CadsError | None = None
        self._tentative: dict[int, tuple[tuple[int, int], pa.Table]] = {}  # open rounds, settled as far as they came

    # -- the five things that the algorithm asks for

    def open(self, round: int, plan: Callable[[int], pa.Table]) -> pa.Table:
        """The rows of the round's plan that have no verdict yet; the plan is made once and then read.

        With dataset.size the plan is no larger than what is still missing asks for, by the yield of the last round.
        """
        place = self._dir(round)
        place.mkdir(parents=True, exist_ok=True)
        if not (place / "plan.parquet").exists():
            made = plan(round)
            if self.keep.size is not None:
                made = trimmed(made, self.keep.size - self.settler.kept, self.yields)
            write_table(made, place / "plan.parquet")
        table = pq.read_table(place / "plan.parquet")
        done = self.appended(round, ["id"])["id"]
        self._planned[round], self._back[round] = table.num_rows, len(done)
        return table.filter(pc.invert(pc.is_in(table["id"], value_set=done.combine_chunks())))

    def append(self, verdicts: pa.Table) -> None:
        """Keep verdicts. Rows that the run could not pay for or reach are left open, and their round is not closed."""
        self._past.hear()  # by now the first calls are made, which need the processor more
        kind = verdicts["error_type"]
        held = pc.fill_null(pc.is_in(kind, value_set=pa.array(list(SUSPENDING), pa.string())), False)
        if pc.any(held).as_py():
            row = verdicts.filter(held).slice(0, 1).to_pylist()[0]
            self._suspended = SUSPENDING[row["error_type"]](row["error_message"])
        self._back.update(verdicts["round"].to_pylist())
        verdicts = verdicts.filter(pc.invert(held))
        for round in pc.unique(verdicts["round"]).to_pylist():
            own = self._buffer.setdefault(round, [])
            own.append(verdicts.filter(pc.equal(verdicts["round"], round)))
            if sum(table.num_rows for table in own) >= BUFFER_ROWS:
                self.flush(round)
        if time.monotonic() - self._flushed > BUFFER_SECONDS:
            self.flush()

    def appended(self, round: int, columns: Sequence[str] | None = None) -> pa.Table:
        """All verdicts of the round so far, settled or not; `columns` of what the recipe keeps, or all of it."""
        if self.closed(round):
            return self._read(round, columns)
        wanted = None if columns is None else list(columns)
        files = sorted(self._dir(round).glob("part-*.parquet"))
        tables = [pq.read_table(file, columns=wanted) for file in files]
        tables += [table if wanted is None else table.select(wanted) for table in self._buffer.get(round, [])]
        return pa.concat_tables(tables) if tables else VERDICT.empty_table().select(wanted or VERDICT.names)

    def back(self, round: int) -> float:
        """The share of the rows of a round that is open here which came back, paid for or not."""
        return self._back[round] / max(1, self._planned[round])

    def close(self, round: int, share: float = 1.0) -> None:
        """Settle the rounds up to this one, each in the order of ids, and mark them complete.

        With a `share` below 1 the first round with rows on their way ends it; else raises why rows are missing.
        """
        for each in [open for open in self.rounds() if open <= round and not self.closed(open)]:
            if share < 1.0 and self.back(each) < 1.0:
                return
            self._close(each)

    def _close(self, round: int) -> None:
        self.flush(round)
        table = self.appended(round)
        planned = pq.read_metadata(self._dir(round) / "plan.parquet").num_rows
        if table.num_rows < planned and self._suspended is not None:
            raise self._suspended
        if table.num_rows != planned or len(pc.unique(table["id"])) != planned:
            raise AccountingError(f"round {round}: {planned} samples were planned and {table.num_rows} came back")
        settled = self._settle(table, self.settler)
        place = self._dir(round)
        if self._depth:
            write_table(self._evolved(settled), place / "seeds.parquet")
        write_table(settled, place / "verdicts.parquet")
        write_text(json.dumps({"round": round, "planned": planned, "states": count(settled)}), place / "manifest.json")
        self._past.closed(settled)
        for part in [*place.glob("part-*.parquet"), *place.glob("opened-*.parquet")]:
            remove(part)

    def closed(self, round: int) -> bool:
        """Whether the round's manifest is there."""
        return (self._dir(round) / "manifest.json").exists()

    def outcomes(self, round: int) -> pa.Table:
        """The settled verdicts in the order of ids; those of an open round as far as they came."""
        if self.closed(round):
            return self._read(round)
        table = self.appended(round)
        state = table.num_rows, len(self.yields)  # the copy is as large as the settler: not for each reader anew
        if self._tentative.get(round, (None,))[0] != state:
            self._tentative[round] = state, self._settle(table, copy.deepcopy(self.settler))
        return self._tentative[round][1]

    def enough(self) -> bool:
        """Whether dataset.size samples are kept, or the last round brought none: then more of the same will not help."""
        if self.keep.size is None:
            return False
        return self.settler.kept >= self.keep.size or (bool(self.yields) and self.yields[-1][1] == 0)

    # -- what the rest asks for

    @property
    def settler(self) -> Settler:
        """What has heard of all closed rounds."""
        return self._past.settler

    @property
    def yields(self) -> list[tuple[int, int]]:
        """Planned and kept, of each closed round."""
        return self._past.yields

    def flush(self, round: int | None = None) -> None:
        """Write the buffered verdicts, of one round or of all: a part file each."""
        if round is None:
            self._flushed = time.monotonic()
        for each in [round] if round is not None else list(self._buffer):
            if tables := self._buffer.pop(each, []):
                place = self._dir(each)
                number = 1 + max((int(part.stem[5:]) for part in place.glob("part-*.parquet")), default=-1)
                write_table(pa.concat_tables(tables), place / f"part-{number:06d}.parquet")

    def rounds(self) -> list[int]:
        """The rounds that were begun, in order."""
        return sorted(int(plan.parent.name) for plan in self.out.glob("rounds/*/plan.parquet"))

    def verdicts(self) -> Iterator[tuple[int, pa.Table]]:
        """Round and settled verdicts, in order; an open round is settled as far as it came, without being closed."""
        for round in self.rounds():
            yield round, self.outcomes(round)

    def slices(self, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pa.Table]]:
        """The same, SLICE rows at a time and of some columns or all: memory does not grow with the run."""
        wanted = None if columns is None else list(columns)
        for round in self.rounds():
            if self.closed(round):
                with pq.ParquetFile(self._dir(round) / "verdicts.parquet", pre_buffer=False) as file:
                    for batch in file.iter_batches(SLICE, columns=wanted, use_threads=False):
                        yield round, pa.Table.from_batches([batch])
            else:
                table = self.outcomes(round)
                table = table if wanted is None else table.select(wanted)
                yield from ((round, table.slice(start, SLICE)) for start in range(0, table.num_rows, SLICE))

    def seeds(self) -> pa.Table:
        """The user's seeds and those that samples became (schema.SEED)."""
        grown = [pq.read_table(file) for file in sorted(self.out.glob("rounds/*/seeds.parquet"))]
        return pa.concat_tables([self._own, *grown])

    def accounts(self) -> dict[int, Counter]:
        """Samples by state for each round, `planned` and `pending` included. Raises AccountingError when it is off."""
        accounts: dict[int, Counter] = {round: Counter() for round in self.rounds()}
        for round, table in self.slices(["state"]):
            accounts[round].update(count(table))
        for round, states in accounts.items():
            planned = pq.read_metadata(self._dir(round) / "plan.parquet").num_rows
            states[State.PENDING] = planned - sum(states.values())
            if states[State.PENDING] < 0:
                raise AccountingError(f"round {round}: {planned} samples planned, {dict(states)} accounted for")
            states["planned"] = planned
        return accounts

    def _read_closed(self, round: int, columns: Sequence[str] | None) -> pa.Table | None:
        return self._read(round, columns) if self.closed(round) else None

    def _evolved(self, settled: pa.Table) -> pa.Table:
        return seed_table(evolved(self.seeds().to_pylist(), kept(settled).to_pylist(), self._depth))

    def _read(self, round: int, columns: Sequence[str] | None = None) -> pa.Table:
        return pq.read_table(self._dir(round) / "verdicts.parquet", columns=None if columns is None else list(columns))

    def _dir(self, round: int) -> Path:
        return self.out / "rounds" / f"{round:03d}"

    def _settle(self, table: pa.Table, settler: Settler) -> pa.Table:
        table = table.sort_by("id")
        if self._recount is not None:
            table = self._recount(table)
        states = settler.settle(table.select(READS).to_pylist())
        for name, values in (("state", [state for state, _ in states]), ("reason", [reason for _, reason in states])):
            at = table.schema.get_field_index(name)
            table = table.set_column(at, VERDICT.field(name), pa.array(values, pa.string()))
        return table
