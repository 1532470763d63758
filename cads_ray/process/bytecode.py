"""Compiled modules that the processes of a run share, where none lie beside their sources.

In an image that was built with PYTHONDONTWRITEBYTECODE (or pip --no-compile) each process compiles all that it imports:
for Ray Data 2.2 CPU-s of 3.2, in a dozen processes. Here the first one leaves what it compiled to the others.
"""

from __future__ import annotations

import os
import sys
from importlib.util import cache_from_source, find_spec
from pathlib import Path

from cads_ray.disk.buckets import own_folder


def share_bytecode(modules: tuple[str, ...] = ("ray", "cads_ray")) -> None:
    """From now on, here and in processes started from here; nothing where `modules` are compiled, or a place is chosen."""
    if sys.pycache_prefix is not None or all(map(_compiled, modules)):
        return
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(own_folder("bytecode"))
    sys.dont_write_bytecode = False  # what was asked for is no litter beside the sources
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _compiled(module: str) -> bool:
    spec = find_spec(module)
    return spec is None or spec.origin is None or Path(cache_from_source(spec.origin)).exists()
