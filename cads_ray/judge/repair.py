"""A stronger model settles what the judges contest (judge.repair=MODEL).

It solves the sample as a judge does, told neither key nor dissent. When it gives the other answer that most judges share,
that answer becomes the key, and the sample is judged again; when it gives the key, the key stands and the sample is
judged without the dissent rule; else it stays contested. Judging again asks nobody: no judge is ever told the
key, so each would be asked the same and say the same, and its answer is compared with the new key.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from cads_ray.errors import SUSPENDING
from cads_ray.judge.camps import camps
from cads_ray.judge.consensus import Rule, decide
from cads_ray.judge.solve import Judge, agree, solve_request
from cads_ray.models.client import Client, Reply
from cads_ray.schema import CONSENSUS, VERDICT, Ballot, State
from cads_ray.stage import Failed, Result, Row, call_of, extend, rows

CHANGES = ("answer", "rationale", *CONSENSUS.names)
READS = ("id", "author", "question", "choices", "image", "visual_prompt", "unit", "tolerance", *CHANGES)


async def repair(batch: pa.Table, client: Client, judge: Judge, rule: Rule) -> pa.Table:
    """Settle the contested rows; the one stage that changes columns. A replaced key stands in the row's reason."""
    table = rows(batch)
    contested = [row for row in table if row["state"] == State.CONTESTED]
    requests = [solve_request(row, judge) for row in contested]
    replies = await client.complete(requests)
    settled: dict[str, Result] = {
        row["id"]: _settle(row, judge, reply, rule) for row, reply in zip(contested, replies, strict=True)
    }
    calls = {
        row["id"]: [call_of(request, reply)] for row, request, reply in zip(contested, requests, replies, strict=True)
    }
    results = [settled.get(row["id"], {}) for row in table]
    batch = extend(batch, "repair", pa.schema([]), results, [calls.get(row["id"], []) for row in table])
    for name in CHANGES:
        changed = [
            {**row, **result}[name] if isinstance(result, dict) else row[name]
            for row, result in zip(table, results, strict=True)
        ]
        field = VERDICT.field(name)
        batch = batch.set_column(batch.schema.get_field_index(name), field, pa.array(changed, field.type))
    return batch


def _settle(row: Row, judge: Judge, reply: Reply, rule: Rule) -> Result:
    """The columns that change."""
    if reply.error_type in SUSPENDING:
        return Failed(reply.error_type, reply.error or "")
    value = reply.value or {}
    answer = str(value.get("answer") or "").strip()
    dissent = camps(row, [vote for vote in row["votes"] if rule.counts(vote)]).dissent
    if not answer:
        return {}
    if agree(answer, row["answer"], row).equal:
        return _told(decide(row, row["votes"], replace(rule, dissent=False)), f"the key was upheld by {judge.name}")
    if not agree(answer, dissent.answer, row).equal:
        return {}
    repaired = row | {"answer": dissent.answer, "rationale": value.get("reasoning", "")}
    votes = [_again(vote, repaired) for vote in row["votes"]]
    reason = f"the author's key {row['answer']!r} was replaced by {judge.name}"
    return {name: repaired[name] for name in ("answer", "rationale")} | _told(decide(repaired, votes, rule), reason)


def _told(decided: Row, reason: str) -> Row:
    return decided | {"reason": f"{reason}; {decided['reason']}" if decided["reason"] else reason}


def _again(vote: Row, row: Row) -> Row:
    """The vote against another key."""
    if not vote["answer"] or vote["ballot"] == Ballot.ABSENT:
        return vote
    verdict = agree(vote["answer"], row["answer"], row)
    ballot = {True: Ballot.MATCH, False: Ballot.OTHER, None: Ballot.ABSTAIN}[verdict.equal]
    return vote | {"ballot": ballot, "rule": verdict.rule}
