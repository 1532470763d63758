"""What a provider allows in any sliding minute, as pure arithmetic: amounts, a window over them, a model's limits."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

# A second more than the provider's minute: calls arrive as much later than they were sent as the network likes, and two
# bursts that left 60 s apart may arrive closer together.
WINDOW_S = 61.0


class Amount(NamedTuple):
    """Calls, and the tokens that they read and write."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def plus(self, other: Amount) -> Amount:
        return Amount(self[0] + other[0], self[1] + other[1], self[2] + other[2])

    def minus(self, other: Amount) -> Amount:
        return Amount(self[0] - other[0], self[1] - other[1], self[2] - other[2])

    def floored(self) -> Amount:
        return Amount(*(max(0, a) for a in self))

    def covers(self, other: Amount) -> bool:
        return self[0] >= other[0] and self[1] >= other[1] and self[2] >= other[2]


NOTHING = Amount()


@dataclass(frozen=True)
class Limits:
    """What one model is allowed; None is unlimited. `timeout_s` bounds how long a call can be in flight."""

    max_in_flight: int
    rpm: int | None = None
    tpm: int | None = None  # input and output together
    tpm_in: int | None = None
    tpm_out: int | None = None
    timeout_s: float = 300.0

    def allow(self, amount: Amount) -> bool:
        """Whether this much may happen within one minute."""
        return not any(cap is not None and have > cap for have, cap in self._pairs(amount))

    def clip(self, need: Amount) -> Amount:
        """A need no larger than a minute's allowance: a larger one is never granted, so it waits for a whole one."""
        tokens_in = min(need.tokens_in, self.tpm_in or need.tokens_in, self.tpm or need.tokens_in)
        tokens_out = min(need.tokens_out, self.tpm_out or need.tokens_out)
        if self.tpm is not None:
            tokens_out = min(tokens_out, self.tpm - tokens_in)
        return Amount(need.calls, tokens_in, tokens_out)

    def _pairs(self, amount: Amount) -> tuple[tuple[int, int | None], ...]:
        calls, tokens_in, tokens_out = amount
        return (
            (calls, self.rpm),
            (tokens_in + tokens_out, self.tpm),
            (tokens_in, self.tpm_in),
            (tokens_out, self.tpm_out),
        )


class Window:
    """What happened in the last WINDOW_S seconds, in entries that can be corrected while they are inside."""

    def __init__(self) -> None:
        self._entries: deque[tuple[float, tuple[str, int]]] = deque()
        self._amounts: dict[tuple[str, int], Amount] = {}
        self._sum = NOTHING

    def add(self, now: float, key: tuple[str, int], amount: Amount) -> None:
        """Enter `amount` at `now`; times never run backwards."""
        if amount == NOTHING:
            return
        if key not in self._amounts:
            self._entries.append((now, key))
        self._amounts[key] = self._amounts.get(key, NOTHING).plus(amount)
        self._sum = self._sum.plus(amount)

    def correct(self, key: tuple[str, int], less: Amount) -> None:
        """Take back what was reserved and not used; an entry that has left the window needs no correction."""
        if key in self._amounts:
            self._amounts[key] = self._amounts[key].minus(less)
            self._sum = self._sum.minus(less)

    def sum(self, now: float) -> Amount:
        while self._entries and self._entries[0][0] <= now - WINDOW_S:
            self._sum = self._sum.minus(self._amounts.pop(self._entries.popleft()[1]))
        return self._sum

    def room_at(self, now: float, limits: Limits, need: Amount) -> float:
        """The earliest time at which `need` will fit if nothing else happens."""
        total = self.sum(now).plus(need)
        if limits.allow(total):
            return now
        for time, key in self._entries:
            total = total.minus(self._amounts[key])
            if limits.allow(total):
                return time + WINDOW_S
        return now + WINDOW_S
