"""Freed memory given back to the system, which glibc keeps in the gaps between what lives longer.

Texts and pictures of rows come and go by the thousand between a few that stay: a process that works on them would keep 10 to
40 MB of gaps for good (benchmarks/RESULTS.md, memory).
"""

from __future__ import annotations

import ctypes
import sys
import time
from functools import cache
from typing import Any

EVERY_S = 2.0
SHARE = 0.02  # of the time, at most: where much is allocated it takes 0.05 s, in which the process does nothing else


class Trim:
    """Call it often: it does something at most every EVERY_S seconds, and nothing where the C library is not glibc."""

    def __init__(self) -> None:
        self._next = time.monotonic() + EVERY_S

    def __call__(self) -> None:
        start = time.monotonic()
        if start >= self._next:
            _malloc_trim()(0)
            end = time.monotonic()
            self._next = end + max(EVERY_S, (end - start) / SHARE)


@cache
def _malloc_trim() -> Any:
    library = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
    return getattr(library, "malloc_trim", lambda pad: 0)
