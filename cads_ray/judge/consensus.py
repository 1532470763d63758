"""Consensus: C = sum over k of 1(p_k = a'), and the state that follows from the votes (paper 3.2.2, equation 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from cads_ray.errors import AWAY, ProviderDown
from cads_ray.judge.camps import camps, voters
from cads_ray.judge.posterior import Coins, thrown, weigh
from cads_ray.judge.solve import Judge
from cads_ray.schema import CONSENSUS, KEPT, Ballot, Sees, State
from cads_ray.stage import Failed, Result, Row, alive, extend, rows

ADDS = CONSENSUS
MORE_LIKELY = 0.5  # the posterior of the key from which `posterior` keeps a sample


@dataclass(frozen=True)
class Rule:
    """Which votes count, how many there must be, and what else keeps a sample out.

    `paper`: all judges, the author included. `independent`: the author's own vote is left out of C and of the voters.
    `posterior`: as `independent`, and the key must be more likely right than not by the coins of the run's own votes;
    they are known when a round closes (recount.py), until then it decides as `independent`. `quorum` None: one less than
    the judges that count. `dissent` None: the dissent rule applies but in `paper`, which has none. `blind`: what becomes
    of a sample that a judge solves without its picture: keep, tag (said in its reason) or
    drop.
    """

    name: str
    judges: tuple[Judge, ...]
    quorum: int | None = None
    dissent: bool | None = None
    blind: str = "tag"

    @property
    def contests(self) -> bool:
        """Whether the dissent rule applies."""
        return self.name != "paper" if self.dissent is None else self.dissent

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
    heard = len(voters(counted))
    away = [vote for vote in counted if vote["ballot"] == Ballot.ABSENT and vote["rule"] in AWAY]
    least = rule.least(row["author"])
    if heard < least <= heard + len(away):
        told = "; ".join(f"{vote['judge']}: {vote['raw']}" for vote in away)
        return Failed(ProviderDown.__name__, f"no quorum without {told}; run the same command again to continue")
    return decide(row, votes, rule)


def _votes(row: Row, judges: Sequence[Judge]) -> list[Row]:
    return [row[f"vote_{judge.name}"] for judge in judges if row[f"vote_{judge.name}"] is not None]


def decide(row: Row, votes: list[Row], rule: Rule, coins: Coins | None = None) -> Row:
    """The first row of the table of states that applies; duplicates and exclusions are decided at the round's end."""
    heard = [vote for vote in votes if vote["sees"] != Sees.NOTHING]
    counted = voters(vote for vote in votes if rule.counts(vote))
    matches = sum(vote["ballot"] == Ballot.MATCH for vote in counted)
    state, reason = _state(row, counted, rule, coins)
    if state in KEPT:
        state, reason = _without_picture(votes, state, rule)
    return {
        "votes": votes,
        "consensus": matches,
        "consensus_all": sum(vote["ballot"] == Ballot.MATCH for vote in heard),
        "voters": len(counted),
        "state": state,
        "reason": reason,
    }


def _state(row: Row, counted: list[Row], rule: Rule, coins: Coins | None) -> tuple[State, str]:
    least = rule.least(row["author"])
    if len(counted) < least:
        return State.FAILED, f"no quorum: {len(counted)} of at least {least} judges gave an answer that can be compared"
    sides = camps(row, counted)
    matches, dissent = len(sides.key.judges), sides.dissent
    belief = weigh(thrown(row, counted), coins) if coins is not None else None
    if rule.contests and len(dissent.judges) >= 2:
        told = f"{len(dissent.judges)} judges agree on {dissent.answer!r}, {matches} on the key"
        if belief is None and len(dissent.judges) > matches:
            return State.CONTESTED, told
        shared = [i for i, camp in enumerate(sides.others, start=1) if len(camp.judges) >= 2]
        if belief is not None and max(belief[i] for i in shared) > belief[0]:
            return State.CONTESTED, f"{told}, which is right with P = {belief[0]:.2f}"
    if matches == 0:
        return State.UNSOLVABLE, "no judge found the key"
    if matches == len(counted):
        return State.ACCEPTED, ""
    if belief is not None and belief[0] < MORE_LIKELY:
        return State.UNSOLVABLE, f"the key is right with P = {belief[0]:.2f}"
    return State.ADVERSARIAL, ""


def _without_picture(votes: list[Row], state: State, rule: Rule) -> tuple[State, str]:
    """What the blind probes say of a sample that would be kept."""
    solved = [vote["judge"] for vote in votes if vote["sees"] == Sees.NOTHING and vote["ballot"] == Ballot.MATCH]
    if not solved or rule.blind == "keep":
        return state, ""
    return State.EXCLUDED if rule.blind == "drop" else state, f"answered without the picture by {solved[0]}"
