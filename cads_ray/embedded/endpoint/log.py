"""Reading an endpoint's log beside a ledger: which questions were asked, which were answered, and which twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cads_ray.models.canonical import Identity, key_of
from cads_ray.models.client import Request
from cads_ray.models.spec import Member


@dataclass(frozen=True)
class Line:
    """A request or a reply. `body` is the sha256 of what was sent, `key` the ledger's key ("" when it is not known)."""

    time: float  # seconds since the epoch
    event: str  # request | reply
    body: str
    key: str
    task: str
    model: str
    status: int | None
    fault: str | None

    @property
    def good(self) -> bool:
        """Whether an answer was given that can be used."""
        return self.event == "reply" and self.status == 200 and self.fault is None


def read_log(path: Path, pool: Sequence[Member], identity: Callable[[Request], Identity]) -> list[Line]:
    """All lines but the preflight's. `identity` is that of a Pool of `pool`."""
    raw = list(_lines(path))
    asked = {line["key"]: line["asked"] for line in raw if "asked" in line}
    names = {member.model: member.name for member in pool}
    keys = {body: _key(question, names, identity) for body, question in asked.items()}
    lines = []
    for line in raw:
        question = asked.get(line["key"], {})
        if question.get("task") != "preflight":
            told = (question.get("task", ""), question.get("model", ""), line.get("status"), line["fault"])
            lines.append(Line(line["time"], line["event"], line["key"], keys.get(line["key"], ""), *told))
    return lines


def answered_twice(lines: Iterable[Line]) -> dict[str, int]:
    """The bodies that got a good answer more than once, and how often."""
    good = Counter(line.body for line in lines if line.good)
    return {body: count for body, count in good.items() if count > 1}


def _key(question: dict[str, Any], names: dict[str, str], identity: Callable[[Request], Identity]) -> str:
    if "fields" not in question or question["model"] not in names:
        return ""
    images, draw = tuple(question.get("images") or ()), question.get("draw", 0)
    request = Request(names[question["model"]], question["task"], question["fields"], images, draw)
    return key_of(request, identity(request))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """A server that was killed leaves a torn last line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue
