"""When a failed call is made again: by the error's class, after a wait with full jitter."""

from __future__ import annotations

import random
from dataclasses import dataclass

from cads_ray.errors import ProviderError, RateLimited


@dataclass(frozen=True)
class Retries:
    """How often a call is tried, and how long to wait between."""

    provider: int = 6  # times in all that a call is tried when the provider fails
    reply: int = 2  # times that a reply which cannot be read is asked again
    base_s: float = 0.5
    cap_s: float = 30.0
    patience_s: float = 900.0  # a longer Retry-After is a spent quota and no burst: the call fails now

    def delay(self, error: ProviderError, tried: int, rng: random.Random) -> float | None:
        """Seconds to wait after the `tried`-th attempt (from 1) met `error`; None: do not try again."""
        if not error.retryable:
            return None
        wait = 0.0
        tries = self.provider
        if isinstance(error, RateLimited):
            tries += self.provider - 1  # twice as patient: the limiter slows everyone down, so that it will help
            wait = error.retry_after or 0.0
        if tried >= tries or wait > self.patience_s:
            return None
        return wait + rng.uniform(0.0, min(self.cap_s, self.base_s * 2 ** (tried - 1)))
