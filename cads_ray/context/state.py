"""All that the optimizer knows between two rounds, as one value, and how it lies on disk.

context/NNN.json    the version in force when round NNN opened, with its evidence, outcomes and log
context/state.json  the rest; written last, so a crash in between leaves the round to be closed again
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cads_ray.context.bandit import Bandit
from cads_ray.context.candidate import Candidate
from cads_ray.context.disk import decode, write
from cads_ray.context.playbook import Playbook
from cads_ray.context.trial import Trial, Watch

STATE = "state.json"


@dataclass(frozen=True)
class ContextState:
    """`round` is the next to be closed, `backlog` waits for the open trial, `suspects` are flawed samples."""

    round: int = 0
    playbook: Playbook = field(default_factory=Playbook)
    trial: Trial | None = None
    watch: Watch | None = None
    bandit: Bandit = field(default_factory=Bandit)
    backlog: tuple[Candidate, ...] = ()
    domains: dict[str, str] = field(default_factory=dict)  # of seeds, as the authors analysed them
    suspects: dict[str, str] = field(default_factory=dict)

    def save(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.playbook.save(directory, self.round)
        write(directory / STATE, asdict(self))

    @classmethod
    def load(cls, directory: Path) -> ContextState | None:
        """What was saved last, None when nothing was."""
        path = directory / STATE
        return decode(cls, json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None
