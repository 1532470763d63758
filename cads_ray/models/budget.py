"""budget.usd: a hard cap over all processes. Money is reserved before a call and settled after it.

Each process has a line of credit: what it has spent and reserved never exceeds it, and the lines together never exceed
the cap. A call that costs more than was reserved for it can overshoot, and nothing else can.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from typing import Protocol

from cads_ray.errors import BudgetExceeded
from cads_ray.models.limiter import wait_at_most

BEAT_S = 1.0  # how often a process that spends reports
SILENT_S = 30.0  # a process that was not heard for so long gives nothing back: its whole line counts as spent
COLD_S = 10.0  # a budget that was restarted hears everyone before it lends again
CALLS = 16  # calls whose cost is asked for at once
SHARE = 0.05  # of what is left is lent at once at most, unless a single call needs more


@dataclass(frozen=True)
class Credit:
    """What a process may have spent and reserved in all; `final`: no more will come, whatever others give back."""

    line: float
    final: bool


class Lender(Protocol):
    """The way to the budget: a method call here, a message there."""

    async def lend(self, holder: str, spent: float, reserved: float, keep: float, want: float, least: float) -> Credit:
        """Report what is spent and reserved, keep `keep` beyond that, and ask for `want`, at least `least`."""
        ...


@dataclass
class _Line:
    line: float = 0.0
    spent: float = 0.0
    heard: float = 0.0


class Budget:
    """The cap and the lines. Time is passed in."""

    def __init__(self, usd: float, spent: float = 0.0, cold_until: float = 0.0):
        """`spent` is what earlier parts of the run have cost (by the ledger)."""
        self.usd, self._before, self._cold_until = usd, spent, cold_until
        self._lines: dict[str, _Line] = {}

    @property
    def spent(self) -> float:
        return self._before + sum(line.spent for line in self._lines.values())

    def lend(
        self, holder: str, spent: float, reserved: float, keep: float, want: float, least: float, now: float
    ) -> Credit:
        mine = self._lines.setdefault(holder, _Line())
        mine.line, mine.spent, mine.heard = spent + reserved + keep, spent, now
        others = [line for line in self._lines.values() if line is not mine]
        left = self.usd - self._before - sum(line.line for line in self._lines.values())
        if now >= self._cold_until and left >= least > 0:
            mine.line += min(left, max(least, min(want, SHARE * left)))
        may_return = any(line.line > line.spent and now - line.heard < SILENT_S for line in others)
        return Credit(mine.line, final=not may_return and now >= self._cold_until)


class LocalLender:
    """A Lender around a budget in the same process. Time is the event loop's."""

    def __init__(self, budget: Budget):
        self.budget = budget

    async def lend(self, holder: str, spent: float, reserved: float, keep: float, want: float, least: float) -> Credit:
        return self.budget.lend(holder, spent, reserved, keep, want, least, asyncio.get_running_loop().time())


class Purse:
    """One process's line of credit."""

    def __init__(self, lender: Lender, name: str | None = None):
        self._lender, self._name = lender, name or uuid.uuid4().hex
        self.spent = self.reserved = self.line = 0.0
        self._open = 0  # reservations; counted, because sums of floats do not come back to zero
        self._lock = asyncio.Lock()
        self._settled = asyncio.Event()
        self._beat: asyncio.Task[None] | None = None
        self._busy = False  # money was reserved since the last beat

    def reserve(self, usd: float) -> bool:
        """Set `usd` aside for a call if the line allows it."""
        if usd > 0 and self.spent + self.reserved + usd > self.line:
            return False
        self.reserved += usd
        self._open += 1
        self._busy = True
        return True

    def settle(self, reserved: float, usd: float) -> None:
        """The call is over and cost `usd`."""
        self._open -= 1
        self.reserved = self.reserved - reserved if self._open else 0.0
        self.spent += usd
        self._settled.set()
        if reserved and (self._beat is None or self._beat.done()):
            self._beat = asyncio.get_running_loop().create_task(self._report())

    async def refill(self, usd: float) -> None:
        """Wait until there may be money for a call of `usd`. Raises BudgetExceeded when there will be none."""
        async with self._lock:
            while self.spent + self.reserved + usd > self.line:
                self._settled.clear()
                credit = await self._ask(keep=0.0, want=CALLS * usd, least=usd)
                if self.spent + self.reserved + usd <= self.line:
                    return
                if credit.final and not self._open:
                    raise BudgetExceeded(
                        "the next call could exceed budget.usd; raise it and run the same command again to continue"
                    )
                await self._wait()

    async def _wait(self) -> None:
        """For a call of our own to end, or for others to have given something back."""
        await wait_at_most(self._settled, BEAT_S / 2)

    async def _report(self) -> None:
        """Tell what was spent while calls go on; give back what is left once they stop."""
        going = True
        while going:
            await asyncio.sleep(BEAT_S)
            going = self._busy or self._open > 0
            async with self._lock:
                idle = max(0.0, self.line - self.spent - self.reserved)
                self._busy = False
                await self._ask(keep=idle if going else 0.0, want=0.0, least=0.0)

    async def _ask(self, keep: float, want: float, least: float) -> Credit:
        spent, reserved = self.spent, self.reserved
        self.line = spent + reserved + keep  # what is given back is not spent while the message is on its way
        credit = await self._lender.lend(self._name, spent, reserved, keep, want, least)
        self.line = credit.line
        return credit
