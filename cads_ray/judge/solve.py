"""CAD-Judge: one judge solves what it may see, without the answer (paper 3.2.2, equation 3)."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from cads_ray.errors import SUSPENDING
from cads_ray.judge.match import match
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import VOTE, Ballot, Sees
from cads_ray.stage import Failed, Result, Row, alive, call_of, extend, rows

READS = ("author", "question", "choices", "image", "visual_prompt", "answer", "unit", "tolerance")


@dataclass(frozen=True)
class Judge:
    """A member of the pool in the role of a judge, and what it is shown."""

    name: str
    sees: Sees

    @property
    def counts(self) -> bool:
        """The blind probe never counts into C."""
        return self.sees is not Sees.NOTHING


def adds(judge: Judge) -> pa.Schema:
    """The column this judge adds."""
    return pa.schema([(f"vote_{judge.name}", VOTE)])


async def solve(batch: pa.Table, client: Client, judge: Judge) -> pa.Table:
    """Append the judge's vote to each row; a judge that fails is absent, and never wrong."""
    table = rows(batch)
    living = [row for row in table if alive(row)]
    requests = [solve_request(row, judge) for row in living]
    replies = await client.complete(requests)
    votes = iter([_result(row, judge, reply) for row, reply in zip(living, replies, strict=True)])
    calls = iter([[call_of(request, reply)] for request, reply in zip(requests, replies, strict=True)])
    results = [next(votes) if alive(row) else None for row in table]
    return extend(
        batch, f"judge_{judge.name}", adds(judge), results, [next(calls) if alive(row) else [] for row in table]
    )


def solve_request(row: Row, judge: Judge) -> Request:
    """What the judge is told: the question, its choices, and the picture or the description; never a', nor how it came."""
    fields = {
        "question": row["question"],
        "choices": row["choices"],
        "description": row["visual_prompt"] if judge.sees is Sees.DESCRIPTION else "",
    }
    return Request(judge.name, "solve", fields, (row["image"],) if judge.sees is Sees.PICTURE else ())


def _result(row: Row, judge: Judge, reply: Reply) -> Result:
    """The vote; or, when the run has no money or no provider left, a row that stays open, since a vote is still owed."""
    if reply.error_type in SUSPENDING:
        return Failed(reply.error_type, reply.error or "")
    return {f"vote_{judge.name}": _vote(row, judge, reply)}


def _vote(row: Row, judge: Judge, reply: Reply) -> Row:
    value = reply.value or {}
    answer = str(value.get("answer") or "").strip()
    if reply.error_type is not None:
        ballot, rule, raw = Ballot.ABSENT, reply.error_type, reply.error or ""
    elif not answer:
        ballot, rule, raw = Ballot.ABSTAIN, "no_answer", value.get("reasoning", "")
    else:
        verdict = agree(answer, row["answer"], row)
        ballot = {True: Ballot.MATCH, False: Ballot.OTHER, None: Ballot.ABSTAIN}[verdict.equal]
        rule, raw = verdict.rule, value.get("reasoning", "")
    return {
        "judge": judge.name,
        "sees": judge.sees,
        "is_author": judge.name == row["author"],
        "raw": raw,
        "answer": answer,
        "ballot": ballot,
        "rule": rule,
        "seconds": reply.seconds,
        "usd": reply.usd,
    }


def agree(one: str, other: str, row: Row):
    """p_k = a'? under what the sample declares: its choices, the unit that it asks for, its tolerance."""
    return match(
        one, other, options=row["choices"] or None, unit=row["unit"] or None, tolerance=row["tolerance"] or None
    )
