"""Reflect: what do the judges' disagreements teach? (paper 3.3)

Each request contrasts one right and one wrong solution of the same sample, and asks first for what split the panel:
flawed samples split it as well as hard ones, and must not teach to make more of their kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from typing import Any

import pyarrow as pa

from cads_ray.context.candidate import TEACHING, Candidate, Cause
from cads_ray.context.chance import digest
from cads_ray.context.leak import Source
from cads_ray.context.playbook import OPEN, Kind, Stage
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import Ballot, Sees, State

READS = (
    "id",
    "seed",
    "question",
    "answer",
    "visual_prompt",
    "strategy",
    "domain",
    "strategy_text",
    "image",
    "votes",
    "state",
)

Row = dict[str, Any]


async def reflect(
    disagreements: pa.Table, client: Client, member: str, limit: int, guard: bool = True
) -> list[Candidate]:
    """A candidate for each of at most `limit` samples that split the panel; a reply that fails teaches nothing.

    The samples are spread over the domains; within one they come by a digest of their ids, which favours no seed.
    Without the `guard` flawed samples teach like all others (an ablation).
    """
    rows = [row for row in disagreements.select(READS).to_pylist() if split(row)]
    return await contrast(pick(rows, limit), client, member, guard)


async def contrast(rows: Sequence[Row], client: Client, member: str, guard: bool) -> list[Candidate]:
    """The candidates that these samples teach, in their order."""
    replies = await client.complete([_request(row, member) for row in rows])
    found = (_candidate(row, reply, guard) for row, reply in zip(rows, replies, strict=True))
    return [candidate for candidate in found if candidate is not None]


def split(row: Row) -> bool:
    """Whether the panel has both a right and a wrong solution of this sample."""
    ballots = {vote["ballot"] for vote in _seeing(row)}
    return row["state"] in (State.ADVERSARIAL, State.CONTESTED) and {Ballot.MATCH, Ballot.OTHER} <= ballots


def pick(rows: Iterable[Row], limit: int) -> list[Row]:
    """At most `limit` rows, one of each domain in turn, in an order that depends on their ids alone."""
    by_domain: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: digest(row["id"])):
        by_domain[row["domain"] or ""].append(row)
    turns = zip_longest(*(by_domain[domain] for domain in sorted(by_domain)))
    return [row for row in chain.from_iterable(turns) if row is not None][:limit]


def _seeing(row: Row) -> list[Row]:
    """The votes that count, of independent judges first, then of those that see the picture."""
    votes = [vote for vote in row["votes"] or () if vote["sees"] != Sees.NOTHING]
    return sorted(votes, key=lambda vote: (bool(vote["is_author"]), vote["sees"] != Sees.PICTURE, vote["judge"]))


def _request(row: Row, member: str) -> Request:
    right, wrong = (_told(row, ballot) for ballot in (Ballot.MATCH, Ballot.OTHER))
    fields = {
        name: row[name] or "" for name in ("question", "answer", "visual_prompt", "strategy", "domain", "strategy_text")
    }
    fields |= {"right": right, "wrong": wrong, "dissent": _dissent(row)}
    return Request(member, "reflect", fields, (row["image"],) if row["image"] else ())


def _told(row: Row, ballot: Ballot) -> str:
    """A solution in its judge's words, with its answer."""
    vote = next((vote for vote in _seeing(row) if vote["ballot"] == ballot), None)
    return f"{vote['raw']}\nAnswer: {vote['answer']}" if vote is not None else ""


def _dissent(row: Row) -> str:
    """The other answer that at least two judges gave in the same words, "" if there is none."""
    answers = Counter(vote["answer"].strip() for vote in _seeing(row) if vote["ballot"] == Ballot.OTHER)
    answer, count = max(answers.items(), key=lambda each: (each[1], each[0]), default=("", 0))
    return answer if count >= 2 else ""


def _candidate(row: Row, reply: Reply, guard: bool) -> Candidate | None:
    """What the reply teaches. Only what was hard, and not flawed, may teach to do more of it.

    Of a contested sample the key is in doubt, so its "do" is not heard; that of a flawed one is heard as "check".
    """
    value = reply.value or {}
    try:
        cause, kind, stage = Cause(value["cause"]), Kind(value["kind"]), Stage(value["stage"])
    except (KeyError, ValueError):
        return None
    text = " ".join(str(value.get("insight") or "").split())
    if guard and kind is Kind.DO:
        kind = Kind.DO if cause in TEACHING else Kind.CHECK
        text = "" if row["state"] == State.CONTESTED else text
    domain, strategy = str(value.get("domain") or OPEN), str(value.get("strategy") or OPEN)
    return Candidate(
        text=text,
        cause=cause,
        kind=kind,
        stage=stage,
        domain=domain if domain == OPEN else row["domain"] or OPEN,
        strategy=strategy if strategy in (OPEN, row["strategy"]) else OPEN,
        evidence=(row["id"],),
        sources=(Source(row["question"] or "", row["answer"] or ""),),
    )
