"""CAD-Judge: one judge solves what it may see, without the answer (paper 3.2.2, equation 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from cads_ray.errors import SUSPENDING
from cads_ray.judge.equivalence import compared, undecided
from cads_ray.judge.match import Match, match
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import VOTE, Ballot, Sees
from cads_ray.stage import Failed, Result, Row, alive, call_of, extend, rows

READS = ("id", "author", "question", "choices", "image", "visual_prompt", "answer", "unit", "tolerance")


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


@dataclass(frozen=True)
class Asking:
    """How a judge is asked.

    `grader`: the member that decides what the matcher's rules leave undecided. `settled`: which rows a judge need not be
    asked about, since their state can no longer change.
    """

    grader: str | None = None
    settled: Callable[[Row, str], bool] | None = None


async def solve(batch: pa.Table, client: Client, judge: Judge, asking: Asking = Asking()) -> pa.Table:
    """Append the judge's vote to each row, none where the state is settled; a judge that fails is absent, never wrong."""
    table = rows(batch)
    wanted = [alive(row) and not (judge.counts and asking.settled and asking.settled(row, judge.name)) for row in table]
    asked = [row for row, wants in zip(table, wanted, strict=True) if wants]
    requests = [solve_request(row, judge, row.get("attempt", 0)) for row in asked]
    replies = await client.complete(requests)
    logs = [[call_of(request, reply)] for request, reply in zip(requests, replies, strict=True)]
    results = [_result(row, judge, reply) for row, reply in zip(asked, replies, strict=True)]
    if asking.grader is not None:
        await _grade(asked, results, logs, client, f"vote_{judge.name}", asking.grader)
    answered = iter(zip(results, logs, strict=True))
    none: tuple[Result, list[Row]] = ({}, [])
    folded = [next(answered) if wants else none for wants in wanted]
    return extend(batch, f"judge_{judge.name}", adds(judge), [r for r, _ in folded], [log for _, log in folded])


def solve_request(row: Row, judge: Judge, draw: int = 0) -> Request:
    """What the judge is told: the question, its choices, and the picture or the description; never a', nor how it came."""
    fields = {
        "question": row["question"],
        "choices": row["choices"],
        "description": row["visual_prompt"] if judge.sees is Sees.DESCRIPTION else "",
    }
    return Request(judge.name, "solve", fields, _shown(row) if judge.sees is Sees.PICTURE else (), draw)


def _shown(row: Row) -> tuple[str, ...]:
    """The pictures of the question: one of what we make; none or several of what others made (`more_images`)."""
    pictures = (row["image"], *(row.get("more_images") or ()))
    return tuple(picture for picture in pictures if picture)


def _result(row: Row, judge: Judge, reply: Reply) -> Result:
    """The vote; or, when the run has no money or no provider left, a row that stays open, since a vote is still owed."""
    if reply.error_type in SUSPENDING:
        return Failed(reply.error_type, reply.error or "")
    return {f"vote_{judge.name}": vote_of(row, judge, reply)}


def vote_of(row: Row, judge: Judge, reply: Reply) -> Row:
    """What a reply says, compared with the key: the fields of schema.VOTE."""
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


async def _grade(
    asked: Sequence[Row], results: list[Result], logs: list[list[Row]], client: Client, column: str, grader: str
) -> None:
    """Put the grader's verdict in the place of each undecided vote."""
    at = [i for i, result in enumerate(results) if isinstance(result, dict) and undecided(result[column])]
    votes = [result[column] for i in at if isinstance(result := results[i], dict)]
    for i, (result, call) in zip(at, await compared([asked[i] for i in at], votes, client, grader), strict=True):
        results[i] = {column: result} if isinstance(result, dict) else result
        logs[i] = [*logs[i], call]


def agree(one: str, other: str, row: Row) -> Match:
    """p_k = a'? under what the sample declares: its choices, the unit that it asks for, its tolerance."""
    return match(
        one, other, options=row["choices"] or None, unit=row["unit"] or None, tolerance=row["tolerance"] or None
    )
