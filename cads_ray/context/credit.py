"""Credit comes from outcomes and not from a model's opinion: each insight is withheld from some rows by chance, and the
difference between rows with and without it is its effect: in hardness for a "do", in flaws for a guard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from cads_ray.context.deltas import Delta, Op
from cads_ray.context.playbook import Counts, Insight, Kind, Playbook
from cads_ray.context.posterior import above
from cads_ray.schema import Ballot, Sees, State

HARMFUL = 0.95  # P(the insight lowers the rate) from which it is to be retired
_FLAWED = (State.CONTESTED, State.UNSOLVABLE)
_SPOILT = (State.FAILED, State.DUPLICATE, State.EXCLUDED)


@dataclass(frozen=True)
class Outcome:
    """What became of one row of a plan. `domain` is what the plan took its seed for.

    `clean`: the panel found no flaw in it, as far as a panel can. Without the guard nobody asks: it is `success` again.
    """

    id: str
    seed: str
    author: str
    strategy: str
    domain: str
    version: str
    insights: frozenset[str]
    state: str
    success: bool
    clean: bool = True

    def hit(self, kind: Kind) -> bool:
        """What an insight of this kind is for: a "do" for samples that are hard, a guard for fewer that are flawed."""
        return self.success if kind is Kind.DO else self.clean

    @property
    def sound(self) -> bool:
        """Not spoilt by what no insight is to blame for (a provider that is down, siblings that fill up over rounds).

        Only where rows of different rounds are compared: within a round chance spreads such rows evenly, and an insight
        that makes rows fail or repeat themselves must answer for it.
        """
        return self.state not in _SPOILT


def outcomes(table: pa.Table, domain_of: Callable[[str], str], guard: bool) -> list[Outcome]:
    """The rows of a closed round in the order of their ids."""
    names = ["id", "seed", "author", "strategy", "version", "insights", "state", "consensus", "voters", "votes"]
    return [
        Outcome(
            id=row["id"],
            seed=row["seed"],
            author=row["author"],
            strategy=row["strategy"],
            domain=domain_of(row["seed"]),
            version=row["version"],
            insights=frozenset(row["insights"] or ()),
            state=row["state"],
            success=succeeded(row, guard),
            clean=row["state"] not in _FLAWED if guard else succeeded(row, guard),
        )
        for row in table.select(names).sort_by("id").to_pylist()
        if row["state"] != State.PENDING
    ]


def succeeded(row: Mapping[str, Any], guard: bool) -> bool:
    """Adversarial by the votes that count, neither contested, nor a duplicate, nor excluded, and in need of its picture.

    Without the `guard`, any panel that is split counts, so broken samples count as well (an ablation).
    """
    if guard:
        return row["state"] == State.ADVERSARIAL and not any(map(_blind_match, row["votes"] or ()))
    consensus, voters = row["consensus"], row["voters"]
    return consensus is not None and voters is not None and 1 <= consensus < voters


def _blind_match(vote: Mapping[str, Any]) -> bool:
    """Whether a probe that sees nothing found the key."""
    return vote["sees"] == Sees.NOTHING and vote["ballot"] == Ballot.MATCH


def tally(rows: Iterable[Outcome], playbook: Playbook, child: Playbook | None) -> Mapping[str, Counts]:
    """By insight, the outcomes of rows in its scope with and without it.

    While a child is on trial, a row of its parent is also one without the child's new insight, where that insight is
    all that tells the two apart.
    """
    books = {book.version: book for book in (playbook, child) if book is not None}
    counts: dict[str, Counts] = defaultdict(Counts)
    for row in rows:
        book = books.get(row.version)
        if book is None:  # a straggler of a version that is gone
            continue
        for insight in book.in_scope(row.domain, row.strategy):
            counts[insight.id] += _count(row.hit(insight.kind), insight.id in row.insights)
        if child is not None and book is playbook and (lone := _lone(playbook, child, row)) is not None:
            counts[lone.id] += _count(row.hit(lone.kind), False)
    return counts


def _count(hit: bool, shown: bool) -> Counts:
    return Counts(shown=1, shown_hits=hit) if shown else Counts(hidden=1, hidden_hits=hit)


def _lone(playbook: Playbook, child: Playbook, row: Outcome) -> Insight | None:
    old, new = (set(book.in_scope(row.domain, row.strategy)) for book in (playbook, child))
    return next(iter(new - old)) if len(new - old) == 1 and not old - new else None


def credited(playbook: Playbook, counts: Mapping[str, Counts]) -> Playbook:
    """The same version with these outcomes added to its insights."""
    changed = (replace(i, counts=i.counts + counts[i.id]) for i in playbook.insights if i.id in counts)
    return playbook.with_insights(*changed)


def retirements(playbook: Playbook) -> Sequence[Delta]:
    """What the outcomes say should go."""
    found = []
    for insight in playbook.live:
        c = insight.counts
        harm = above(c.hidden_hits, c.hidden, c.shown_hits, c.shown)
        if harm >= HARMFUL:
            reason = f"lowers the rate by {-c.effect.mean:.2f} with probability {harm:.2f}"
            found.append(Delta(Op.RETIRE, (insight.id,), reason=reason))
    return found
