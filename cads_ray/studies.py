"""The configuration of studies: experiments that are many runs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class AblationConfig:
    arms: list[str] = field(default_factory=list)  # of ablation.arms; none: a plain run
    seeds: int = 5  # of the random generator: random_seed, random_seed + 1, ...
    draws: int = 2  # measured samples per held-out seed and author
