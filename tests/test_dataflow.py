"""The live pipeline on real Ray: the same verdicts as a plain loop, rounds through the same pools, actors that die."""

import asyncio
import inspect
import os
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest
import ray
from ray._private import state

from cads_ray import dataflow
from cads_ray.actors import fetch
from cads_ray.candidates import blank, candidates
from cads_ray.cluster import ALLOCATOR, FIRST, LATER, cluster
from cads_ray.context.actor import RemoteContext, start_context
from cads_ray.dataflow import Flow, LiveFlow, once, tickets, verdict_columns
from cads_ray.dataset.settle import Keep
from cads_ray.errors import StoreError
from cads_ray.executor import Pump, abandon, at_work
from cads_ray.files import make_run_dir, write_table
from cads_ray.models.limiter import PLACE
from cads_ray.parcel import packed, unpacked
from cads_ray.pool import AtOnce, Pool
from cads_ray.rounds import synthesize
from cads_ray.schema import PLAN, VERDICT
from cads_ray.stage import extend
from cads_ray.store import RoundStore
from cads_ray.workers import Start, Workers

from .plain import PlainContext, seeds, verdict

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


@pytest.fixture(scope="module", autouse=True)
def ray_here():
    with cluster(None, verbose=False) as up:
        up()
        yield


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


def test_the_live_pipeline_makes_what_a_plain_loop_makes_in_pools_that_stay(tmp_path):
    pids = tmp_path / "pids"
    assert live(tmp_path / "live", "one", str(pids)) == plain(tmp_path / "plain")
    lines = pids.read_text().splitlines()
    assert len(lines) == 3 * 60 / 4  # small blocks, not whole rounds
    processes = [set(pids.with_name(name).read_text().split()) for name in ("pids", "pids_a", "pids_b", "pids_after")]
    assert all(len(process) == 1 for process in processes)  # one for all rounds
    assert len(set.union(*processes)) == 4  # each judge has its own
    # What calls need is got ready by the first pool alone, and by the context once it has something to learn from.
    assert (tmp_path / "live/prepared").read_text().splitlines() == lines[:1]
    (context,) = (tmp_path / "live/context_prepared").read_text().splitlines()
    assert {context} == {line.split()[1] for line in (tmp_path / "live/lessons").read_text().splitlines()}


def test_with_overlap_rounds_share_the_pipeline_and_make_the_same(tmp_path):
    assert live(tmp_path / "live", "three", overlap=0.5) == plain(tmp_path / "plain")


@pytest.mark.parametrize("on_demand", [False, True])
def test_killed_workers_a_killed_judge_and_a_killed_context_lose_nothing(on_demand, tmp_path):
    pids, killed = tmp_path / "pids", []
    turns = [(0, "pids"), (0, "pids_a"), (1, "context"), (1, "pids_after"), (2, "pids_b")]

    def interfere(table, actor):
        round, who = turns[len(killed)] if len(killed) < len(turns) else (ROUNDS, "nobody")
        if table["round"][0].as_py() == round:
            at = (
                ray.get(actor.process.remote())
                if who == "context"
                else int(pids.with_name(who).read_text().split()[-1])
            )
            killed.append(at)
            os.kill(at, signal.SIGKILL)

    name = f"killed-{on_demand}"
    assert live(tmp_path / "live", name, str(pids), interfere, on_demand=on_demand) == plain(tmp_path / "plain")
    assert len(killed) == len(turns)
    lessons = [line.split() for line in (tmp_path / "live" / "lessons").read_text().splitlines()]
    assert [round for round, *_ in lessons] == ["0", "1", "2"]
    assert lessons[0][1] != lessons[2][1]  # drawn by another process after the kill


def test_a_table_goes_once_through_the_pools_and_no_row_is_lost():
    table = candidates(PlainContext(rows=30).plan(0), seeds(), lambda version, ids: [])
    pools = (Pool("judge", (judge,)), Pool("after", (passing,)))
    batches = list(once(table, pools, tools, Flow(block_rows=4)))
    assert sorted(id for batch in batches for id in batch["id"].to_pylist()) == sorted(table["id"].to_pylist())
    assert all(batch.num_rows <= 4 for batch in batches)
    assert all(verdict_columns(batch).num_rows for batch in batches)


