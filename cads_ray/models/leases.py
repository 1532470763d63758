"""The words between a process that calls a model and the authority that keeps the model's limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from cads_ray.models.limits import NOTHING, Amount

LEASE_S = 1.0  # how often a holder that is at work reports; what it holds and does not use goes back then
TTL_S = 10.0  # a permit is void this long after its holder last asked: a lease never outlives its minute
BLOCK = 64  # calls in one lease at most

CLOSED, OPEN, PROBING, DOWN = "closed", "open", "probing", "down"


@dataclass(frozen=True)
class Report:
    """What a holder tells, all of it since its last report."""

    holder: str
    batch: int  # number of this report; later corrections name it
    started: Amount = NOTHING  # calls begun, with the tokens reserved for them
    unused: dict[int, Amount] = field(default_factory=dict)  # by batch: reserved and not used
    kept: Amount = NOTHING  # permits it holds on to
    in_flight: int = 0
    peak: int = 0  # the most that were in flight since the last report
    waiting: tuple[Amount, ...] = ()  # what the first in its queue need beyond the permits kept, at most BLOCK
    queued: int = 0  # how many calls wait for a slot or a permit
    spare: int = 0  # calls of the size of the last one that it expects within a lease: asked for, where there is plenty
    spare_size: Amount = NOTHING
    successes: int = 0
    failures: int = 0
    failures_last: int = 0  # of them, how many after the last success
    limited_epoch: int | None = None  # the newest epoch of a call that met a 429
    retry_after: float | None = None  # seconds from now


@dataclass(frozen=True)
class Grant:
    """What the authority answers."""

    permits: Amount  # all that the holder now holds, less what it begins while this is on its way
    slots: int  # calls it may have in flight; with more of them it begins none
    epoch: int
    pause_s: float  # nobody begins a call before this is over
    wait_s: float  # asking for permits is in vain before this is over
    state: str
    others_wait: bool = False  # with calls of this model: slots that come free here are given back soon
