"""A model decides what the rules of the matcher leave undecided, and nothing else (judge.equivalence=model).

Its verdicts are marked: the vote's rule reads `model:NAME`. It is not told which of the two answers is the key.
"""

from __future__ import annotations

from collections.abc import Sequence

from cads_ray.errors import SUSPENDING
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import Ballot
from cads_ray.stage import Failed, Row, call_of

SAME = {"same": Ballot.MATCH, "different": Ballot.OTHER}


def undecided(vote: Row) -> bool:
    """Whether there is an answer that the rules could neither equate with the key nor tell apart from it."""
    return vote["ballot"] == Ballot.ABSTAIN and bool(vote["answer"])


def compare_request(row: Row, vote: Row, grader: str) -> Request:
    """The question and both answers, in the order of the alphabet."""
    first, second = sorted((vote["answer"], row["answer"]))
    fields = {"question": row["question"], "choices": row["choices"], "first": first, "second": second}
    return Request(grader, "compare", fields)


async def compared(
    rows: Sequence[Row], votes: Sequence[Row], client: Client, grader: str
) -> list[tuple[Row | Failed, Row]]:
    """Each of the undecided `votes` as the grader decides it, or as it was when that is no help, and the grader's call.

    Failed when the run has no money or no provider left: then the row stays open.
    """
    requests = [compare_request(row, vote, grader) for row, vote in zip(rows, votes, strict=True)]
    replies = await client.complete(requests)
    return [
        (_decided(vote, reply, grader), call_of(request, reply))
        for vote, request, reply in zip(votes, requests, replies, strict=True)
    ]


def _decided(vote: Row, reply: Reply, grader: str) -> Row | Failed:
    if reply.error_type in SUSPENDING:
        return Failed(reply.error_type, reply.error or "")
    ballot = SAME.get(str((reply.value or {}).get("verdict")))
    return vote if ballot is None else vote | {"ballot": ballot, "rule": f"model:{grader}"}
