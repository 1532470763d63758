"""Three Ray nodes on this machine, of which two die: one mid-run, then the one with the context. Real Ray, real HTTP."""

import threading

import pytest
import ray
from ray.cluster_utils import Cluster
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy
from rich.console import Console

from benchmarks.nodes import again
from cads_ray import run
from cads_ray.command.door import compose
from cads_ray.context import actor
from cads_ray.context.actor import ContextActor

from .bucket import bucket
from .hosted import seeds, server_flags
from .test_nodes import RUN, SLOW, THREE, check, wait_for

pytestmark = pytest.mark.slow
RPM = 120  # requests a minute and model: the server answers more of them with a 429


@pytest.fixture(params=["run", "s3://bucket/run"])
def where(request):
    """Where the run lies: a folder that all nodes have, or a bucket."""
    with bucket():
        yield request.param


@pytest.fixture
def nodes(where, tmp_path):
    """Three nodes; each has a temporary folder of its own, so also an index of the ledger of its own, as machines do."""
    cluster = again(lambda: Cluster(initialize_head=True, head_node_args={"num_cpus": 2}))
    for name in "bc":
        (tmp_path / name).mkdir()
        again(lambda name=name: cluster.add_node(num_cpus=2, env_vars={"TMPDIR": str(tmp_path / name)}))
    ray.init(address=cluster.address, log_to_driver=False)
    cluster.wait_for_nodes()
    yield cluster
    ray.shutdown()
    cluster.shutdown()


def test_two_of_three_nodes_die_one_with_the_context_and_nothing_is_lost(nodes, where, tmp_path, monkeypatch):
    seeds(tmp_path, *THREE)
    monkeypatch.chdir(tmp_path)
    first, second = nodes.worker_nodes
    log, ends = tmp_path / "server.log", []

    def placed(name, build, out, prepare):
        there = NodeAffinitySchedulingStrategy(second.node_id, soft=True)
        return ContextActor.options(name=name, get_if_exists=True, scheduling_strategy=there).remote(
            build, out, "one", prepare
        )

    monkeypatch.setattr(actor, "start_context", placed)

    def kill() -> None:
        wait_for(25, log, lambda: not ends)
        nodes.remove_node(first, allow_graceful=False)
        wait_for(45, log, lambda: not ends)
        nodes.remove_node(second, allow_graceful=False)

    killer = threading.Thread(target=kill)
    killer.start()
    limits = [f"models.members.{name}.rpm={RPM}" for name in ("sharp", "coarse", "literal", "textual", "draughtsman")]
    flags = server_flags(log, *SLOW, "--rpm", RPM)
    try:
        code = run.run(compose([*RUN, "models=hosted_demo", f"out={where}", flags, *limits]), Console(width=140))
    finally:
        ends.append(True)
        killer.join()
    assert code == 0
    assert len(nodes.worker_nodes) == 0
    check(where if "://" in where else tmp_path / where, log, planned=12)
    assert not [line for line in log.read_text().splitlines() if '"status": 429' in line]
