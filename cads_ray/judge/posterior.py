"""P(the key is right | the answers): a one-coin model whose coins are estimated from the run's own votes.

Each judge gives the right answer with a probability of its own, and else one of WRONG equally likely wrong ones; so does
each author with its key. The answer may be the key, what another camp says, or something that nobody said. The author's
own vote is left out: it is no second throw of his coin. The accuracies maximise the posterior (EM; Beta priors that
believe in no coin worse than chance). Errors are taken as independent, which judges that share a misconception break:
benchmarks/RESULTS.md has what that costs. crowd-kit's models need one finite set of labels for all tasks, and
transformers to be installed; answers are open and this is sixty lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cads_ray.judge.camps import Camps, camps, voters
from cads_ray.schema import Sees
from cads_ray.stage import Row

WRONG = 10  # equally likely wrong answers to a question: two who err meet in one of ten cases
PRIOR = (4.0, 2.0)  # Beta: as if four right answers and two wrong ones had been seen before
ROUNDS = 60  # of EM at most; it stops when no accuracy moves by more than CLOSE
CLOSE = 1e-6


@dataclass(frozen=True)
class Coins:
    """How often each judge, and each author as the writer of keys, is right; the prior's mean for whom nobody knows."""

    judges: Mapping[str, float] = field(default_factory=dict)
    authors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Thrown:
    """One sample as the model sees it."""

    author: str
    camps: Camps


def thrown(row: Row, votes: Iterable[Row]) -> Thrown:
    """The sample with the votes that count: no blind judge's, and not the author's own."""
    heard = [vote for vote in voters(votes) if vote["sees"] != Sees.NOTHING and not vote["is_author"]]
    return Thrown(row["author"], camps(row, heard))


def weigh(sample: Thrown, coins: Coins) -> list[float]:
    """The posterior of each answer: the key, the other camps in their order, and last all that nobody said."""
    said = [sample.camps.key, *sample.camps.others]
    skilled = {judge: _skill(coins.judges, judge) for camp in said for judge in camp.judges}
    author = _skill(coins.authors, sample.author)
    missed = 1.0  # likelihood when everybody is wrong
    for skill in skilled.values():
        missed *= (1 - skill) / WRONG
    weights = []
    for i, camp in enumerate(said):
        weight = missed * (author if i == 0 else (1 - author) / WRONG)
        for judge in camp.judges:
            weight *= skilled[judge] * WRONG / (1 - skilled[judge])
        weights.append(weight)
    unsaid = max(0, WRONG + 1 - len(said))
    weights.append(unsaid * missed * (1 - author) / WRONG)
    total = sum(weights)
    return [weight / total for weight in weights]


def estimate(samples: Sequence[Thrown]) -> Coins:
    """The coins that these samples speak for. The same samples in the same order give the same numbers."""
    coins = Coins()
    for _ in range(ROUNDS):
        new = _maximise(samples, [weigh(sample, coins) for sample in samples])
        moved = [abs(new.judges[name] - _skill(coins.judges, name)) for name in new.judges]
        moved += [abs(new.authors[name] - _skill(coins.authors, name)) for name in new.authors]
        coins = new
        if max(moved, default=0.0) < CLOSE:
            break
    return coins


def _maximise(samples: Sequence[Thrown], beliefs: Sequence[Sequence[float]]) -> Coins:
    right: dict[tuple[str, str], float] = defaultdict(float)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for sample, belief in zip(samples, beliefs, strict=True):
        right["author", sample.author] += belief[0]
        seen["author", sample.author] += 1
        for camp, weight in zip((sample.camps.key, *sample.camps.others), belief, strict=False):
            for judge in camp.judges:
                right["judge", judge] += weight
                seen["judge", judge] += 1
    good, bad = PRIOR
    skill = {who: (right[who] + good - 1) / (seen[who] + good + bad - 2) for who in seen}
    return Coins(*({name: p for (role, name), p in skill.items() if role == wanted} for wanted in ("judge", "author")))


def _skill(known: Mapping[str, float], name: str) -> float:
    return known.get(name, PRIOR[0] / sum(PRIOR))
