"""How the context optimizer works: its options, and what each mode switches on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cads_ray.context.deltas import Caps

SHOWN = 0.85  # how often an insight in scope is shown; the rest measures what it does


class Mode(StrEnum):
    """The optimizer, the paper's plain reading of it, and the controls."""

    ADVERSARIAL = "adversarial"  # reflect, optimize, proof before adoption, caps, bandit
    PAPER = "paper"  # reflect and optimize; no proof, no cap, no bandit
    FROZEN = "frozen"  # the first version for ever
    SHUFFLED = "shuffled"  # as adversarial, with evidence from random items
    BANDIT = "bandit"  # only the choice among meta strategies is learnt

    @property
    def reflects(self) -> bool:
        return self in (Mode.ADVERSARIAL, Mode.PAPER, Mode.SHUFFLED)

    @property
    def proves(self) -> bool:
        """Whether versions are tried before they are adopted, and insights withheld by chance to measure them."""
        return self in (Mode.ADVERSARIAL, Mode.SHUFFLED)

    @property
    def chooses(self) -> bool:
        """Whether the bandit learns."""
        return self in (Mode.ADVERSARIAL, Mode.SHUFFLED, Mode.BANDIT)


@dataclass(frozen=True)
class ContextOptions:
    """`guard`: only the adversarial and sound counts as success, and flawed samples teach no "do" (off: ablation).

    `pupil`: a student's attempts stand in the place of the votes (context.pupil).
    """

    mode: Mode = Mode.ADVERSARIAL
    reflections: int = 16  # disagreements looked at per round
    max_insights: int = 24
    max_tokens: int = 1500
    guard: bool = True
    pupil: bool = False

    @property
    def caps(self) -> Caps:
        return Caps(None, None) if self.mode is Mode.PAPER else Caps(self.max_insights, self.max_tokens)

    @property
    def shown(self) -> float:
        return SHOWN if self.mode.proves else 1.0
