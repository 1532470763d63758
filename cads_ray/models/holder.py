"""A process's side of one model's limits: its permits and slots, the calls it begins and ends. Time is passed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cads_ray.models.leases import BLOCK, CLOSED, LEASE_S, TTL_S, Grant, Report
from cads_ray.models.limits import NOTHING, Amount


@dataclass(frozen=True)
class Ticket:
    """The right to make one call; goes back with `Holder.end`."""

    model: str
    reserved: Amount
    epoch: int
    batch: int


@dataclass(frozen=True)
class Outcome:
    """How a call ended, as far as limits care. `used` is None when unknown (then all that was reserved counts)."""

    kind: str  # success | failure | limited | unused | given up (by us: it was sent, and nothing follows from it)
    used: Amount | None = None
    retry_after: float | None = None


class _Pace:
    """How many calls were begun in the last full lease: as many are expected in the next."""

    def __init__(self) -> None:
        self.size = NOTHING
        self._since, self._count, self._last = 0.0, 0, 0

    def began(self, size: Amount, now: float) -> None:
        self._turn(now)
        self.size, self._count = size, self._count + 1

    def spare(self, now: float) -> int:
        self._turn(now)
        return min(BLOCK, max(self._last, self._count))

    def _turn(self, now: float) -> None:
        if now - self._since >= LEASE_S:
            self._last = self._count if now - self._since < 2 * LEASE_S else 0
            self._since, self._count = now, 0


class Holder:
    """What one process may do with one model."""

    def __init__(self, name: str, model: str):
        self.name, self.model = name, model
        self.permits, self.slots, self.in_flight, self.epoch = NOTHING, 0, 0, 0
        self.paused_until = 0.0
        self.state = CLOSED
        self._void_at = 0.0  # of the permits
        self._others_wait = False
        self._pace = _Pace()
        self._batch = 0
        self._begin_batch()

    def _begin_batch(self) -> None:
        self._batch += 1
        self._peak = self.in_flight
        self._started = NOTHING
        self._unused: dict[int, Amount] = {}
        self._successes = self._failures = self._failures_last = 0
        self._limited_epoch: int | None = None
        self._paused_for: float | None = None

    def can_begin(self, need: Amount, now: float) -> bool:
        return (
            self.in_flight < self.slots
            and now >= self.paused_until
            and now < self._void_at
            and self.permits.covers(need)
        )

    def begin(self, need: Amount, now: float) -> Ticket:
        """Take a slot and a permit; `can_begin` was true."""
        self._pace.began(need, now)
        self.permits = self.permits.minus(need)
        self._started = self._started.plus(need)
        self.in_flight += 1
        self._peak = max(self._peak, self.in_flight)
        if self.state != CLOSED:
            self.permits = NOTHING  # a probe is one call: the next waits for what the authority makes of this one
        return Ticket(self.model, need, self.epoch, self._batch)

    def end(self, ticket: Ticket, outcome: Outcome, now: float) -> bool:
        """Give the slot back; whether the authority should hear of it at once."""
        self.in_flight -= 1
        used = ticket.reserved if outcome.used is None else outcome.used._replace(calls=1)
        if outcome.kind == "unused":
            used = NOTHING
        self._settle(ticket, ticket.reserved.minus(used))
        if outcome.kind == "success":
            self._successes, self._failures_last = self._successes + 1, 0
        elif outcome.kind == "failure":
            self._failures, self._failures_last = self._failures + 1, self._failures_last + 1
        elif outcome.kind == "limited":
            self._limited_epoch = max(ticket.epoch, self._limited_epoch or 0)
            if outcome.retry_after is not None:
                self._paused_for = max(outcome.retry_after, self._paused_for or 0.0)
                self.pause(outcome.retry_after, now)
        return outcome.kind == "limited" or (outcome.kind == "failure" and self.state != CLOSED) or self._failures >= 5

    def _settle(self, ticket: Ticket, unused: Amount) -> None:
        if ticket.batch == self._batch:
            self._started = self._started.minus(unused)
        elif unused != NOTHING:
            self._unused[ticket.batch] = self._unused.get(ticket.batch, NOTHING).plus(unused)

    def pause(self, seconds: float, now: float) -> None:
        """Begin nothing for a while: a Retry-After that this or another process was told."""
        self.paused_until = max(self.paused_until, now + seconds)

    def report(self, waiting: Sequence[Amount], now: float, queued: int | None = None) -> Report:
        """What happened since the last report, and what the first in the queue need beyond the permits held.

        `queued` is the length of the whole queue, when `waiting` is only its beginning.
        """
        covered = self._trim(waiting, now)
        # What is not in use may be given to another while this report is on its way.
        self.slots = min(self.slots, self.in_flight)
        report = Report(
            holder=self.name,
            batch=self._batch,
            started=self._started,
            unused=self._unused,
            kept=self.permits,
            in_flight=self.in_flight,
            peak=self._peak,
            waiting=tuple(waiting[covered:BLOCK]),
            queued=len(waiting) if queued is None else queued,
            spare=self._pace.spare(now),
            spare_size=self._pace.size,
            successes=self._successes,
            failures=self._failures,
            failures_last=self._failures_last,
            limited_epoch=self._limited_epoch,
            retry_after=self._paused_for,
        )
        self._begin_batch()
        return report

    def _trim(self, waiting: Sequence[Amount], now: float) -> int:
        """Keep the permits of the first in the queue and a few to spare, give the rest back; how many it covers."""
        if now >= self._void_at:
            self.permits = NOTHING
        covered, total = 0, NOTHING
        while covered < len(waiting) and self.permits.covers(total.plus(waiting[covered])):
            total = total.plus(waiting[covered])
            covered += 1
        if waiting and not covered:  # permits of another size than what now waits
            self.permits = NOTHING
        if not self._pace.spare(now):
            self.permits = total
        return covered

    def accept(self, grant: Grant, sent_at: float, now: float) -> None:
        """Take what was granted; `sent_at` is when the report left, so that permits end early rather than late."""
        self.permits = grant.permits.minus(self._started).floored()
        self.slots, self.epoch, self.state = grant.slots, grant.epoch, grant.state
        self._others_wait = grant.others_wait
        self._void_at = sent_at + TTL_S
        if grant.pause_s:
            self.pause(grant.pause_s, now)

    @property
    def keeps_from_others(self) -> bool:
        """Whether it has slots that it does not use while calls wait elsewhere."""
        return self._others_wait and self.slots > self.in_flight

    @property
    def at_work(self) -> bool:
        """Whether there is anything that the authority has to hear of."""
        reported = self._successes or self._failures or self._limited_epoch is not None
        held = self.slots or self.permits != NOTHING
        return bool(self.in_flight or held or reported or self._started != NOTHING or self._unused)
