"""A provider that counts, a slow way to the authority, and loads of calls: in simulated time."""

import asyncio
import random
from dataclasses import dataclass, field

from hypothesis import strategies as st

from cads_ray.models.authorities import Authorities
from cads_ray.models.holder import Outcome
from cads_ray.models.leases import Grant, Report
from cads_ray.models.limiter import LocalLimiter
from cads_ray.models.limits import Amount, Limits

MINUTE = 60.0


@dataclass
class Provider:
    """A model that notes when calls begin and how many are in flight."""

    begun: list[tuple[float, Amount]] = field(default_factory=list)
    in_flight: int = 0
    most: int = 0
    messages: int = 0

    async def call(self, limiter, need, used, seconds, outcome="success"):
        ticket = await limiter.acquire("m", need)
        self.begun.append((asyncio.get_running_loop().time(), used))
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            await asyncio.sleep(seconds)
        finally:
            self.in_flight -= 1
            limiter.release(ticket, Outcome(outcome, used))

    def busiest(self, of) -> int:
        """The most of anything in any sliding minute."""
        worst, start, total = 0, 0, 0
        for time, used in self.begun:
            total += of(used)
            while self.begun[start][0] <= time - MINUTE:
                total -= of(self.begun[start][1])
                start += 1
            worst = max(worst, total)
        return worst


@dataclass
class Slow:
    """A way to the authority that takes its time both ways and counts the messages."""

    authorities: Authorities
    provider: Provider
    rng: random.Random
    delay: float = 0.02

    async def exchange(self, model: str, report: Report) -> Grant:
        self.provider.messages += 1
        await asyncio.sleep(self.rng.uniform(0, self.delay))
        grant = await self.authorities.exchange(model, report)
        await asyncio.sleep(self.rng.uniform(0, self.delay))
        return grant

    async def pauses(self) -> dict[str, float]:
        pauses = await self.authorities.pauses()
        await asyncio.sleep(self.rng.uniform(0, self.delay))
        return pauses


@dataclass(frozen=True)
class Load:
    processes: int
    calls: int
    seconds: float
    tokens: int
    spread: float  # seconds over which the calls arrive


async def work(limits: Limits, load: Load, seed: int, delay: float = 0.02) -> Provider:
    rng, provider = random.Random(seed), Provider()
    authorities = Authorities({"m": limits})
    limiters = [
        LocalLimiter({"m": limits}, Slow(authorities, provider, rng, delay), f"p{i}") for i in range(load.processes)
    ]

    async def one(i: int) -> None:
        await asyncio.sleep(rng.uniform(0, load.spread))
        reserved = Amount(1, rng.randint(1, load.tokens), rng.randint(1, load.tokens))
        used = Amount(1, rng.randint(0, reserved.tokens_in), rng.randint(0, reserved.tokens_out))
        await provider.call(rng.choice(limiters), reserved, used, rng.expovariate(1 / load.seconds))

    await asyncio.gather(*(one(i) for i in range(load.calls)))
    return provider


LIMITS = st.builds(
    Limits,
    max_in_flight=st.integers(1, 40),
    rpm=st.none() | st.integers(5, 300),
    tpm=st.none() | st.integers(500, 20_000),
    tpm_in=st.none() | st.integers(500, 20_000),
    tpm_out=st.none() | st.integers(500, 20_000),
    timeout_s=st.just(300.0),
)
LOADS = st.builds(
    Load,
    processes=st.integers(1, 4),
    calls=st.integers(1, 100),
    seconds=st.floats(0.01, 30),
    tokens=st.integers(1, 400),
    spread=st.floats(0, 100),
)
