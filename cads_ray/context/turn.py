"""Whose turn it is: trials are few, so the candidate with the most evidence comes first, one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from cads_ray.context.candidate import Candidate
from cads_ray.context.editor import COOLING
from cads_ray.context.playbook import Insight, Kind, Playbook, Standing
from cads_ray.context.similar import twin


def next_tried(backlog: Sequence[Candidate], playbook: Playbook, round: int) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates of this round's version, and those that wait.

    One that is new is tried alone: two would have to share what they prove. Those that only say again what the playbook
    says come along, since they add their evidence and no version.
    """
    live = [candidate for candidate in backlog if _said(candidate, _covering(playbook, candidate))]
    fresh = [each for each in backlog if each not in live and not _said(each, _cooling(playbook, each, round))]
    ranked = sorted(fresh, key=lambda each: (-len(each.evidence), each.kind is not Kind.DO))
    now = [*live, *ranked[:1]]
    return now, [candidate for candidate in backlog if candidate not in now]


def _said(candidate: Candidate, insights: Sequence[Insight]) -> bool:
    return twin(candidate.text, [insight.text for insight in insights]) is not None


def _covering(playbook: Playbook, candidate: Candidate) -> list[Insight]:
    return [insight for insight in playbook.live if insight.covers(*candidate.scope)]


def _cooling(playbook: Playbook, candidate: Candidate, round: int) -> list[Insight]:
    """Insights of its scope that did not help a short while ago."""
    retired = [i for i in playbook.insights if i.state is Standing.RETIRED and i.scope == candidate.scope]
    return [insight for insight in retired if round - insight.since < COOLING]
