"""What the optimizer has heard of a round: samples that split the judges, as many as reflection could ever ask for."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.context.chance import digest
from cads_ray.context.reflect import READS, Row, split

SPARE = 4  # rows kept per row that can be picked: some turn out as duplicates when the round closes


class Observed:
    """Keeps, for each round and domain, the rows that come first in the order of `reflect.pick`.

    Which rows are kept depends on what was heard, and not on when or how often.
    """

    def __init__(self, limit: int):
        self._most = SPARE * limit
        self._rows: dict[int, dict[str, Row]] = defaultdict(dict)
        self._schema: pa.Schema | None = None

    def add(self, verdicts: pa.Table) -> None:
        """Hear of some rows; those without both a right and a wrong solution are passed over."""
        table = verdicts.select([*READS, "round"])
        self._schema = table.schema
        rounds = set()
        for row in table.to_pylist():
            if split(row):
                self._rows[row["round"]][row["id"]] = row
                rounds.add(row["round"])
        for round in rounds:
            self._trim(round)

    def settled(self, outcomes: pa.Table) -> pa.Table:
        """The rows that the closed round still holds to be split, with the state that it gave them."""
        states = dict(zip(outcomes["id"].to_pylist(), outcomes["state"].to_pylist(), strict=True))
        heard = (row for round in pc.unique(outcomes["round"]).to_pylist() for row in self._rows[round].values())
        rows = [row | {"state": states[row["id"]]} for row in heard if row["id"] in states]
        return pa.Table.from_pylist(rows, self._schema) if self._schema is not None else _nothing()

    def forget(self, round: int) -> None:
        """Drop what was heard of this round and of those before."""
        self._rows = defaultdict(dict, {each: rows for each, rows in self._rows.items() if each > round})

    def _trim(self, round: int) -> None:
        by_domain: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self._rows[round].values(), key=lambda row: digest(row["id"])):
            by_domain[row["domain"] or ""].append(row)
        kept = [row for rows in by_domain.values() for row in rows[: self._most]]
        self._rows[round] = {row["id"]: row for row in kept}


def _nothing() -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in READS})
