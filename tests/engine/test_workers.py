"""The actors of a pool: who comes when, who keeps the processors, and what memory they give back."""

import asyncio
import os
from functools import partial

import pyarrow as pa
import pytest
import ray
from ray._private import state

from cads_ray.candidates import blank
from cads_ray.dataflow import Flow, once
from cads_ray.engine.cluster import ALLOCATOR, FIRST, LATER
from cads_ray.engine.parcel import packed, unpacked
from cads_ray.engine.workers import Start, Workers
from cads_ray.models.limiter import PLACE
from cads_ray.pool import AtOnce, Pool
from tests.flows import Busy, nothing, passing, tools

pytestmark = pytest.mark.usefixtures("ray_here")


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
