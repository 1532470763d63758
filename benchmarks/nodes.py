"""Throughput on 1, 2 and 3 Ray nodes: python benchmarks/nodes.py [--rows 400] [--nodes 1,2,3] [--grow]

Each node is a raylet of its own on this machine (ray.cluster_utils.Cluster), as a test of a cluster and not of its network.
The load is bound by latency: a row is generated (three calls) and judged by four at once, a call takes a log-normal time with
median 0.5 s and sigma 0.9, and an actor works on 8 blocks of 4 to 6 rows. With n nodes each pool has n actors and n x `--rows` rows
to do; with --grow it starts with one and may have n. Rows a second are counted between the first and the last verdict but the last
twentieth, where the slowest are alone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import ray
import ray.data
from ray.cluster_utils import Cluster

from cads_ray.candidates import blank
from cads_ray.dataflow import Flow, once
from cads_ray.pool import AtOnce, Pool

MEDIAN, SIGMA, JUDGES, IN_FLIGHT, BLOCK = 0.5, 0.9, 4, 8, 4


async def wait(batch: pa.Table, tools: object, pool: str, calls: int) -> pa.Table:
    """So many calls for each row, one after the other; the rows of a block beside each other."""

    async def row(id: int) -> None:
        rng = random.Random(f"{pool} {id}")
        await asyncio.sleep(sum(rng.lognormvariate(0, SIGMA) * MEDIAN for _ in range(calls)))

    await asyncio.gather(*(row(id) for id in batch["id"].to_pylist()))
    here = pa.array([ray.get_runtime_context().get_node_id()] * batch.num_rows)
    return batch.append_column(pool, here)


def again(start: Callable[[], Any], tries: int = 4) -> Any:
    """What `start` brings up. Ray gives a node 30 s, which is too few on a busy machine."""
    for left in reversed(range(tries)):
        try:
            return start()
        except Exception:
            if not left:
                raise


def measure(nodes: int, rows: int, least: int) -> tuple[float, dict[str, int]]:
    """Rows a second, and on how many nodes each pool worked, with at least `least` actors and at most one for each node."""
    cluster: Cluster = again(lambda: Cluster(initialize_head=True, head_node_args={"num_cpus": 2}))
    for _ in range(nodes - 1):
        again(lambda: cluster.add_node(num_cpus=2))
    ray.init(address=cluster.address, log_to_driver=False)
    cluster.wait_for_nodes()
    judges = [f"judge_{k}" for k in range(JUDGES)]
    votes = AtOnce(tuple((name, partial(wait, pool=name, calls=1)) for name in judges))
    steps = {"generate": partial(wait, pool="generate", calls=3), "judge": votes}
    pools = [Pool(name, (step,), in_flight=IN_FLIGHT) for name, step in steps.items()]
    names = ["generate", *judges]
    moments: list[float] = []
    places: dict[str, Counter] = {name: Counter() for name in names}
    table = blank(pa.table({"id": list(range(rows * nodes))}))
    for batch in once(table, pools, lambda: None, Flow(BLOCK, actors=(least, nodes))):
        moments += [time.monotonic()] * batch.num_rows
        for name in names:
            places[name].update(batch[name].to_pylist())
    ray.shutdown()
    cluster.shutdown()
    last = int(len(moments) * 0.95)
    return last / (moments[last] - moments[0]), {name: len(found) for name, found in places.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--nodes", default="1,2,3")
    parser.add_argument("--grow", action="store_true")
    arguments = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    first = None
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    for nodes in map(int, arguments.nodes.split(",")):
        rate, places = measure(nodes, arguments.rows, 1 if arguments.grow else nodes)
        first = first or rate / nodes
        print(
            f"{nodes} nodes: {rate:.1f} rows/s, {rate / nodes / first:.2f} of linear; nodes by pool {places}",
            flush=True,
        )


if __name__ == "__main__":
    main()
