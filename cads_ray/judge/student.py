"""How often a student solves what was kept: its pass rate, which is what GRPO learns from (student.model).

A question that the student always solves, or never, gives its group of rollouts no advantage; between the two lies the
learnable band. The student is asked as a judge is, with another sample of its thinking each time, and its answers change
neither votes nor C.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from cads_ray.errors import SUSPENDING
from cads_ray.judge.solve import Judge, solve_request, vote_of
from cads_ray.models.client import Client, Reply
from cads_ray.schema import BARRED, KEPT, STUDENT, Ballot
from cads_ray.stage import Failed, Result, Row, alive, call_of, extend, rows

READS = ("id", "author", "question", "choices", "image", "visual_prompt", "answer", "unit", "tolerance", "state")
ADDS = STUDENT


@dataclass(frozen=True)
class Student:
    """Who it is, how often it tries, and whether a sample outside the learnable band is set aside."""

    judge: Judge
    samples: int = 8
    only_learnable: bool = False


BANDS = UNSOLVED, LEARNABLE, SOLVED = ("unsolved", "learnable", "solved")


def band(rate: float | None) -> str:
    """Whether the student solves it never, now and then, or always; "" where it was not asked."""
    if rate is None:
        return ""
    return LEARNABLE if 0 < rate < 1 else SOLVED if rate else UNSOLVED


async def measure(batch: pa.Table, client: Client, student: Student) -> pa.Table:
    """Append the pass rate and the attempts of each row that the votes keep; both null for all others."""
    table = rows(batch)
    at = [i for i, row in enumerate(table) if alive(row) and row["state"] in KEPT]
    draws = range(student.samples)
    requests = [solve_request(table[i], student.judge, draw) for i in at for draw in draws]
    replies = await client.complete(requests)
    results: list[Result] = [{} if alive(row) else None for row in table]
    calls: list[list[Row]] = [[] for _ in table]
    for number, i in enumerate(at):
        cut = slice(number * student.samples, (number + 1) * student.samples)
        results[i] = _measured(table[i], replies[cut], student)
        calls[i] = [call_of(request, reply) for request, reply in zip(requests[cut], replies[cut], strict=True)]
    return extend(batch, "student", ADDS, results, calls)


def _measured(row: Row, replies: list[Reply], student: Student) -> Result:
    """The attempts that came back; a call that failed is no attempt. Where there is no money or provider left, the row stays
    open."""
    for reply in replies:
        if reply.error_type in SUSPENDING:
            return Failed(reply.error_type, reply.error or "")
    votes = [vote_of(row, student.judge, reply) for reply in replies]
    made = [vote for vote in votes if vote["ballot"] != Ballot.ABSENT]
    rate = sum(vote["ballot"] == Ballot.MATCH for vote in made) / len(made) if made else None
    found = {"pass_rate": rate, "attempts": votes}
    if student.only_learnable and band(rate) != LEARNABLE:
        told = "could not be asked" if rate is None else f"solves {rate:.0%} of its attempts"
        return Failed(BARRED, f"outside the learnable band: the student {told}", found)
    return found
