"""Ray of one's own without the processes that a run has no use for.

Whatever it is told, Ray brings up the server of a dashboard (that is switched off), an autoscaler of nodes (where there is one
node), and what carries workers' output to the driver's terminal (where none is asked for). Those three take 3 CPU-s of a start
and 0.16 GB, and `ray.init` waits for the first of them: 4.9 s with them, 3.2 without. There is no switch for them, so Ray's own
methods stand aside, in the version that was read (and tests/engine has them in); any other starts as it likes. What is lost is
what `ray status` would say. And where Ray was imported before the run, as in a notebook, it has read then whether to listen to
the network; it goes by what the run says.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

VERSION = "2.60."  # of Ray, whose source was read for what is replaced here and in alone.py
SERVER, AUTOSCALER, OUTPUT = "start_api_server", "start_monitor", "start_log_monitor"  # methods of its node
NETWORK = "ENABLE_RAY_CLUSTER"  # a constant of its own: whether it listens to the network
NOWHERE = b"127.0.0.1:0"  # refused at once, where a server without its modules refused too
_MARK = "_started_lean"
_ONE = threading.Lock()  # of two at a time the second would take what stands aside for Ray's own


@contextmanager
def lean(verbose: bool) -> Iterator[None]:
    """What starts Ray in here starts it without them; with workers' output if `verbose`."""
    import ray
    from ray._private import ray_constants
    from ray._private.node import Node

    if not ray.__version__.startswith(VERSION):
        yield
        return
    listens = ray_constants.env_bool(ray_constants.ENABLE_RAY_CLUSTERS_ENV_VAR, False)
    aside: list[tuple[Any, str, Any]] = [(Node, SERVER, _no_server), (Node, AUTOSCALER, _nothing)]
    aside.append((ray_constants, NETWORK, listens))
    if not verbose:
        aside.append((Node, OUTPUT, _nothing))
    with _ONE:
        own = [(place, name, getattr(place, name)) for place, name, _ in aside]
        for place, name, value in aside:
            setattr(place, name, value)
        try:
            yield
        finally:
            for place, name, value in own:
                setattr(place, name, value)


def is_lean() -> bool:
    """Whether the Ray that this process has was started so, here."""
    import ray

    return getattr(ray._private.worker._global_node, _MARK, False)


def _no_server(node: Any, **_: object) -> None:
    """Where the server is, is asked for by Ray Train and by Ray's state; who finds nothing looks again for 40 s."""
    from ray._private.ray_constants import DASHBOARD_ADDRESS, KV_NAMESPACE_DASHBOARD

    node.get_gcs_client().internal_kv_put(DASHBOARD_ADDRESS.encode(), NOWHERE, True, KV_NAMESPACE_DASHBOARD)
    setattr(node, _MARK, True)


def _nothing(node: object) -> None:
    pass
