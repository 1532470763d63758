"""Requests and tokens a minute, enforced as providers do: over a sliding minute; a 429 says how long to wait."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

MINUTE_S = 60.0


@dataclass
class Admitted:
    """A request that counts, and the tokens that it has used so far."""

    time: float
    tokens: int


class Throttle:
    """One account's limits for each model. What is turned away does not count. Time is passed in."""

    def __init__(self, rpm: int | None = None, tpm: int | None = None):
        self.rpm, self.tpm = rpm, tpm
        self._admitted: defaultdict[str, deque[Admitted]] = defaultdict(deque)

    def admit(self, model: str, tokens: int, now: float) -> Admitted | float:
        """The request's entry, to which its output is added later; or the seconds after which it may come again."""
        entries = self._admitted[model]
        while entries and entries[0].time <= now - MINUTE_S:
            entries.popleft()
        wait = max(self._for_requests(entries, now), self._for_tokens(entries, tokens, now))
        if wait > 0:
            return wait
        entries.append(Admitted(now, tokens))
        return entries[-1]

    def _for_requests(self, entries: deque[Admitted], now: float) -> float:
        if self.rpm is None or len(entries) < self.rpm:
            return 0.0
        return entries[len(entries) - self.rpm].time + MINUTE_S - now

    def _for_tokens(self, entries: deque[Admitted], tokens: int, now: float) -> float:
        """A request larger than a minute's tokens is admitted when it is alone."""
        over = 0 if self.tpm is None else sum(entry.tokens for entry in entries) + tokens - self.tpm
        wait = 0.0
        for entry in entries:
            if over <= 0:
                break
            over -= entry.tokens
            wait = entry.time + MINUTE_S - now
        return wait
