"""What a reader of answers remembers: enough for the rows that are compared at the same time, whatever the length of a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# An answer is compared with a handful of others, all within a row. With thousands kept by each of two dozen readers a process took
# 6 MB more after 8,000 rows than after 1,000, and was no faster.
KEPT = 512


def remembered(read: Callable[P, T]) -> Callable[P, T]:
    """The same function of hashable arguments, which keeps its last KEPT results."""
    return lru_cache(maxsize=KEPT)(read)  # type: ignore[return-value]
