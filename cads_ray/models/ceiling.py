"""How many calls a model bears at once, learnt from how it answers: additive increase, one cut per burst of 429s.

And the circuit breaker: a model that fails 20 times in a row is left alone, then probed with one call at a time.
"""

from __future__ import annotations

CUT = 0.7
FAILURES = 20  # in a row open the breaker
PROBE_S = (5.0, 10.0, 20.0, 40.0, 60.0)  # waits before the first, second .. probe
DOWN_AFTER = 5  # failed probes (135 s): those who wait are told that the model is down; it is probed all the same
MAX_PAUSE_S = 900.0  # a longer Retry-After is a quota of another kind: the call fails, and others learn for themselves


class Ceiling:
    """The learnt bound of calls in flight, between 1 and the configured cap."""

    def __init__(self, cap: int, learnt: float | None = None):
        self.cap = cap
        self.value = float(cap) if learnt is None else max(1.0, min(float(cap), learnt))
        self.epoch = 0  # counts the cuts; a call carries the epoch in which it started

    def slots(self) -> int:
        return max(1, int(self.value))

    def succeeded(self, count: int, peak: int) -> None:
        """One more slot for as many successes as there are slots, as long as the slots there are get used."""
        if 2 * peak >= self.value:
            self.value = min(float(self.cap), self.value + count / self.value)

    def limited(self, epoch: int) -> None:
        """A 429 for a call of this epoch: calls that started before the last cut belong to the burst that caused it."""
        if epoch >= self.epoch:
            self.value = max(1.0, self.value * CUT)
            self.epoch += 1


class Breaker:
    """closed -> open -> probing -> closed, or open again with a longer wait; `down` once probes keep failing."""

    def __init__(self) -> None:
        self.failures = 0
        self.probes = 0  # failed in a row
        self.open_until: float | None = None  # None: closed

    def state(self, now: float) -> str:
        if self.open_until is None:
            return "closed"
        return "open" if now < self.open_until else "probing"

    @property
    def down(self) -> bool:
        return self.probes >= DOWN_AFTER

    def heard(self, now: float, successes: int, failures: int, failures_last: int) -> None:
        """Outcomes since the last report, summed up: how many, and how many failures after the last success."""
        self.failures = failures_last if successes else self.failures + failures
        if successes:
            self.probes, self.open_until = 0, None
        state = self.state(now)
        if state == "probing" and failures:
            self.probes += 1
            self.open_until = now + PROBE_S[min(self.probes, len(PROBE_S) - 1)]
        elif state == "closed" and self.failures >= FAILURES:
            self.open_until = now + PROBE_S[0]
