"""Keeping other libraries' noise from the user without losing it: what they print goes to a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from cads_ray.process.terminal import terminal

PIPED_WIDTH = 140


def own_console() -> Console:
    """A console on a copy of stdout, which stays ours while stdout and stderr are sent elsewhere."""
    stdout = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace", buffering=1)
    return terminal(file=stdout) if stdout.isatty() else terminal(file=stdout, width=PIPED_WIDTH)


@contextmanager
def quiet(log: Path, verbose: bool) -> Iterator[None]:
    """Send the process's stdout and stderr to `log`, below Python too (Ray's core writes there); nothing when `verbose`."""
    if verbose:
        yield
        return
    _flush()
    kept = {number: os.dup(number) for number in (1, 2)}
    with log.open("ab") as file:
        for number in kept:
            os.dup2(file.fileno(), number)
    try:
        yield
    finally:
        _flush()
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
