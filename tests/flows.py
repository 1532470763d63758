"""A dataflow of plain stages on real Ray, the same in a loop, and a context whose lessons lie on disk."""

import asyncio
import os
from functools import partial
from pathlib import Path

import pyarrow as pa
import ray

from cads_ray.candidates import candidates
from cads_ray.context.actor import RemoteContext, start_context
from cads_ray.dataflow import Flow, LiveFlow, verdict_columns
from cads_ray.dataset.settle import Keep
from cads_ray.disk.files import make_run_dir, write_table
from cads_ray.errors import StoreError
from cads_ray.pool import AtOnce, Pool
from cads_ray.rounds import synthesize
from cads_ray.schema import PLAN, VERDICT
from cads_ray.stage import extend
from cads_ray.store import RoundStore
from tests.plain import PlainContext, seeds, verdict

ROUNDS = 3


class ActorContext(PlainContext):
    """The plain context with what the ContextActor asks for besides; its lessons lie on disk, as the real one's do."""

    def __init__(self, out):
        super().__init__(rows=60)
        self.file = out / "lessons"

    async def advance(self, round, outcomes):
        with self.file.open("a") as file:
            file.write(f"{round} {os.getpid()} {len(set(self.heard))}\n")

    def advanced(self, round):
        return self.file.exists() and any(line.split()[0] == str(round) for line in self.file.read_text().splitlines())

    def empty_plan(self):
        return PLAN.empty_table()

    def texts(self, version, insights):
        return []


async def judge(batch: pa.Table, tools: object, pids: str = "") -> pa.Table:
    """A stage of plain Python: all columns of a verdict, and the process that made them."""
    await asyncio.sleep(0.01)
    if pids:
        note(Path(pids))
    have = set(batch.column_names)
    schema = pa.schema([field for field in VERDICT if field.name not in have])
    return extend(batch, "judge", schema, [verdict({"id": row}) for row in batch["id"].to_pylist()])


async def voted(batch: pa.Table, tools: object, judge: str, pids: str) -> pa.Table:
    """A stage that adds a column of its own, and notes the process."""
    await asyncio.sleep(0.01)
    if pids:
        note(Path(f"{pids}_{judge}"))
    return batch.append_column(f"vote_{judge}", batch["id"])


async def gathered(batch: pa.Table, tools: object, pids: str) -> pa.Table:
    """What comes after all votes: each of them is on its own row."""
    if pids:
        note(Path(f"{pids}_after"))
    assert batch["vote_a"] == batch["vote_b"] == batch["id"]
    return batch.drop_columns(["vote_a", "vote_b"])


async def passing(batch: pa.Table, tools: object) -> pa.Table:
    return batch


def tools() -> None:
    return None


def nothing() -> None:
    pass


async def full(batch: pa.Table, tools: object) -> pa.Table:
    raise StoreError("no space left on the device")


def note(place: Path) -> None:
    """Appends the process."""
    with place.open("a") as file:
        file.write(f"{os.getpid()}\n")


@ray.remote
class Busy:
    def there(self):
        return True


def live(out, name, pids="", interfere=None, overlap=1.0, on_demand=False):
    """A run through the live pipeline; `interfere(table, actor)` sees each verdict table as it comes."""
    make_run_dir(out)
    write_table(seeds(), out / "seeds.parquet")
    actor = start_context(name, partial(ActorContext, out), str(out), partial(note, out / "context_prepared"))
    votes = AtOnce(tuple((f"judge_{name}", partial(voted, judge=name, pids=pids)) for name in "ab"))
    pools = (Pool("generate", (partial(judge, pids=pids),)), Pool("judge", (votes, partial(gathered, pids=pids))))
    cut = Flow(block_rows=4, prepare=partial(note, out / "prepared"), on_demand=on_demand)
    flow = LiveFlow(pools, tools, (name, actor), range(ROUNDS), cut)

    def watched(plan):
        for table in flow(plan):
            if interfere is not None:
                interfere(table, actor)
            yield table

    store = RoundStore(out, seeds(), Keep())
    synthesize(range(ROUNDS), RemoteContext(actor), watched, store, overlap)
    flow.close()
    return [(round, table.to_pylist()) for round, table in store.verdicts()]


def plain(out):
    """The same in a loop."""
    make_run_dir(out)

    def flow(plan):
        table = candidates(plan, seeds(), lambda version, ids: [])
        yield verdict_columns(asyncio.run(judge(table, None)))

    store = RoundStore(out, seeds(), Keep())
    synthesize(range(ROUNDS), PlainContext(rows=60), flow, store)
    return [(round, table.to_pylist()) for round, table in store.verdicts()]


def begun(out: Path, rounds: int) -> partial:
    """A run directory as an earlier session left it, with so many rounds that it had planned and not closed."""
    make_run_dir(out)
    write_table(seeds(), out / "seeds.parquet")
    for round in range(rounds):
        (out / f"rounds/{round:03d}").mkdir(parents=True)
        write_table(ActorContext(out).plan(round), out / f"rounds/{round:03d}/plan.parquet")
    return partial(ActorContext, out)
