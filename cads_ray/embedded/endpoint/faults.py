"""Faults on demand: which request meets which, decided by the request, the attempt and a seed, and by nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from cads_ray.errors import ConfigError

KINDS = {
    "429": "too many requests, without a Retry-After",
    "429-retry-after": "too many requests, with a Retry-After",
    "500": "internal error",
    "502": "bad gateway, with an HTML page",
    "503": "overloaded",
    "reset": "the connection is reset before a byte of the answer",
    "timeout": "no answer",
    "trickle": "the answer comes a byte at a time and does not end",
    "empty": "no choice, or no picture, in the answer",
    "refusal": "the model declines",
    "truncated": "the JSON in the answer ends in the middle",
    "junk": "words in place of JSON, or of a picture",
    "huge": "a body of 30 MB",
    "content-type": "a page of HTML with status 200",
    "picture": "bytes that are called a picture and are none",
}


@dataclass(frozen=True)
class Faults:
    """A rate, from 0 to 1, for each kind; together at most 1."""

    rates: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0

    def __post_init__(self) -> None:
        for kind, rate in self.rates.items():
            if kind not in KINDS:
                raise ConfigError(f"there is no fault {kind!r}; known are {', '.join(KINDS)}")
            if not 0 <= rate <= 1:
                raise ConfigError(f"the rate of fault {kind} must be between 0 and 1")
        if sum(self.rates.values()) > 1 + 1e-9:
            raise ConfigError("the rates of all faults must not exceed 1 together")

    def of(self, key: str, attempt: int) -> str | None:
        """The fault that the request with this key (sha256 of its body) meets on its n-th attempt, from 0."""
        point = uniform("fault", self.seed, key, attempt)
        for kind, rate in self.rates.items():
            point -= rate
            if point < 0:
                return kind
        return None


def uniform(*parts: object) -> float:
    """A number in [0, 1) that depends on the parts alone."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:7], "big") / (1 << 56)
