"""Proof before adoption: a version is tried beside its parent on paired work, and rolled back when the yield falls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from cads_ray.context.credit import Outcome
from cads_ray.context.playbook import Insight, Kind, Playbook, Standing
from cads_ray.context.posterior import above, better

PROMOTE, DROP = 0.8, 0.2  # P(the child is better)
PAIRS, ROUNDS = 64, 4  # after either a trial is decided
LIKELY = 2 / 3  # then the child is adopted if it is twice as likely to be the better one; the watch may undo it
WINDOW = 20  # rows, in whole rounds, that a fall of the yield is judged by
FALLEN = 0.9  # P(yield < what the parent had)


class Verdict(StrEnum):
    PROMOTE = "promote"
    DROP = "drop"
    GO_ON = "go_on"


@dataclass(frozen=True)
class Trial:
    """A child beside its parent; `hits` and `rows` are the parent's sound rows where the two differ."""

    child: Playbook
    wins: int = 0
    losses: int = 0
    ties: int = 0
    hits: int = 0
    rows: int = 0
    rounds: int = 0

    @property
    def pairs(self) -> int:
        return self.wins + self.losses + self.ties

    @property
    def better(self) -> float:
        """P(the child succeeds where its parent does not, rather than the reverse)."""
        return better(self.wins, self.losses)

    @property
    def verdict(self) -> Verdict:
        if self.better >= PROMOTE:
            return Verdict.PROMOTE
        if self.pairs >= PAIRS or self.rounds >= ROUNDS:
            return Verdict.PROMOTE if self.better >= LIKELY else Verdict.DROP
        return Verdict.DROP if self.better <= DROP else Verdict.GO_ON

    @property
    def evidence(self) -> str:
        return f"P(better)={self.better:.2f} over {self.pairs} pairs, {self.wins} won, {self.losses} lost"

    def heard(self, parent: Playbook, rows: Sequence[Outcome]) -> Trial:
        """With the outcomes of one more round."""
        telling = Telling(parent, self.child)
        rows = [row for row in rows if telling(row.domain, row.strategy)]
        mine = [row for row in rows if row.version == parent.version]
        results = pairs(mine, [row for row in rows if row.version == self.child.version], telling.kind)
        sound = [row for row in mine if row.sound]
        return replace(
            self,
            wins=self.wins + sum(new > old for old, new in results),
            losses=self.losses + sum(new < old for old, new in results),
            ties=self.ties + sum(new == old for old, new in results),
            hits=self.hits + sum(row.hit(telling.kind) for row in sound),
            rows=self.rows + len(sound),
            rounds=self.rounds + 1,
        )


class Telling:
    """Where a row can tell two versions apart: what it may be told differs.

    Only "do" insights count if the versions differ in any: the others guard soundness, and rows where nothing else
    differs would drown the effect that is looked for.
    """

    def __init__(self, one: Playbook, other: Playbook):
        sides = [
            [insight for insight in mine.live if insight.id not in {rival.id for rival in theirs.live}]
            for mine, theirs in ((one, other), (other, one))
        ]
        harder = [[insight for insight in side if insight.kind is Kind.DO] for side in sides]
        self._sides: list[list[Insight]] = harder if any(harder) else sides
        self.kind = Kind.DO if any(harder) else Kind.CHECK  # of what is proved: hardness, or fewer flaws

    def __call__(self, domain: str, strategy: str) -> bool:
        one, other = ({each.text for each in side if each.covers(domain, strategy)} for side in self._sides)
        return one != other


# What a pair has in common, closest first; one draw a seed and author leaves no pair of the first kind.
_COMMON: tuple[Callable[[Outcome], Any], ...] = (
    lambda row: (row.seed, row.author, row.strategy),
    lambda row: (row.seed, row.strategy),
    lambda row: (row.domain, row.author, row.strategy),
    lambda row: (row.domain, row.strategy),
)


def pairs(old: Sequence[Outcome], new: Sequence[Outcome], kind: Kind = Kind.DO) -> list[tuple[bool, bool]]:
    """Hits of parent and child on paired work. Rows are matched by what they are, never by what became of them."""
    results = []
    for common in _COMMON:
        waiting: dict[Any, list[Outcome]] = defaultdict(list)
        for row in reversed(old):
            waiting[common(row)].append(row)
        matched: set[str] = set()
        for row in new:
            if mates := waiting[common(row)]:
                mate = mates.pop()
                results.append((mate.hit(kind), row.hit(kind)))
                matched |= {mate.id, row.id}
        old, new = ([row for row in side if row.id not in matched] for side in (old, new))
    return results


def promoted(child: Playbook, round: int) -> Playbook:
    """The child as the version in force."""
    fresh = [replace(i, state=Standing.ACTIVE, since=round) for i in child.live if i.state is Standing.TRIAL]
    return child.with_insights(*fresh)


def without(child: Playbook, parent: Playbook, round: int, line: str) -> Playbook:
    """The parent, which remembers what it tried: the child's own insights retired, its outcomes, log and this line."""
    back = []
    for insight in child.insights:
        known = parent.by_id.get(insight.id)
        if known is not None:
            back.append(replace(known, counts=insight.counts, evidence=insight.evidence))
        elif insight.state is Standing.RETIRED:
            back.append(insight)
        else:
            back.append(replace(insight, state=Standing.RETIRED, since=round))
    return replace(parent.with_insights(*back), log=(*child.log, line))


@dataclass(frozen=True)
class Watch:
    """A promoted version under watch: what its parent yielded where they differ, and the sound rows since, by round."""

    parent: Playbook
    hits: int
    rows: int
    since: tuple[tuple[int, int], ...] = ()  # hits, rows

    def heard(self, playbook: Playbook, rows: Sequence[Outcome]) -> Watch:
        """With one more round; the oldest rounds that the window does not need are dropped."""
        telling = Telling(self.parent, playbook)
        mine = [
            row for row in rows if row.version == playbook.version and row.sound and telling(row.domain, row.strategy)
        ]
        since = (*self.since, (sum(row.hit(telling.kind) for row in mine), len(mine)))
        while sum(rows for _, rows in since[1:]) >= WINDOW:
            since = since[1:]
        return replace(self, since=since)

    @property
    def fallen(self) -> bool:
        """Whether the yield fell below the parent's. Whole rounds: the last ids are of the last seeds only."""
        hits, rows = self._sums
        return rows >= WINDOW and above(self.hits, self.rows, hits, rows) >= FALLEN

    @property
    def evidence(self) -> str:
        hits, rows = self._sums
        return f"{hits} of {rows} rows after {self.hits} of {self.rows} for its parent"

    @property
    def _sums(self) -> tuple[int, int]:
        return sum(hits for hits, _ in self.since), sum(rows for _, rows in self.since)
