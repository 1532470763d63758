"""How nice a process is, as a whole: on Linux niceness is a thread's, and a child keeps what it was born with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

GONE = (FileNotFoundError, ProcessLookupError)


def be_nicer(steps: int) -> None:
    """Yield to others of this machine by so many steps: all threads of this process, and of its children."""
    if not sys.platform.startswith("linux"):
        os.nice(steps)
        return
    for process in ("self", *_children()):
        for thread in _threads(process):
            with suppress(*GONE):
                now = os.getpriority(os.PRIO_PROCESS, int(thread.name))
                os.setpriority(os.PRIO_PROCESS, int(thread.name), now + steps)


def _children() -> Iterator[str]:
    for thread in _threads("self"):
        with suppress(*GONE):
            yield from (thread / "children").read_text().split()


def _threads(process: str) -> list[Path]:
    with suppress(*GONE):
        return list(Path(f"/proc/{process}/task").iterdir())
    return []
