"""Small playbooks, candidates and outcomes for tests."""

from cads_ray.context.candidate import Candidate, Cause
from cads_ray.context.credit import Outcome
from cads_ray.context.leak import Source
from cads_ray.context.playbook import Insight, Kind, Playbook, Stage
from cads_ray.schema import State

ADVICE = (
    "Let the decisive value stand away from what it belongs to.",
    "Draw two curves that cross twice and ask about the second crossing.",
    "Give a rate in words where the picture shows a total.",
    "Use a legend in another order than the bars.",
    "Turn the scale so that it falls from left to right.",
    "Name a point by its role in the story and never by its letter.",
    "Ask for the share of a part that is itself a part.",
    "Show three views of one body and ask for a hidden edge.",
)


def insight(number: int, text: str = "", **changes) -> Insight:
    return Insight(f"ins-{number:04d}", text or ADVICE[number - 1], **changes)


def book(*insights: Insight) -> Playbook:
    return Playbook(insights)


def candidate(text: str, *, sources: tuple[Source, ...] = (), **changes) -> Candidate:
    values = {"cause": Cause.REASONING, "kind": Kind.DO, "stage": Stage.PROBLEM, "evidence": ("r000-s1-ann-0",)}
    return Candidate(text=text, sources=sources, **(values | changes))


def outcome(number: int, success: bool, version: str = "", insights: tuple[str, ...] = (), **changes) -> Outcome:
    """Row `number`, adversarial or accepted."""
    values = {
        "id": f"r001-s{number:03d}-{changes.get('author', 'ann')}-0",
        "seed": f"s{number:03d}",
        "author": "ann",
        "strategy": "logic_reversion",
        "domain": "physics",
        "state": State.ADVERSARIAL if success else State.ACCEPTED,
    }
    return Outcome(version=version, insights=frozenset(insights), success=success, **(values | changes))
