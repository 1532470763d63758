"""Freed memory given back to the system, which glibc keeps in the gaps between what lives longer.

Texts and pictures of rows come and go by the thousand between a few that stay: a process that passes them on would keep 10 to
40 MB of gaps for good (benchmarks/RESULTS.md, memory).
"""

from __future__ import annotations

import ctypes
import time
from functools import cache
from typing import Any

EVERY_S = 2.0


class Trim:
    """Call it often: it does something at most every EVERY_S seconds, and nothing where the C library is not glibc."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self) -> None:
        now = time.monotonic()
        if now - self._last >= EVERY_S:
            self._last = now
            _malloc_trim()(0)


@cache
def _malloc_trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", lambda pad: 0)
