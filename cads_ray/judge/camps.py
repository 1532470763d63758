"""Who said the same: the voters of a sample, in camps by answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cads_ray.judge.solve import agree
from cads_ray.schema import Ballot
from cads_ray.stage import Row

VOTED = (Ballot.MATCH, Ballot.OTHER)


@dataclass(frozen=True)
class Camp:
    """An answer, as the first of its judges wrote it, and the judges that gave it, in the order of the votes."""

    answer: str
    judges: tuple[str, ...]


@dataclass(frozen=True)
class Camps:
    """The camp of the key, which may be empty, and the others, by size and then in the order in which they came up."""

    key: Camp
    others: tuple[Camp, ...]

    @property
    def dissent(self) -> Camp:
        """The other answer that most voters share."""
        return self.others[0] if self.others else Camp("", ())


def voters(votes: Iterable[Row]) -> list[Row]:
    """The votes that say something: match or other."""
    return [vote for vote in votes if vote["ballot"] in VOTED]


def camps(row: Row, votes: Sequence[Row]) -> Camps:
    """The camps among `votes`. `row` has what `agree` reads: choices, unit, tolerance."""
    others: list[Camp] = []
    for vote in votes:
        if vote["ballot"] != Ballot.OTHER:
            continue
        for i, camp in enumerate(others):
            if agree(vote["answer"], camp.answer, row).equal:
                others[i] = Camp(camp.answer, (*camp.judges, vote["judge"]))
                break
        else:
            others.append(Camp(vote["answer"], (vote["judge"],)))
    key = Camp(row["answer"], tuple(vote["judge"] for vote in votes if vote["ballot"] == Ballot.MATCH))
    return Camps(key, tuple(sorted(others, key=lambda camp: -len(camp.judges))))
