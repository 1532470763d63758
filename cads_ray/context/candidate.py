"""A candidate: what one disagreement, or several that say the same, would teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import pyarrow as pa

from cads_ray.context.leak import Source
from cads_ray.context.playbook import OPEN, Kind, Stage
from cads_ray.context.similar import twin


class Cause(StrEnum):
    """What split the panel."""

    REASONING = "reasoning"
    PERCEPTION = "perception"
    AMBIGUOUS_TEXT = "ambiguous_text"
    BAD_PICTURE = "bad_picture"
    WRONG_KEY = "wrong_key"


TELLING_ROWS = 12  # a round: six pairs
TEACHING = (Cause.REASONING, Cause.PERCEPTION)  # only these may teach "do": flawed samples split the panel too


@dataclass(frozen=True)
class Candidate:
    """An insight that was not yet admitted. An empty text teaches nothing, and the cause still marks its samples."""

    text: str
    cause: Cause
    kind: Kind
    stage: Stage
    domain: str = OPEN
    strategy: str = OPEN
    evidence: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()  # what must not leak

    @property
    def scope(self) -> tuple[str, str]:
        return self.domain, self.strategy

    @property
    def listed(self) -> str:
        """As the optimizer reads it."""
        return f"[{self.kind}, {self.stage}, {self.domain}/{self.strategy}, samples: {len(self.evidence)}] {self.text}"


def gather(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates that say the same made into one; what was seen in two domains (or strategies) is about neither.

    Most supported first, then in the order given.
    """
    groups: list[Candidate] = []
    for candidate in candidates:
        if not candidate.text:
            continue
        same = [group for group in groups if (group.kind, group.stage) == (candidate.kind, candidate.stage)]
        at = twin(candidate.text, [group.text for group in same])
        if at is None:
            groups.append(candidate)
        else:
            groups[groups.index(same[at])] = _joined(same[at], candidate)
    return sorted(groups, key=lambda group: -len(group.evidence))


def _joined(one: Candidate, other: Candidate) -> Candidate:
    return replace(
        one,
        domain=one.domain if one.domain == other.domain else OPEN,
        strategy=one.strategy if one.strategy == other.strategy else OPEN,
        evidence=tuple(dict.fromkeys(one.evidence + other.evidence)),
        sources=one.sources + other.sources,
    )


def crowd(outcomes: pa.Table) -> Counter[str]:
    """Rows of a round by domain."""
    return Counter(outcomes["domain"].to_pylist())


def widened(candidate: Candidate, rows: Counter[str]) -> Candidate:
    """The candidate, for every domain where its own has so few rows a round that a trial would hardly end."""
    return replace(candidate, domain=OPEN) if rows[candidate.domain] < TELLING_ROWS else candidate
