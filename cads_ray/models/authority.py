"""The authority over one model's limits: pure bookkeeping, with the time passed in.

Exact by construction. A permit counts against the minute from its grant until it is reported as begun, then for a whole
window from the report; a call begins between the two, so no sliding minute holds more than was allowed. A holder that
falls silent is taken to have begun all that it held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cads_ray.models.ceiling import MAX_PAUSE_S, Breaker, Ceiling
from cads_ray.models.leases import DOWN, LEASE_S, PROBING, TTL_S, Grant, Report
from cads_ray.models.limits import NOTHING, WINDOW_S, Amount, Limits, Window


@dataclass
class _Holder:
    permits: Amount = NOTHING
    slots: int = 0
    queued: int = 0
    in_flight: int = 0
    peak: int = 0
    heard: float = 0.0
    written_off: bool = False  # silent: its permits count as begun

    @property
    def taken(self) -> int:
        """Slots that nobody else may have: it may have been granted fewer than it has calls in flight."""
        return max(self.slots, self.in_flight)

    @property
    def demand(self) -> int:
        """Slots that it has a use for; those of a silent one stay taken until its last call must have ended."""
        return self.taken if self.written_off else self.in_flight + self.queued


class Authority:
    """Limits of one model, shared by all processes that call it."""

    def __init__(self, limits: Limits, learnt: float | None = None, cold_until: float = 0.0):
        """`cold_until`: nothing is granted before (an authority that was restarted does not know the last minute)."""
        self.limits = limits
        self.ceiling = Ceiling(limits.max_in_flight, learnt)
        self.breaker = Breaker()
        self.paused_until = cold_until
        self._window = Window()
        self._holders: dict[str, _Holder] = {}

    def exchange(self, report: Report, now: float) -> Grant:
        """Hear a report and answer with what its holder may do next."""
        self._write_off_silent(now)
        holder = self._holders.setdefault(report.holder, _Holder())
        self._book(holder, report, now)
        self._learn(report, now)
        state = self._state(now)
        pause = max(0.0, self._pause_until() - now)
        if pause == 0:
            self._assign_slots(holder, report, state)
            granted = self._permit(holder, report, now) if holder.slots > report.in_flight else 0
        else:
            holder.slots, granted = min(report.in_flight, self.ceiling.slots()), 0
        return Grant(
            permits=holder.permits,
            slots=holder.slots,
            epoch=self.ceiling.epoch,
            pause_s=pause,
            wait_s=self._wait(holder, report, granted, pause, now),
            state=state,
            others_wait=self._others_wait(holder),
        )

    def paused_for(self, now: float) -> float:
        """Seconds for which nobody may begin a call."""
        return max(0.0, self._pause_until() - now)

    def status(self, now: float) -> dict[str, object]:
        """For the progress display and the run's decisions."""
        in_flight = sum(holder.in_flight for holder in self._holders.values())
        return {"state": self._state(now), "ceiling": self.ceiling.value, "in_flight": in_flight}

    def _book(self, holder: _Holder, report: Report, now: float) -> None:
        outstanding = NOTHING if holder.written_off else holder.permits
        # A holder that was written off, or that met another authority before, holds nothing that we count: void it.
        holder.permits = outstanding.minus(report.started).floored()
        holder.permits = Amount(*(min(a, b) for a, b in zip(holder.permits, report.kept, strict=True)))
        holder.heard, holder.written_off = now, False
        holder.in_flight, holder.peak, holder.queued = report.in_flight, report.peak, report.queued
        self._window.add(now, (report.holder, report.batch), report.started)
        for batch, unused in report.unused.items():
            self._window.correct((report.holder, batch), unused)

    def _learn(self, report: Report, now: float) -> None:
        peak = sum(holder.peak for holder in self._holders.values())
        if report.successes:
            self.ceiling.succeeded(report.successes, peak)
        if report.limited_epoch is not None:
            self.ceiling.limited(report.limited_epoch)
        if report.retry_after is not None:
            self.paused_until = max(self.paused_until, now + min(report.retry_after, MAX_PAUSE_S))
        # A 429 is a sign of life.
        alive = report.successes + (report.limited_epoch is not None)
        if alive or report.failures:
            self.breaker.heard(now, alive, report.failures, report.failures_last)

    def _state(self, now: float) -> str:
        return DOWN if self.breaker.down else self.breaker.state(now)

    def _pause_until(self) -> float:
        return max(self.paused_until, self.breaker.open_until or 0.0)

    def _assign_slots(self, holder: _Holder, report: Report, state: str) -> None:
        """What it can use and what it expects to, when nobody else waits; else a fair share, and none to spare.

        What is left over by fair shares goes to whoever asks, but nothing that another still lacks of its own. A share may be
        less than what is in flight: then nothing is begun until enough has ended, and others get the rest.
        """
        others = [other for other in self._holders.values() if other is not holder]
        ceiling = 1 if state in (PROBING, DOWN) else self.ceiling.slots()
        free = ceiling - sum(other.taken for other in others)
        if self._others_wait(holder):
            level = _level(ceiling, [one.demand for one in self._holders.values()])
            owed = sum(max(0, min(other.demand, level) - other.taken) for other in others)
            wanted = min(holder.demand, max(level, free - owed))
        else:
            wanted = holder.demand + min(report.spare, (free - holder.demand + 1) // 2)
        holder.slots = max(0, min(wanted, free))

    def _others_wait(self, holder: _Holder) -> bool:
        return any(other.queued for other in self._holders.values() if other is not holder)

    def _permit(self, holder: _Holder, report: Report, now: float) -> int:
        """Permits for the first of those waiting, as many as fit into the minute with all that is outstanding."""
        granted = 0
        used = self._window.sum(now)
        for other in self._holders.values():
            used = used.plus(other.permits)
        for need in report.waiting:
            used = used.plus(need)
            if not self.limits.allow(used):
                break
            holder.permits = holder.permits.plus(need)
            granted += 1
        if granted == len(report.waiting):
            self._permit_spare(holder, report, used)
        return granted

    def _permit_spare(self, holder: _Holder, report: Report, used: Amount) -> None:
        """Permits ahead of need: a trickle of calls should be no trickle of messages. Never of what is scarce."""
        for _ in range(report.spare - holder.permits.calls):
            used = used.plus(report.spare_size)
            if not self.limits.allow(used.plus(used)):
                return
            holder.permits = holder.permits.plus(report.spare_size)

    def _wait(self, holder: _Holder, report: Report, granted: int, pause: float, now: float) -> float:
        """Seconds after which asking for permits can bring more; 0 when it can at once."""
        if pause:
            return pause
        if granted or not report.waiting or holder.slots <= report.in_flight:
            return 0.0
        used = report.waiting[0]
        for other in self._holders.values():
            used = used.plus(other.permits)
        return min(WINDOW_S, max(LEASE_S / 4, self._window.room_at(now, self.limits, used) - now))

    def _write_off_silent(self, now: float) -> None:
        for name, holder in list(self._holders.items()):
            silent = now - holder.heard
            if silent > TTL_S and not holder.written_off:
                self._window.add(now, (name, -1), holder.permits)
                holder.permits, holder.queued, holder.written_off = NOTHING, 0, True
            if silent > TTL_S + self.limits.timeout_s:  # its last call has ended
                del self._holders[name]


def _level(total: int, demands: Sequence[int]) -> int:
    """The share that everyone can have of the total when nobody gets more than its demand; at least 1."""
    for place, demand in enumerate(sorted(demands)):
        share = total // (len(demands) - place)
        if demand > share:
            return max(1, share)
        total -= demand
    return max(1, *demands)
