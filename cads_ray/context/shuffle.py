"""The control of shuffled evidence: as many insights, drawn in the same way from items taken at random."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from cads_ray.context.candidate import Candidate
from cads_ray.context.chance import digest
from cads_ray.context.reflect import READS, Row, contrast
from cads_ray.models.client import Client
from cads_ray.schema import Ballot, Sees, State

CALLS = 4  # reflections per insight wanted, at most: an item that split nobody often teaches nothing


async def reflect_on_random(
    verdicts: pa.Table, client: Client, member: str, wanted: int, guard: bool = True
) -> list[Candidate]:
    """`wanted` candidates from rows drawn by their ids alone; two of a row's solutions pass for right and wrong."""
    rows = [shuffled for row in verdicts.select(READS).to_pylist() if (shuffled := _relabelled(row)) is not None]
    rows.sort(key=lambda row: digest("shuffled", row["id"]))
    found: list[Candidate] = []
    for start in range(0, min(len(rows), CALLS * wanted), wanted or 1):
        found += await contrast(rows[start : start + wanted], client, member, guard)
        if len(teaching := [candidate for candidate in found if candidate.text]) >= wanted:
            return teaching[:wanted]
    return found


def _relabelled(row: Row) -> Row | None:
    votes: Sequence[Row] = [vote for vote in row["votes"] or () if vote["sees"] != Sees.NOTHING and vote["answer"]]
    if len(votes) < 2:
        return None
    votes = sorted(votes, key=lambda vote: digest(row["id"], vote["judge"]))[:2]
    ballots = (Ballot.MATCH, Ballot.OTHER)
    told = [vote | {"ballot": ballot} for vote, ballot in zip(votes, ballots, strict=True)]
    return row | {"votes": told, "state": State.ADVERSARIAL}
