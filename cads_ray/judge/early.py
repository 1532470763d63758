"""No further judge once no remaining vote can change the state (judge.decide_early).

What is lost is the exact C: the votes that were not asked for. Blind probes are asked all the same, they count nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from cads_ray.judge.camps import camps
from cads_ray.judge.consensus import Rule, decide
from cads_ray.schema import Ballot
from cads_ray.stage import Row

_NOBODY = "\0"  # an answer that nobody gave and that equals no other


def settled(row: Row, judge: str, rule: Rule) -> bool:
    """Whether `judge` need not be asked: the votes that `row` has decide its state, whatever the judges without a vote
    would say, or this one's vote counts nowhere."""
    if rule.name != "paper" and judge == row["author"]:
        return True
    votes = [row[f"vote_{judge.name}"] for judge in rule.judges if row.get(f"vote_{judge.name}") is not None]
    left = [judge.name for judge in rule.judges if judge.counts and f"vote_{judge.name}" not in row]
    left = [name for name in left if rule.name == "paper" or name != row["author"]]
    futures = (decide(row, [*votes, *cast], rule)["state"] for cast in _futures(row, votes, left))
    first = next(futures)
    return all(state == first for state in futures)


def _futures(row: Row, votes: Sequence[Row], left: Sequence[str]) -> Iterator[list[Row]]:
    """Ways in which the remaining votes can fall that between them reach every state that can still be reached.

    Matches and abstentions move C and the quorum; what others say matters only through how many share an answer: one that
    was given already, or a new one. Who says what does not matter, so ways that differ only in that are one.
    """
    known = [camp.answer for camp in camps(row, votes).others]
    options = [(Ballot.MATCH, row["answer"]), (Ballot.ABSTAIN, "")]
    options += [(Ballot.OTHER, answer) for answer in (*known, _NOBODY)]
    for cast in combinations_with_replacement(options, len(left)):
        yield [_vote(row, name, *said) for name, said in zip(left, cast, strict=True)]


def _vote(row: Row, judge: str, ballot: Ballot, answer: str) -> Row:
    return {"judge": judge, "sees": "", "is_author": judge == row["author"], "answer": answer, "ballot": ballot}
