"""Ray up and down: connect to a cluster, or start one here, while the caller does something else."""

from __future__ import annotations

import logging
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext

import pyarrow as pa

from cads_ray.engine.lean import lean
from cads_ray.errors import ClusterDown
from cads_ray.process.bytecode import share_bytecode
from cads_ray.process.interrupts import INTERRUPTS

# Ray gives its own processes 30 s to come up, too few on a machine that is busy; the next try finds them cached. So does a
# head the process that it starts for each caller from outside (ray://), which also dies now and then in its first second.
STARTS = 3
HERE = "local"  # Ray's word for a cluster of its own, where it would else join any that it finds
# Read when Ray is imported, and again when it is started here (lean.py). Set to 0, all its processes listen to 127.0.0.1 alone,
# as they always do on Windows and macOS; else every one of them listens to the whole network. (ray.init turns
# _node_ip_address="127.0.0.1" into the outer address.)
LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
# Ray's workers yield to everybody by 15 of the 19 steps there are, which leaves four to tell them apart.
NICENESS = "RAY_worker_niceness"
# Arrow's own allocator keeps what was freed in each of a dozen processes: with the system's a run of 20,000 rows peaks a
# sixteenth lower. Read when pyarrow is imported, by the workers; of this process it is most of what is allocated from Python.
ALLOCATOR = "ARROW_DEFAULT_MEMORY_POOL"
# Read when Ray is imported. A thread of Ray Data's that asks for something after Ray went down (Ctrl-C) must hear so: it would
# start Ray anew, in the middle of the process's end.
REVIVAL = "RAY_ENABLE_AUTO_CONNECT"
# Of a cluster of its own, unless it is set. Its head would keep a record of each task, 3 MB a round, for a dashboard that is
# not there; ray.timeline() reads them too.
RECORDS = "task_events_report_interval_ms"
CLIENT = "ray://"  # from outside the cluster
OUTSIDE = (
    'Is its client server there (port 10001)? ray:// needs `pip install "ray[client]"` on both sides, Ray and Python of the '
    "cluster's versions, and RAY_AUTH_MODE=token here too where the cluster asks for a token"
)
FIRST, LATER = 4, 10  # steps of a worker, and further ones of those that come up later


@contextmanager
def cluster(address: str | None, verbose: bool) -> Iterator[Callable[..., bool]]:
    """Ray, from now until the block ends. Call what it gives before using it: it waits, and tells whether Ray was started here.

    It may be given what is to be done meanwhile, which is done where Ray is being started here: to join one takes no time.

    Without an `address` it is RAY_ADDRESS's. Ray that is up already stays up after the block.

    Most of Ray's start is waiting for processes of its own, so modules are imported meanwhile; Ctrl-C counts when it is over.
    Raises ClusterDown for what Ray could not make good: nodes or processes that are gone, and what was lost with them.
    """
    with _brought_up(named(address), verbose) as up:
        try:
            yield up
        except Exception as error:
            outside = (named(address) or "").startswith(CLIENT) and isinstance(error, ConnectionError)
            if not (outside or _is_gone(error)):
                raise
            told = " ".join(str(error).split())[:200]
            raise ClusterDown(f"{type(error).__name__}: {told} Run the same command again to continue") from error


def _is_gone(error: Exception) -> bool:
    """Whether it speaks of processes and what they held, and of no mistake in what they did."""
    if "ray" not in sys.modules:
        return False
    from ray.exceptions import NodeDiedError, ObjectLostError, RayActorError, RaySystemError, WorkerCrashedError

    return isinstance(error, NodeDiedError | ObjectLostError | RayActorError | RaySystemError | WorkerCrashedError)


@contextmanager
def _brought_up(address: str | None, verbose: bool) -> Iterator[Callable[..., bool]]:
    if _is_up():
        yield lambda meanwhile=None: False
        return
    os.environ.setdefault(REVIVAL, "0")
    if address is None:
        os.environ.setdefault(LOOPBACK, "0")
        os.environ.setdefault(NICENESS, str(FIRST))
        if ALLOCATOR not in os.environ:
            os.environ[ALLOCATOR] = "system"
            pa.set_memory_pool(pa.system_memory_pool())
        share_bytecode()
    # The thread stays as long as Ray: Linux ends what a thread started when that thread ends.
    with INTERRUPTS.held() as let_go, ThreadPoolExecutor(1) as thread:
        coming = thread.submit(start_ray, address, verbose)

        def up(meanwhile: Callable[[], None] | None = None) -> bool:
            if meanwhile is not None and address is None:
                meanwhile()
            started_here = coming.result()
            let_go()
            return started_here

        try:
            yield up
        finally:
            coming.exception()  # half a start cannot be undone; who called hears of the error
            stop_ray()


def _is_up() -> bool:
    """Whether this process has Ray already: a job of a sweep that Ray launched, a notebook."""
    ray = sys.modules.get("ray")
    return ray is not None and ray.is_initialized()


def named(address: str | None) -> str | None:
    """The cluster that is to be joined; None: Ray is started here."""
    return address or os.environ.get("RAY_ADDRESS") or None


def start_ray(address: str | None, verbose: bool) -> bool:
    """Connect to the cluster at `address`, or start Ray here, quietly unless `verbose`.

    Returns whether it was started here. Raises ClusterDown.
    """
    import ray

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # telemetry would reach for the network
    for left in reversed(range(STARTS)):
        try:
            with nullcontext() if address else lean(verbose):
                ray.init(
                    address=address or HERE,
                    include_dashboard=False if address is None else None,
                    log_to_driver=verbose,
                    logging_level=logging.INFO if verbose else logging.ERROR,
                    ignore_reinit_error=True,
                    # A dictionary for each start: Ray writes the folder of its session into it.
                    _system_config=None if address or f"RAY_{RECORDS}" in os.environ else {RECORDS: 0},
                )
            return address is None
        except Exception as error:
            ray.shutdown()
            if not left or not (address is None or isinstance(error, ConnectionAbortedError)):
                told = " ".join(str(error).split())[:200]
                advice = OUTSIDE if (address or "").startswith(CLIENT) else "Run the same command again to continue"
                raise ClusterDown(f"Ray did not start: {told} {advice}") from error
    raise AssertionError("unreachable: the last start returns or raises")


def starting_later() -> dict[str, str]:
    """Ray's runtime environment of a worker on this machine that lets others come up before it, by LATER steps.

    A dozen processes import Ray Data at once, 2 CPU-s each; the first call needs three of them.
    """
    return {"py_executable": shlex.join(["nice", "-n", str(LATER), sys.executable])}


def stop_ray() -> None:
    """Leave the cluster; Ray that was started here ends."""
    import ray

    if "cads_ray.engine.executor" in sys.modules:  # nothing else brings Ray Data, which takes a second
        from cads_ray.engine.executor import abandon

        abandon()
    ray.shutdown()
    if "cads_ray.engine.alone" in sys.modules:
        from cads_ray.engine.alone import bring_actors_for_others_back

        bring_actors_for_others_back()
    INTERRUPTS.take_back()
