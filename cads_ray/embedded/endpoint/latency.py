"""How long a served model takes: fixed, or log-normal as hosted models are; a function of the request."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from cads_ray.embedded.endpoint.faults import uniform


@dataclass(frozen=True)
class Latency:
    """Median in seconds, and sigma of the logarithm: 0 is a fixed latency, 0.9 the heavy tail of a busy provider."""

    median_s: float = 0.0
    sigma: float = 0.0
    seed: int = 0

    def of(self, key: str, attempt: int) -> float:
        """Seconds for the n-th attempt of the request with this key."""
        if not self.sigma:
            return self.median_s
        point = uniform("latency", self.seed, key, attempt)
        return self.median_s * math.exp(self.sigma * NormalDist().inv_cdf(min(max(point, 1e-9), 1 - 1e-9)))
