"""The stateful actor of the loop: hears of disagreements, and broadcasts each round's candidates with its heuristics."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import ray

from cads_ray.candidates import candidates
from cads_ray.disk.buckets import local, refresh
from cads_ray.disk.files import remove, write_table
from cads_ray.engine.actors import fetch
from cads_ray.engine.parcel import packed, unpacked


@ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)
class ContextActor:
    """The run's Context, alive on the cluster. All that it must not lose is in the run directory, and read again there.

    `prepare` is done when the first verdicts come, so that the first lesson need not wait for it.

    `session` names the driver's. What a session opened stays what it was, also after a restart of this actor: Ray makes
    blocks that died with a node again from the start, and takes those that it lacks by their number.
    """

    def __init__(self, build: Callable[[], Any], out: str, session: str, prepare: Callable[[], None]):
        self.session = session
        self._prepare: Callable[[], None] | None = prepare
        self.out = local(out)
        self.context = build()
        self.seeds = pq.read_table(self.out / "seeds.parquet")
        self.open_rounds: dict[int, Any] = {}
        self.begun = self.finished = False
        self.changed = asyncio.Condition()
        self._restore()

    async def process(self) -> int:
        """The actor's process, as the dashboard and a test of kills name it."""
        return os.getpid()

    async def plan(self, round: int) -> pa.Table:
        self._welcome()
        return self.context.plan(round)

    async def observe(self, parcels: pa.Table) -> None:
        if self._prepare is not None:
            asyncio.get_running_loop().run_in_executor(None, self._prepare)
            self._prepare = None
        for verdicts in unpacked(parcels):
            self.context.observe(verdicts)

    async def advance(self, round: int, outcomes: pa.Table, evidence: pa.Table | None) -> None:
        """With all that there is to hear of the round: what was observed is lost with an actor that dies meanwhile."""
        if evidence is not None:
            await self.observe(evidence)
        await self.context.advance(round, outcomes)

    async def advanced(self, round: int) -> bool:
        return self.context.advanced(round)

    async def begin(self) -> None:
        """Calls may be made, by rounds that an earlier session left open too."""
        async with self.changed:
            self.begun = True
            self.changed.notify_all()

    async def open(self, round: int, plan: pa.Table) -> None:
        """Broadcast a round: one object in the store, passed on by reference."""
        place = self._dir(round)
        write_table(plan, place / self._opened)
        for old in place.glob("opened-*.parquet"):
            if old.name != self._opened:
                remove(old)
        async with self.changed:
            self.begun = True
            self._put(round, plan)
            self.changed.notify_all()

    async def opened(self, round: int) -> list[Any]:
        """A reference to the candidates of a round, once it is open; to none when it was passed over or the run is over."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.finished or (self.begun and round <= self._last))
            if round not in self.open_rounds:
                return [self._candidates(self.context.empty_plan())]
            return [self.open_rounds[round]]

    async def finish(self) -> None:
        """No round will be opened any more."""
        async with self.changed:
            self.finished = True
            self.changed.notify_all()

    @property
    def _last(self) -> int:
        return max(self.open_rounds, default=-1)

    @property
    def _opened(self) -> str:
        return f"opened-{self.session}.parquet"

    def _dir(self, round: int) -> Path:
        return self.out / "rounds" / f"{round:03d}"

    def _put(self, round: int, plan: pa.Table) -> None:
        still = {n: kept for n, kept in self.open_rounds.items() if not (self._dir(n) / "manifest.json").exists()}
        self.open_rounds = still | {round: self._candidates(plan)}

    def _candidates(self, plan: pa.Table) -> Any:
        return ray.put(candidates(plan, self.seeds, self.context.texts))

    def _welcome(self) -> None:
        """Seeds that samples of closed rounds became (seeds.evolve)."""
        refresh(self.out / "rounds")
        for file in sorted(self.out.glob("rounds/*/seeds.parquet")):
            grown = pq.read_table(file)
            new = grown.filter(pc.invert(pc.is_in(grown["seed"], value_set=self.seeds["seed"].combine_chunks())))
            if new.num_rows and (file.parent / "manifest.json").exists():
                self.seeds = pa.concat_tables([self.seeds, new])
                self.context.welcome(new)

    def _restore(self) -> None:
        """After a restart: the seeds so far, and the rounds that this session opened.

        When it has opened none, the first that an earlier session left open, without what came back in it: what the driver
        will open first, so that the pools need not wait for it. No further one, whose rows would come before it is opened.
        """
        self._welcome()
        for file in sorted(self.out.glob("rounds/*/plan.parquet")):
            place = file.parent
            if (place / "manifest.json").exists():
                continue
            if (place / self._opened).exists():
                self.begun = True
                left = pq.read_table(place / self._opened)
            elif self.open_rounds:
                break
            else:
                plan = pq.read_table(file)
                parts = [pq.read_table(part, columns=["id"])["id"] for part in sorted(place.glob("part-*.parquet"))]
                done = pa.chunked_array([chunk for part in parts for chunk in part.chunks], pa.string())
                left = plan.filter(pc.invert(pc.is_in(plan["id"], value_set=done.combine_chunks())))
            self._put(int(place.name), left)


def start_context(name: str, build: Callable[[], Any], out: str, prepare: Callable[[], None]) -> Any:
    """The named ContextActor of a run. Killed, it comes back from its files, on another node if need be."""
    session = uuid.uuid4().hex[:8]
    return ContextActor.options(name=name, get_if_exists=True).remote(build, out, session, prepare)  # type: ignore[attr-defined]


class RemoteContext:
    """The Context of the algorithm, spoken to as an actor (rounds.Context)."""

    def __init__(self, actor: Any):
        self._actor = actor
        self._evidence: pa.Table | None = None  # what was observed last: before a lesson, all of its round

    def plan(self, round: int) -> pa.Table:
        return fetch(self._actor.plan.remote(round))

    def observe(self, verdicts: pa.Table) -> None:
        self._evidence = packed([verdicts]) if verdicts.num_rows else None
        if self._evidence is not None:
            self._actor.observe.remote(self._evidence)

    def advance(self, round: int, outcomes: pa.Table) -> None:
        fetch(self._actor.advance.remote(round, outcomes, self._evidence))

    def advanced(self, round: int) -> bool:
        return fetch(self._actor.advanced.remote(round))
