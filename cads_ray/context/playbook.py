"""The playbook: what the authors are told, as immutable versions that are named by their content (paper 3.3).

A version changes only by deltas (deltas.py). Its name covers what authors may be shown and nothing else: outcomes,
evidence and retired insights are kept in it, and do not make it another version.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from cads_ray.context.disk import decode, write
from cads_ray.context.posterior import Effect, effect

TEXT_LIMIT = 280  # characters
OPEN = "*"  # a scope that takes any domain, or any meta strategy


class Kind(StrEnum):
    DO = "do"
    AVOID = "avoid"
    CHECK = "check"


class Stage(StrEnum):
    """What of a sample an insight speaks to."""

    PROBLEM = "problem"
    ANSWER = "answer"
    VISUAL = "visual"


class Standing(StrEnum):
    TRIAL = "trial"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True)
class Counts:
    """Outcomes of rows in an insight's scope: those that were shown it and those from which chance withheld it."""

    shown: int = 0
    shown_hits: int = 0
    hidden: int = 0
    hidden_hits: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(mine + theirs for mine, theirs in zip(self._values, other._values, strict=True)))

    @property
    def effect(self) -> Effect:
        """Rate of success with the insight minus without it."""
        return effect(self.shown_hits, self.shown, self.hidden_hits, self.hidden)

    @property
    def _values(self) -> tuple[int, ...]:
        return self.shown, self.shown_hits, self.hidden, self.hidden_hits


@dataclass(frozen=True)
class Insight:
    """One piece of advice. Its text never changes: an update is a new insight, whose parent is the old one."""

    id: str
    text: str
    kind: Kind = Kind.DO
    stage: Stage = Stage.PROBLEM
    domain: str = OPEN
    strategy: str = OPEN
    evidence: tuple[str, ...] = ()  # ids of the samples that taught it
    parent: str = ""
    state: Standing = Standing.TRIAL
    born: int = 0  # round
    since: int = 0  # round in which the present state began
    counts: Counts = Counts()

    def covers(self, domain: str, strategy: str) -> bool:
        """Whether a row of this domain and meta strategy may be shown it."""
        return self.domain in (OPEN, domain) and self.strategy in (OPEN, strategy)

    @property
    def scope(self) -> tuple[str, str]:
        return self.domain, self.strategy

    @property
    def words(self) -> str:
        """As authors are told: an insight that is no "do" says so."""
        return self.text if self.kind is Kind.DO else f"{self.kind.capitalize()}: {self.text}"


@dataclass(frozen=True)
class Playbook:
    """A version: insights in the order of their ids, the version it was made from, and what happened on the way."""

    insights: tuple[Insight, ...] = ()
    parent: str = ""
    log: tuple[str, ...] = field(default=(), repr=False)

    @cached_property
    def version(self) -> str:
        """Short sha256 of what may be shown."""
        content = [[i.id, i.text, i.kind, i.stage, i.domain, i.strategy] for i in self.live]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]

    @cached_property
    def live(self) -> tuple[Insight, ...]:
        """All that are not retired."""
        return tuple(insight for insight in self.insights if insight.state is not Standing.RETIRED)

    @cached_property
    def by_id(self) -> Mapping[str, Insight]:
        return {insight.id: insight for insight in self.insights}

    @property
    def next_id(self) -> str:
        return f"ins-{1 + max(map(_number, self.by_id), default=0):04d}"

    def in_scope(self, domain: str, strategy: str) -> tuple[Insight, ...]:
        return tuple(insight for insight in self.live if insight.covers(domain, strategy))

    def render(self) -> str:
        """The live insights as numbered lines."""
        return "\n".join(f"{number}. {insight.words}" for number, insight in enumerate(self.live, 1))

    @property
    def tokens(self) -> int:
        return count_tokens(self.render())

    def with_insights(self, *changed: Insight) -> Playbook:
        """The same with these insights put in, or in the place of those that have their ids."""
        merged = {**self.by_id, **{insight.id: insight for insight in changed}}
        return replace(self, insights=tuple(merged[name] for name in sorted(merged, key=_number)))

    def logged(self, *lines: str) -> Playbook:
        return replace(self, log=self.log + lines)

    def save(self, directory: Path, number: int) -> Path:
        """Write `directory`/NNN.json so that it is either absent or complete, also after a crash."""
        path = directory / f"{number:03d}.json"
        write(path, {"number": number, "version": self.version, "tokens": self.tokens} | asdict(self))
        return path

    @classmethod
    def load(cls, path: Path) -> Playbook:
        return decode(cls, json.loads(path.read_text(encoding="utf-8")))


def _number(id: str) -> int:
    return int(id.removeprefix("ins-"))


def count_tokens(text: str) -> int:
    """What a model's tokenizer would make of it, from above: a token per six letters of a word and per other sign."""
    return len(re.findall(r"\w{1,6}|[^\w\s]", text))


def latest(directory: Path) -> Path | None:
    """The file of the highest number in `directory`, if it holds any playbook."""
    return max(directory.glob("[0-9][0-9][0-9]*.json"), key=lambda path: int(path.stem), default=None)
