"""The states by the posterior, once a round is complete: the coins come from all votes of the run so far, in id order."""

from __future__ import annotations

import pyarrow as pa

from cads_ray.judge.consensus import Rule, decide
from cads_ray.judge.posterior import Thrown, estimate, thrown
from cads_ray.schema import VERDICT, Ballot
from cads_ray.stage import Row, alive, rows

READS = ("id", "author", "answer", "choices", "unit", "tolerance", "votes", "state", "reason", "error_stage")


class Recount:
    """Remembers the votes of closed rounds, and decides the states of the next one with all of them."""

    def __init__(self, rule: Rule):
        self._rule = rule
        self._known: list[Thrown] = []

    def remember(self, verdicts: pa.Table) -> None:
        """Hear of a closed round, its rows in the order of ids."""
        self._known += _samples(_judged(rows(verdicts.select(READS))))

    def __call__(self, verdicts: pa.Table) -> pa.Table:
        """`verdicts` (schema.VERDICT, in the order of ids) with the states that the posterior gives them."""
        table = rows(verdicts.select(READS))
        judged = _judged(table)
        coins = estimate([*self._known, *_samples(judged)])
        told = {row["id"]: decide(row, row["votes"], self._rule, coins) for row in judged}
        for name in ("state", "reason"):
            values = [told.get(row["id"], row)[name] for row in table]
            at = verdicts.schema.get_field_index(name)
            verdicts = verdicts.set_column(at, VERDICT.field(name), pa.array(values, pa.string()))
        return verdicts


def _judged(table: list[Row]) -> list[Row]:
    return [row for row in table if alive(row) and row["votes"]]


def _samples(judged: list[Row]) -> list[Thrown]:
    """Samples that nobody gave an answer for say nothing of anybody's skill."""
    heard = [row for row in judged if any(vote["ballot"] in (Ballot.MATCH, Ballot.OTHER) for vote in row["votes"])]
    return [thrown(row, row["votes"]) for row in heard]
