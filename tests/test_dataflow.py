"""The live pipeline on real Ray: the same verdicts as a plain loop, rounds through the same pools, actors that die."""

import inspect
import os
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import pyarrow as pa
import pytest
import ray

from cads_ray import dataflow
from cads_ray.candidates import blank, candidates
from cads_ray.context.actor import RemoteContext, start_context
from cads_ray.dataflow import Flow, LiveFlow, once, tickets, verdict_columns
from cads_ray.engine.actors import fetch
from cads_ray.errors import StoreError
from cads_ray.pool import AtOnce, Pool
from cads_ray.schema import VERDICT
from tests.flows import ROUNDS, ActorContext, Busy, begun, full, judge, live, nothing, passing, plain, tools
from tests.plain import PlainContext, seeds, verdict

pytestmark = pytest.mark.usefixtures("ray_here")


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


def test_the_switches_that_are_set_are_rays_own():
    source = inspect.getsource(dataflow._settle)
    names = set(re.findall(r"\bcontext\.(\w+)", source)) - {"get_current", "DataContext"}
    assert {"execution_no_progress_timeout_s", "raise_original_map_exception"} <= names
    assert names <= {field.name for field in fields(ray.data.DataContext)} | {"issue_detectors_config"}


def test_tickets_lie_there_in_their_order_and_wait_for_no_task_of_ray():
    busy = Busy.options(num_cpus=ray.cluster_resources()["CPU"] - 0.5).remote()
    ray.get(busy.there.remote(), timeout=60)  # no processor is left whole, so that a task would wait for ever
    with ThreadPoolExecutor(1) as thread:
        try:
            rows = thread.submit(lambda: [row["id"] for row in tickets(5).iter_rows()])
            assert rows.result(60) == [0, 1, 2, 3, 4]
        finally:
            ray.kill(busy)
