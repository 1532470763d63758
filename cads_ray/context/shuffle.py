"""The control of shuffled evidence: the round's outcomes dealt anew among its samples, then reflected on as always.

A sample keeps its problem and the solutions that judges gave; which of the judges were right, and whether the panel was
split, is another sample's. So what is taught is drawn in the very same way, and only what it rests on is gone.
"""

from __future__ import annotations

import pyarrow as pa

from cads_ray.context.candidate import Candidate
from cads_ray.context.chance import digest
from cads_ray.context.options import ContextOptions
from cads_ray.context.reflect import READS, Row, reflect
from cads_ray.models.client import Client
from cads_ray.schema import Ballot

DEALS = 4  # of a round, at most: samples that split nobody teach less often


async def reflect_on_shuffled(
    verdicts: pa.Table, client: Client, member: str, options: ContextOptions, wanted: int
) -> list[Candidate]:
    """`wanted` candidates with a text, as many as the true outcomes taught; fewer where DEALS deals do not teach so many."""
    rows = [row for row in verdicts.select(READS).to_pylist() if row["votes"]]
    schema = verdicts.select(READS).schema
    taught: list[Candidate] = []
    for deal in range(DEALS if wanted else 0):
        dealt = pa.Table.from_pylist(shuffled(rows, deal), schema)
        found = await reflect(dealt, client, member, options.reflections, options.guard)
        taught += [candidate for candidate in found if candidate.text]
        if len(taught) >= wanted:
            break
    return taught[:wanted]


def shuffled(rows: list[Row], deal: int) -> list[Row]:
    """The rows with one another's outcomes: the state, and who was right. The order depends on ids alone."""
    rows = sorted(rows, key=lambda row: row["id"])
    others = sorted(rows, key=lambda row: digest("shuffled", deal, row["id"]))
    return [
        row | {"state": other["state"], "votes": _relabelled(row, other)}
        for row, other in zip(rows, others, strict=True)
    ]


def _relabelled(row: Row, other: Row) -> list[Row]:
    """The row's votes, each with the ballot that its judge earned on the other row; who gave no answer stays silent."""
    ballots = {vote["judge"]: vote["ballot"] for vote in other["votes"]}
    return [
        vote | {"ballot": ballots.get(vote["judge"], Ballot.ABSTAIN)} if vote["answer"] else vote
        for vote in row["votes"]
    ]