def begun(out: Path, rounds: int) -> partial:
    """A run directory as an earlier session left it, with so many rounds that it had planned and not closed."""
    make_run_dir(out)
    write_table(seeds(), out / "seeds.parquet")
    for round in range(rounds):
        (out / f"rounds/{round:03d}").mkdir(parents=True)
        write_table(ActorContext(out).plan(round), out / f"rounds/{round:03d}/plan.parquet")
    return partial(ActorContext, out)


def test_of_the_rounds_that_an_earlier_session_left_open_one_starts_early(tmp_path):
    actor = start_context("four", begun(tmp_path, 2), str(tmp_path), nothing)
    first = actor.opened.remote(0)
    assert not ray.wait([first], timeout=0.5)[0]  # the models have not been asked yet whether they are there
    ray.get(actor.begin.remote())
    (first,) = ray.get(first)
    assert ray.get(first).num_rows == 60
    second = actor.opened.remote(1)  # which the driver has not opened: its rows would be nobody's
    ray.get(actor.finish.remote())
    assert ray.get(ray.get(second)[0]).num_rows == 0


def test_a_lesson_is_drawn_from_all_that_was_observed_when_the_actor_died_before_it(tmp_path):
    actor = start_context("five", begun(tmp_path, 1), str(tmp_path), nothing)
    context, outcomes = RemoteContext(actor), VERDICT.empty_table()
    context.observe(pa.Table.from_pylist([verdict({"id": "r000-0000"})], schema=VERDICT))
    os.kill(ray.get(actor.process.remote()), signal.SIGKILL)
    context.advance(0, outcomes)
    assert (tmp_path / "lessons").read_text().split()[2] == "1"


@pytest.mark.parametrize("step", [full, AtOnce((("judge_a", passing), ("judge_b", full)))], ids=["alone", "at once"])
def test_an_error_of_ours_in_a_worker_comes_with_its_class(tmp_path, step):
    table = blank(ActorContext(tmp_path).plan(0))
    with pytest.raises(StoreError, match=r"^no space left on the device$"):
        list(once(table, (Pool("generate", (step,)),), tools, Flow()))


def test_an_error_of_ours_in_the_contexts_actor_comes_with_its_class(tmp_path):
    actor = start_context("eight", begun(tmp_path, 0), str(tmp_path), nothing)
    (tmp_path / "rounds").write_text("in the way")
    with pytest.raises(StoreError, match=r"^\S+ cannot be written: [^\n]+ again$"):
        fetch(actor.open.remote(0, ActorContext(tmp_path).plan(0)))


def test_pools_that_do_not_end_are_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(dataflow, "CLOSING_S", 0.2)
    waiting = start_context("six", begun(tmp_path, 0), str(tmp_path), nothing)
    other = start_context("seven", begun(tmp_path / "other", 0), str(tmp_path / "other"), nothing)
    flow = LiveFlow((Pool("generate", (passing,)),), tools, ("six", other), range(2), Flow())
    flow.close()  # tells the one of whom nobody asks anything
    (closing,) = (thread for thread in threading.enumerate() if thread.name == "closing")
    ray.get(waiting.finish.remote())
    closing.join(60)
    assert not closing.is_alive()


async def endless(batch: pa.Table, tools: object) -> pa.Table:
    await asyncio.Event().wait()
    return batch


def test_what_nobody_takes_any_more_is_left_at_once():
    once(pa.table({"id": range(16)}), (Pool("generate", (passing,)),), tools, Flow())
    end = time.monotonic() + 60
    while not any(isinstance(thread, Pump) and thread.ahead.full() for thread in at_work()):
        assert time.monotonic() < end
    abandon()
    assert at_work() == []


@pytest.mark.parametrize("threads", [1, 2])  # as soon as batches are asked for, and as soon as Ray Data executes
def test_what_was_left_in_the_middle_is_ended_before_ray_is(threads):
    """Ray's core ends a process whose threads speak to Ray while it goes down."""
    assert at_work() == []
    once(pa.table({"id": range(8)}), (Pool("stuck", (endless,)),), tools, Flow())
    end = time.monotonic() + 60
    while len(at_work()) < threads:
        assert time.monotonic() < end
    abandon()
    assert at_work() == []


