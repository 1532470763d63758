"""Votes and rows of votes as the tests of the panel write them: one letter a judge."""

from __future__ import annotations

import pyarrow as pa

from cads_ray.judge.solve import Judge
from cads_ray.models.client import Reply, Request
from cads_ray.schema import VERDICT, VOTE, Ballot, Sees

JUDGES = tuple(Judge(name, Sees.PICTURE) for name in "abcd")
BLIND = Judge("blind", Sees.NOTHING)
SHORT = {"m": Ballot.MATCH, "o": Ballot.OTHER, "-": Ballot.ABSTAIN, "x": Ballot.ABSENT}


def vote(judge: str, mark: str, answer: str = "", key: str = "5", author: str = "a", sees: Sees = Sees.PICTURE) -> dict:
    """m: the key; o: another answer, of its own unless `answer` says which; -: abstains; x: absent."""
    ballot = SHORT[mark]
    said = answer or {"m": key, "o": f"{100 + ord(judge[0])}"}.get(mark, "")
    return dict.fromkeys([field.name for field in VOTE]) | {
        "judge": judge,
        "sees": sees,
        "is_author": judge == author,
        "answer": said if mark in "mo" else "",
        "ballot": ballot,
    }


def row(marks: str, shared: dict[str, str] | None = None, id: str = "r0", author: str = "a", key: str = "5") -> dict:
    """A judged row; `shared` gives the answers of some who say `o`."""
    votes = [vote(j, mark, (shared or {}).get(j, ""), key, author) for j, mark in zip("abcd", marks, strict=False)]
    told = {"id": id, "seed": "s", "author": author, "question": "How much is x?", "choices": [], "answer": key}
    return dict.fromkeys(VERDICT.names) | told | {"unit": "", "tolerance": "", "votes": votes, "calls": []}


def table(rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=VERDICT)


class Says:
    """A client that answers as `reply(request)` says, and remembers what it was asked."""

    def __init__(self, reply):
        self.reply, self.asked = reply, []

    async def complete(self, requests: list[Request]) -> list[Reply]:
        self.asked += requests
        replies = [self.reply(request) for request in requests]
        return [each if isinstance(each, Reply) else Reply(value=each, key="k") for each in replies]
