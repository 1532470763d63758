"""Ray up and down, and what the user hears when it stays down."""

import os
import subprocess
import sys

import pytest
import ray
from ray._private import ray_constants
from ray._private.node import Node

from cads_ray.engine.cluster import HERE, LOOPBACK, STARTS, cluster
from cads_ray.engine.lean import AUTOSCALER, NETWORK, OUTPUT, SERVER, VERSION, lean
from cads_ray.errors import ClusterDown


@pytest.fixture
def failing(monkeypatch):
    """Ray whose first starts fail, as they do on a machine that is too busy."""

    def fail(times: int) -> list[dict]:
        tries: list[dict] = []

        def init(**options):
            tries.append(options)
            assert "of this start" not in (options["_system_config"] or {})
            (options["_system_config"] or {})["of this start"] = True  # as Ray notes the folder of its session
            if len(tries) <= times:
                raise Exception("The current node timed out\nduring startup.")

        monkeypatch.setattr(ray, "init", init)
        monkeypatch.setattr(ray, "shutdown", lambda: None)
        return tries

    return fail


def test_a_start_that_fails_is_tried_again(failing):
    tries = failing(STARTS - 1)
    with cluster(None, verbose=False) as up:
        assert up() is True
    assert len(tries) == STARTS
    assert {options["address"] for options in tries} == {HERE}


@pytest.mark.parametrize(("named", "variable"), [("auto", ""), (None, "10.0.0.1:6379")])
def test_a_cluster_that_is_named_is_joined_and_not_started_here(failing, monkeypatch, named, variable):
    monkeypatch.setenv("RAY_ADDRESS", variable)
    tries = failing(0)
    with cluster(named, verbose=False) as up:
        assert up() is False
    assert [options["address"] for options in tries] == [named or variable]


@pytest.mark.parametrize(("named", "done"), [(None, ["meanwhile"]), ("auto", [])])
def test_while_ray_is_started_here_something_else_is_done_and_none_waits_for_it_who_joins(
    failing, monkeypatch, named, done
):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    failing(0)
    did: list[str] = []
    with cluster(named, verbose=False) as up:
        up(lambda: did.append("meanwhile"))
    assert did == done


def test_ray_that_stays_down_is_one_line_and_resumable(failing):
    tries = failing(STARTS)
    with cluster(None, verbose=False) as up, pytest.raises(ClusterDown, match="timed out during startup") as caught:
        up()
    assert (caught.value.exit_code, len(tries)) == (3, STARTS)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("gone", [ray.exceptions.WorkerCrashedError(), ray.exceptions.RaySystemError("gone")])
def test_what_is_gone_is_one_line_and_resumable(failing, gone):
    failing(0)
    with pytest.raises(ClusterDown, match="again to continue") as caught, cluster(None, verbose=False):
        raise gone
    assert "\n" not in str(caught.value)


def test_a_mistake_stays_one(failing):
    failing(0)
    with pytest.raises(ValueError, match="a bug"), cluster(None, verbose=False):
        raise ValueError("a bug")


STRUCK = """
import asyncio, os, signal
from pathlib import Path
from cads_ray.engine.cluster import cluster
from cads_ray.process.interrupts import INTERRUPTS

async def endless(batch, tools):
    await asyncio.Event().wait()

INTERRUPTS.take()
try:
    with cluster(None, verbose=False) as up:
        up()
        import pyarrow as pa
        import ray
        from cads_ray.dataflow import Flow, once
        from cads_ray.engine.executor import at_work
        from cads_ray.pool import Pool
        once(pa.table({"id": range(8)}), (Pool("stuck", (endless,)),), dict, Flow())
        os.kill(os.getpid(), signal.SIGTERM)
except KeyboardInterrupt:
    print("alarm in", signal.alarm(0))
    print("at work", len(at_work()))
    caught = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("SigCgt"))
    print("caught", int(caught, 16) >> (signal.SIGTERM - 1) & 1)
    try:
        ray.put(1)
    except Exception as error:
        print(type(error).__name__)
os._exit(0)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_after_sigterm_ray_neither_aborts_the_process_nor_comes_again_nor_keeps_the_signal():
    done = subprocess.run([sys.executable, "-c", STRUCK], capture_output=True, text=True, timeout=300)
    assert done.stdout.splitlines()[-4:] == ["alarm in 0", "at work 0", "caught 1", "RaySystemError"], done.stderr


HERE_ALONE = """
import os
import sys
from pathlib import Path
import ray.util.state  # as in a notebook, before the run
from cads_ray.engine.cluster import cluster

