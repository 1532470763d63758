"""Consensus: C = sum over k of 1(p_k = a'), and the state that follows from the votes (paper 3.2.2, equation 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from cads_ray.errors import AWAY, ProviderDown
from cads_ray.judge.solve import Judge, agree
from cads_ray.schema import CONSENSUS, Ballot, Sees, State
from cads_ray.stage import Failed, Result, Row, alive, extend, rows

ADDS = CONSENSUS


@dataclass(frozen=True)
class Rule:
    """Which votes count, and how many there must be.

    `paper`: all judges, the author included, and no dissent rule. `independent`: the author's own vote is left out of C
    and of the voters. `quorum` None: one less than the judges that count.
    """

    name: str
    judges: tuple[Judge, ...]
    quorum: int | None = None

    def counts(self, vote: Row) -> bool:
        return vote["sees"] != Sees.NOTHING and not (self.name != "paper" and vote["is_author"])

    def least(self, author: str) -> int:
        """The quorum for a sample of this author."""
        if self.quorum is not None:
            return self.quorum
        left_out = self.name != "paper" and any(judge.name == author and judge.counts for judge in self.judges)
        return max(1, sum(judge.counts for judge in self.judges) - left_out - 1)


async def consensus(batch: pa.Table, rule: Rule) -> pa.Table:
    """Append the votes, C with and without the author, and the state that the votes alone decide."""
    table = rows(batch)
    results = [_result(row, rule) if alive(row) else None for row in table]
    batch = batch.drop_columns([f"vote_{judge.name}" for judge in rule.judges])
    return extend(batch, "consensus", ADDS, results)


def _result(row: Row, rule: Rule) -> Result:
    """The decision; or a row that stays open, because the votes that it lacks are still owed.

    A judge that failed at this sample is absent, and the quorum protects. One that is away, with its provider down or its
    account empty, would be absent from all of a round: where the quorum hangs on it, nothing is decided without it.
    """
    votes = _votes(row, rule.judges)
    counted = [vote for vote in votes if rule.counts(vote)]
    voters = sum(vote["ballot"] in (Ballot.MATCH, Ballot.OTHER) for vote in counted)
    away = [vote for vote in counted if vote["ballot"] == Ballot.ABSENT and vote["rule"] in AWAY]
    least = rule.least(row["author"])
    if voters < least <= voters + len(away):
        told = "; ".join(f"{vote['judge']}: {vote['raw']}" for vote in away)
        return Failed(ProviderDown.__name__, f"no quorum without {told}; run the same command again to continue")
    return decide(row, votes, rule)


def _votes(row: Row, judges: Sequence[Judge]) -> list[Row]:
    return [row[f"vote_{judge.name}"] for judge in judges if row[f"vote_{judge.name}"] is not None]


def decide(row: Row, votes: list[Row], rule: Rule) -> Row:
    """The first row of the table of states that applies; duplicates and exclusions are decided at the round's end."""
    heard = [vote for vote in votes if vote["sees"] != Sees.NOTHING]
    counted = [vote for vote in votes if rule.counts(vote)]
    voters = [vote for vote in counted if vote["ballot"] in (Ballot.MATCH, Ballot.OTHER)]
    matches = sum(vote["ballot"] == Ballot.MATCH for vote in voters)
    state, reason = _state(row, voters, matches, rule)
    return {
        "votes": votes,
        "consensus": matches,
        "consensus_all": sum(vote["ballot"] == Ballot.MATCH for vote in heard),
        "voters": len(voters),
        "state": state,
        "reason": reason,
    }


def _state(row: Row, voters: list[Row], matches: int, rule: Rule) -> tuple[State, str]:
    least = rule.least(row["author"])
    if len(voters) < least:
        return State.FAILED, f"no quorum: {len(voters)} of at least {least} judges gave an answer that can be compared"
    if rule.name != "paper":
        answer, size = _dissent(row, voters)
        if size >= 2 and size > matches:
            return State.CONTESTED, f"{size} judges agree on {answer!r}, {matches} on the key"
    if matches == 0:
        return State.UNSOLVABLE, "no judge found the key"
    return (State.ACCEPTED if matches == len(voters) else State.ADVERSARIAL), ""


def _dissent(row: Row, voters: list[Row]) -> tuple[str, int]:
    """The other answer that most voters share, and how many do: the answer of the first of them."""
    groups: list[tuple[str, int]] = []
    for vote in voters:
        if vote["ballot"] != Ballot.OTHER:
            continue
        for i, (answer, size) in enumerate(groups):
            if agree(vote["answer"], answer, row).equal:
                groups[i] = (answer, size + 1)
                break
        else:
            groups.append((vote["answer"], 1))
    return max(groups, key=lambda group: group[1], default=("", 0))
