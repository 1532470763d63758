"""Ray of one's own without the processes that a run has no use for.

Whatever it is told, Ray brings up the server of a dashboard (that is switched off), an autoscaler of nodes (where there is one
node), and what carries workers' output to the driver's terminal (where none is asked for). Those three take 3 CPU-s of a start
and 0.16 GB, and `ray.init` waits for the first of them: 4.9 s with them, 3.2 without. There is no switch for them, so Ray's own
methods stand aside, in the version that was read (and tests/engine has them in); any other starts as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

VERSION = "2.60."  # of Ray, whose source was read for what is replaced here and in alone.py
SERVER, AUTOSCALER, OUTPUT = "start_api_server", "start_monitor", "start_log_monitor"  # methods of its node


@contextmanager
def lean(verbose: bool) -> Iterator[None]:
    """What starts Ray in here starts it without them; with workers' output if `verbose`."""
    import ray
    from ray._private.node import Node

    spared = (SERVER, AUTOSCALER) if verbose else (SERVER, AUTOSCALER, OUTPUT)
    own = {name: getattr(Node, name) for name in spared if ray.__version__.startswith(VERSION)}
    for name in own:
        setattr(Node, name, _nothing)
    try:
        yield
    finally:
        for name, method in own.items():
            setattr(Node, name, method)


def _nothing(node: object, **_: object) -> None:
    pass
