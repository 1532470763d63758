"""What the votes of a run say about its judges: who agrees with whom, how much of it is shared error, who favours itself.

Everything derives from the votes. Where an audit knows whether the key is right, `right` tells so, and accuracy, shared
errors and the effective number of votes are measured against the truth; else the key stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from cads_ray.judge.camps import camps, voters
from cads_ray.judge.kappa import cohen, correlation, difference, effective, fleiss, wilson
from cads_ray.judge.posterior import Coins, estimate, thrown, weigh
from cads_ray.judge.solve import agree
from cads_ray.schema import Ballot, Sees
from cads_ray.stage import Row

BINS = 10  # of the histogram of the posterior
KEY = 0  # the camp of the key; 1, 2, ... are the others


@dataclass(frozen=True)
class Heard:
    """One sample: which camp each voter is in, and which camp is right, None where nobody knows, -1 for none of them."""

    author: str
    said: Mapping[str, int]
    right: int | None

    def correct(self, judge: str) -> bool:
        return self.said[judge] == (KEY if self.right is None else self.right)


def agreement(judged: Sequence[Row], truths: Mapping[str, str] = {}) -> dict[str, Any]:
    """The tables as plain values: {samples, audited, unasked, judges, pairs, fleiss, effective_votes, ...}.

    `judged` are verdict rows with votes; `truths` maps the ids of audited ones to the right answer.
    """
    heard = [_heard(row, truths.get(row["id"])) for row in judged]
    names = list(dict.fromkeys(vote["judge"] for row in judged for vote in row["votes"] if _sees(vote)))
    audited = [each for each in heard if each.right is not None]
    samples = [thrown(row, row["votes"]) for row in judged]
    coins = estimate(samples)
    pairs = [_pair(*pair, audited or heard) for pair in combinations(names, 2)]
    binary = [[each.said[name] == KEY for name in names if name in each.said] for each in heard]
    related = [pair["correlation"] for pair in pairs if pair["correlation"] is not None]
    return {
        "samples": len(heard),
        "audited": len(audited),
        "unasked": sum(len(names) - sum(map(_sees, row["votes"])) for row in judged),  # judge.decide_early
        "judges": [_judge(name, judged, heard, audited, coins) for name in names],
        "pairs": pairs,
        "fleiss": fleiss([(sum(votes), len(votes)) for votes in binary]),
        "effective_votes": effective(len(names), related),
        "self_preference": [_favour(name, heard) for name in names if any(each.author == name for each in heard)],
        "posterior": _histogram([weigh(sample, coins)[KEY] for sample in samples]),
    }


def _sees(vote: Row) -> bool:
    return vote["sees"] != Sees.NOTHING


def _heard(row: Row, truth: str | None) -> Heard:
    sides = camps(row, [vote for vote in voters(row["votes"]) if _sees(vote)])
    said = {judge: i for i, camp in enumerate((sides.key, *sides.others)) for judge in camp.judges}
    right = None
    if truth is not None:
        answers = [row["answer"], *(camp.answer for camp in sides.others)]
        right = next((i for i, answer in enumerate(answers) if agree(answer, truth, row).equal), -1)
    return Heard(row["author"], said, right)


def _judge(name: str, judged: Iterable[Row], heard: Iterable[Heard], audited: Iterable[Heard], coins: Coins) -> dict:
    ballots = [vote["ballot"] for row in judged for vote in row["votes"] if vote["judge"] == name]
    correct = [each.correct(name) for each in audited if name in each.said]
    said = [each.said[name] == KEY for each in heard if name in each.said]
    return {
        "judge": name,
        "votes": len(said),
        "abstained": ballots.count(Ballot.ABSTAIN),
        "absent": ballots.count(Ballot.ABSENT),
        "finds_the_key": sum(said) / len(said) if said else None,
        "audited": len(correct),
        "accuracy": sum(correct) / len(correct) if correct else None,
        "interval": wilson(sum(correct), len(correct)) if correct else None,
        "estimated": coins.judges.get(name),
    }


def _pair(one: str, other: str, heard: Sequence[Heard]) -> dict[str, Any]:
    """`same_when_wrong`: of the samples that both get wrong, the share on which they give the same wrong answer."""
    both = [each for each in heard if one in each.said and other in each.said]
    labels = [[each.said[name] == KEY for each in both] for name in (one, other)]
    correct = [[each.correct(name) for each in both] for name in (one, other)]
    wrong = [each for each, *hits in zip(both, *correct, strict=True) if not any(hits)]
    return {
        "judges": [one, other],
        "samples": len(both),
        "kappa": cohen(*labels),
        "correlation": correlation(*correct),
        "both_wrong": len(wrong),
        "same_when_wrong": sum(each.said[one] == each.said[other] for each in wrong) / len(wrong) if wrong else None,
    }


def _favour(name: str, heard: Iterable[Heard]) -> dict[str, Any]:
    """How much more often a judge finds the key than its fellows do, on its own samples less on those of others.

    Its fellows are the judges that did not write the sample; so neither a good judge nor an author of easy samples seems
    to favour itself.
    """
    own: list[float] = []
    others: list[float] = []
    for each in heard:
        fellows = [each.said[judge] == KEY for judge in each.said if judge not in (name, each.author)]
        if name in each.said and fellows:
            ahead = (each.said[name] == KEY) - sum(fellows) / len(fellows)
            (own if each.author == name else others).append(ahead)
    gap = difference(own, others)
    return {"judge": name, "own": len(own), "gap": gap and gap[0], "interval": gap and gap[1:]}


def _histogram(beliefs: Sequence[float]) -> list[int]:
    """Samples by the posterior of their key, in BINS equal steps from 0 to 1."""
    counts = [0] * BINS
    for belief in beliefs:
        counts[min(BINS - 1, int(belief * BINS))] += 1
    return counts