def test_the_switches_that_are_set_are_rays_own():
    source = inspect.getsource(dataflow._settle)
    names = set(re.findall(r"\bcontext\.(\w+)", source)) - {"get_current", "DataContext"}
    assert {"execution_no_progress_timeout_s", "raise_original_map_exception"} <= names
    assert names <= {field.name for field in fields(ray.data.DataContext)} | {"issue_detectors_config"}


@ray.remote
class Busy:
    def there(self):
        return True


def test_tickets_lie_there_in_their_order_and_wait_for_no_task_of_ray():
    busy = Busy.options(num_cpus=ray.cluster_resources()["CPU"] - 0.5).remote()
    ray.get(busy.there.remote(), timeout=60)  # no processor is left whole, so that a task would wait for ever
    with ThreadPoolExecutor(1) as thread:
        try:
            rows = thread.submit(lambda: [row["id"] for row in tickets(5).iter_rows()])
            assert rows.result(60) == [0, 1, 2, 3, 4]
        finally:
            ray.kill(busy)


@ray.remote
def allocator() -> str:
    return pa.default_memory_pool().backend_name


def test_workers_and_this_process_give_freed_memory_back():
    assert ray.get(allocator.remote(), timeout=60) == os.environ[ALLOCATOR] == "system"
    assert pa.default_memory_pool().backend_name == "system"


async def weighed(batch: pa.Table, tools: object, pool: str) -> pa.Table:
    """Appends how nice the process is that does it, and the place that its calls have there."""
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    for column, value in ((pool, nice), (f"{pool}_place", PLACE.get())):
        batch = batch.append_column(column, pa.array([value] * batch.num_rows, pa.int32()))
    return batch


def test_of_pools_in_turn_the_first_keeps_the_processors_and_wide_blocks_lose_no_row():
    names = ["generate", "judge_a", "judge_b", "judge"]
    first, a, b, last = ((name, partial(weighed, pool=name)) for name in names)
    pools = [Pool("generate", (first[1],)), Pool("judge", (AtOnce((a, b)), last[1]))]
    batches = list(once(blank(pa.table({"id": range(700)})), pools, tools, Flow(block_rows=4, in_turn=True)))
    table = pa.concat_tables(batches)
    assert sorted(table["id"].to_pylist()) == list(range(700))
    assert {batch.num_rows for batch in batches} >= {4, 10}
    (nice,) = set(zip(*(table[name].to_pylist() for name in names), strict=True))
    assert nice[0] == FIRST
    assert set(nice[1:]) == {FIRST + LATER}
    for name in names:  # a block's calls go before those of blocks that came later
        assert sorted(batch[f"{name}_place"][0].as_py() for batch in batches) == list(range(1, len(batches) + 1))


def judges_here() -> list[str]:
    """The actors of judges that Ray has been asked for, once it has made another one, asked for later."""
    busy = Busy.options(num_cpus=0).remote()
    ray.get(busy.there.remote(), timeout=60)
    ray.kill(busy)
    names = [actor["ActorClassName"] for actor in state.actors().values()]
    return sorted(name for name in names if name in ("judge_early", "judge_late"))


def test_judges_come_with_the_pool_or_where_that_is_dear_when_there_is_something_to_judge():
    def workers(name: str, on_demand: bool) -> Workers:
        steps = (AtOnce(((name, passing),)),)
        return Workers(steps, Start(tools, nothing, {"num_cpus": 0}, on_demand), 2)

    kept = workers("judge_early", False)
    late = workers("judge_late", True)
    assert judges_here() == ["judge_early"]
    block = blank(pa.table({"id": [1, 2]}))
    for _ in range(2):
        (found,) = unpacked(asyncio.run(late.work(packed([block]))))
        assert found == block
    assert judges_here() == ["judge_early", "judge_late"]
    assert kept is not None  # with it would go its judge
