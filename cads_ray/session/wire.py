"""Wiring: from configuration to the client, the tools and the context, in whatever process they are needed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cads_ray.account.bill import CALLS, ledger_place
from cads_ray.config import Config
from cads_ray.context.context import Context
from cads_ray.context.options import ContextOptions, Mode
from cads_ray.context.plan import Crew
from cads_ray.dataset.compare import ClosedRounds
from cads_ray.dataset.settle import keep
from cads_ray.disk.buckets import local, origin
from cads_ray.disk.files import write_text
from cads_ray.models.assembly import local_limiter, open_pool, prepare, slow_to_prepare, with_prices
from cads_ray.models.budget import Purse
from cads_ray.models.client import Client, Reply, Request
from cads_ray.models.hedge import hedge_of
from cads_ray.models.ledger import Ledger
from cads_ray.models.ledger_client import LedgerClient
from cads_ray.models.limiter import LocalLimiter
from cads_ray.models.line import limits_of
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member
from cads_ray.models.storage_pictures import BucketPictures, blobs_of
from cads_ray.models.suspending import Suspending
from cads_ray.paint.paint import Painter
from cads_ray.paint.render import Renderer
from cads_ray.panel import asking_of, mender_of, rule_of, student_of
from cads_ray.pictures import Blobs
from cads_ray.pool import Pool
from cads_ray.recipe import Cast, load
from cads_ray.rounds import Flow
from cads_ray.schema import Sees
from cads_ray.session.hosted import absences, members, required, used
from cads_ray.tools import Tools


class Wiring:
    """How the processes of one run get their objects. Travels by pickle, as plain values."""

    def __init__(self, config: Config, out: Path, name: str):
        self.config, self._where, self.name = config, origin(out), name
        self._ledger_at = ledger_place(config, out)
        self.members = with_prices(used(config))

    @property
    def out(self) -> Path:
        """The run directory, or this node's copy of it."""
        return local(self._where)

    @property
    def hosted(self) -> bool:
        """Whether a limit or a bill is shared between processes; programs need neither."""
        return any(member.provider != "embedded" for member in used(self.config))

    def tools(self) -> Tools:
        """What an actor holds for its stages."""
        return Tools(
            self.client(), self._blobs(), Renderer(), ClosedRounds(self.out, keep(**asdict(self.config.dataset)))
        )

    def context(self) -> Context:
        """The run's context, from its files or new."""
        options = self.config.context
        authors = self.config.generate.members
        return Context(
            self.out / "context",
            pq.read_table(self.out / "seeds.parquet"),
            Crew(
                tuple(authors), self.config.generate.draws, self.config.random_seed, load(self.config.recipe).strategies
            ),
            self.client(suspending=False),  # a lesson half drawn would be another lesson: the run stops instead
            options.reflector or authors[0],
            ContextOptions(
                *(Mode(options.mode), options.reflections, options.max_insights, options.max_tokens, options.guard),
                self.config.student.signal,
            ),
            Path(options.from_run) if options.from_run else None,
        )

    def prepare(self) -> None:
        """What the first call would wait for; for a process that has time before it."""
        if self.slow_to_prepare:
            prepare(self.members)

    @property
    def slow_to_prepare(self) -> bool:
        """Whether `prepare` takes seconds of the processors that the first call needs; a replay makes none."""
        return self.config.ledger.replay != "only" and slow_to_prepare(self.members)

    def client(self, suspending: bool = True) -> Client:
        """The ledger in front; behind it the pool, with the limits and the budget of the whole run.

        With `suspending` what ends the run comes as a reply, else it is raised.
        """
        ledger, replay = self.ledger(), self.config.ledger.replay == "only"
        make = partial(self._programs, ledger, replay)
        programs: Client = Programs(make) if self.hosted else make()
        limiter, purse, missed = self._limits()
        pool = open_pool(
            self.members,
            self._blobs(),
            limiter,
            purse,
            Retries(provider=self.config.retries.provider, reply=self.config.retries.reply),
            embedded=programs,
            required=required(self.config),
            missed=missed,
            hedge=hedge_of(self.config.hedge),
        )
        client = LedgerClient(Suspending(pool) if suspending else pool, ledger, pool.identity, replay, self.name)
        return Following(client, limiter) if self.hosted else client

    def _programs(self, ledger: Ledger, replay: bool) -> Client:
        """The embedded models, with the ledger between them and the eye that they share."""
        from cads_ray.embedded.client import EmbeddedClient
        from cads_ray.embedded.members import READER

        reading = Member(READER, "embedded", READER)
        eye = open_pool([reading], self._blobs(), local_limiter([reading]), embedded=EmbeddedClient(self._blobs()))
        return EmbeddedClient(self._blobs(), LedgerClient(eye, ledger, eye.identity, replay))

    def ledger(self) -> Ledger:
        return Ledger(self._ledger_at)

    def start_limits(self) -> object:
        """The actor that keeps limits and budget for all processes; hold on to it as long as the run lasts."""
        from cads_ray.models.limiter_actor import start_limiter

        learnt = self.out / "limits.json"
        spent = self._spent() if self.config.budget.usd is not None else 0.0
        return start_limiter(
            f"{self.name}-limits",
            {member.name: limits_of(member) for member in members(self.config)},
            json.loads(learnt.read_text()) if learnt.exists() else {},
            self.config.budget.usd,
            spent,
        )

    def _spent(self) -> float:
        """Dollars that this run has paid before, for rows that were finished and for rows that were not."""
        with self.ledger() as ledger:
            return sum(line.usd for line in ledger.paid(self.name).lines.values())

    def keep_learnt(self, learnt: dict[str, float]) -> None:
        """Keep the ceilings that providers taught us, for the next run in this directory."""
        write_text(json.dumps(learnt), self.out / "limits.json")

    def _limits(self) -> tuple[LocalLimiter, Purse | None, Callable[[str], Awaitable[bool]] | None]:
        """Turns, money, and whether a judge that is down is one too many."""
        pool = members(self.config)
        if not self.hosted:
            return local_limiter(pool), None, None
        from cads_ray.models.limiter_actor import RemoteLimits

        remote = RemoteLimits(f"{self.name}-limits")
        limiter = LocalLimiter({member.name: limits_of(member) for member in pool}, remote)
        judges, spare = absences(self.config)
        counting = {name for name in judges if self.config.models.members[name].sees != Sees.NOTHING}

        async def missed(member: str) -> bool:
            return member in counting and len(counting & (await remote.down() | {member})) > spare

        return limiter, Purse(remote) if self.config.budget.usd is not None else None, missed

    def _blobs(self) -> Blobs:
        """The run's pictures; with a ledger that others use too, also those that lie beside it."""
        if self.config.ledger.dir is None:
            return blobs_of(self.out)
        if "://" in self._ledger_at:
            return blobs_of(self.out, BucketPictures(self._ledger_at))
        place = Path(self._ledger_at)
        run = place.parent if place.name == CALLS else place
        return blobs_of(self.out, Blobs(run / "blobs"))

    def compacting(self, flow: Flow) -> Flow:
        """The same flow; a ledger in a bucket first has the small objects of earlier rounds merged."""

        def flowing(plan: pa.Table) -> Iterator[pa.Table]:
            if "://" in self._ledger_at:
                with self.ledger() as ledger:
                    ledger.compact()
            yield from flow(plan)

        return flowing


class Programs:
    """The embedded models beside hosted ones, made when one is first asked: most processes do without their 0.3 CPU-s."""

    def __init__(self, make: Callable[[], Client]):
        self._made = cache(make)

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        return await self._made().complete(requests)


class Following:
    """A client whose process hears at once when a provider told another process to wait."""

    def __init__(self, client: Client, limiter: LocalLimiter):
        self._client, self._limiter = client, limiter
        self._task: asyncio.Task[None] | None = None

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._limiter.follow())
        return await self._client.complete(requests)


def pools(config: Config) -> tuple[Pool, ...]:
    """The stages of the recipe, with their values bound."""
    painter = Painter(config.paint.backend, config.paint.drafter, config.paint.artist, config.paint.check)
    cast = Cast(painter, rule_of(config), asking_of(config), mender_of(config), student_of(config))
    return load(config.recipe).pools(cast)