def of(pid):
    threads = Path(f"/proc/{pid}/task").iterdir()  # Ray is not started by the main one
    children = [child for thread in threads for child in (thread / "children").read_text().split()]
    return [pid, *(found for child in children for found in of(child))]

def sockets(pid):
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            yield os.readlink(handle)
        except OSError:
            pass

with cluster(None, verbose=sys.argv[1] == "verbose") as up:
    up()
    import ray
    ray.get(ray.remote(lambda: 1).remote())
    for pid in of(os.getpid()):
        for word in Path(f"/proc/{pid}/cmdline").read_text().split("\\0"):
            print("runs", Path(word).name)
    mine = {socket for pid in of(os.getpid()) for socket in sockets(pid)}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in mine:
                print("listens", fields[1].split(":")[0])
    @ray.remote
    class Recorded:  # who ends sends what it has recorded
        def work(self):
            ray.actor.exit_actor()
    try:
        ray.get(Recorded.remote().work.remote())
    except ray.exceptions.RayActorError:
        print("records", len(ray.timeline()))
    try:  # what Ray Train asks every second, and for 40 s when nobody says where
        ray.util.state.get_actor("ab" * 16, address=ray.get_runtime_context().gcs_address)
    except Exception as error:
        print("refused", type(error).__name__)
    from ray.data._internal.stats import _StatsManager as manager
    from cads_ray.engine.alone import spare_actors_for_others
    own = vars(manager)["update_execution_metrics"]
    spare_actors_for_others()
    assert vars(manager)["update_execution_metrics"] is not own
print("afterwards", vars(manager)["update_execution_metrics"] is own)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("verbose", [False, True])
def test_ray_that_was_started_here_listens_to_this_machine_alone_and_has_what_a_run_needs(verbose):
    script = [sys.executable, "-c", HERE_ALONE, "verbose" if verbose else "quiet"]
    told = {name: value for name, value in os.environ.items() if name != LOOPBACK}  # it is for the run to set
    done = subprocess.run(script, capture_output=True, text=True, timeout=300, env=told)
    said = [line.partition(" ") for line in done.stdout.splitlines()]
    addresses = {address for what, _, address in said if what == "listens"}
    assert addresses, done.stdout + done.stderr
    # 127.0.0.1, and the same in IPv6, as the kernel writes them
    assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}
    programs = {program for what, _, program in said if what == "runs"}
    assert "raylet" in programs
    assert "records 0" in done.stdout
    if ray.__version__.startswith(VERSION):
        assert programs & {"dashboard.py", "monitor.py", "log_monitor.py"} == ({"log_monitor.py"} if verbose else set())
        assert "refused ServerUnavailable" in done.stdout
        assert "afterwards True" in done.stdout


@pytest.mark.skipif(not ray.__version__.startswith(VERSION), reason="this Ray was not read")
def test_only_ray_that_starts_in_between_lacks_what_a_run_does_not_need(monkeypatch):
    def now() -> list[object]:
        return [*(getattr(Node, name) for name in (SERVER, AUTOSCALER, OUTPUT)), getattr(ray_constants, NETWORK)]

    monkeypatch.delenv(LOOPBACK, raising=False)
    monkeypatch.setattr(ray_constants, NETWORK, True)  # as where Ray was imported before
    own = now()  # each is there by this name
    with lean(verbose=False):
        assert not any(one is other for one, other in zip(own, now(), strict=True))
    assert own == now()
