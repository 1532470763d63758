"""Ctrl-C and SIGTERM in a command of this package: the first stops cleanly, a later one ends at once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from cads_ray.errors import INTERRUPTED

# What follows sooner is the same: timeout sends to its command, and to all processes of the command's group.
SAME_S = 0.5
STOPPING = b"stopping; once more ends at once\n"


class Interrupts:
    """The interrupts of a process, once it takes them.

    Raised as KeyboardInterrupt wherever the main thread is, except while it holds them back.
    """

    def __init__(self) -> None:
        self._first: float | None = None
        self._stderr = 2
        self._held = self._due = False

    def take(self) -> None:
        """From now on; also where a shell started the process with Ctrl-C ignored. What stderr is now is told of the first."""
        with suppress(OSError):  # closed
            self._stderr = os.dup(2)
        signal.signal(signal.SIGINT, self._strike)
        signal.signal(signal.SIGTERM, self._strike)

    def take_back(self) -> None:
        """After Ray was here: as it goes down, its core gives SIGTERM back to the system, which would end the process."""
        if signal.getsignal(signal.SIGTERM) == self._strike:
            signal.signal(signal.SIGTERM, self._strike)

    @contextmanager
    def held(self) -> Iterator[Callable[[], None]]:
        """Hold them back in this block until its function is called, at the latest to its end; a later one ends at once.

        For as long as this thread and another import modules, and this one waits for the other: an exception that strikes
        inside of Python's import leaves its lock taken for ever, now and then.
        """
        self._held = True
        try:
            yield self._let_go
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._held = False
        if self._due:
            self._due = False
            raise KeyboardInterrupt

    def _strike(self, *_: object) -> None:
        signal.alarm(0)  # Ray's core hears of SIGTERM before us, and would abort the process in three seconds
        now = time.monotonic()
        if self._first is None:
            self._first = now
            with suppress(OSError):  # nobody reads it, or not any more
                os.write(self._stderr, STOPPING)  # below Python: it may be writing to sys.stderr in this moment
            if not self._held:
                raise KeyboardInterrupt
            self._due = True
        elif now - self._first > SAME_S:
            os._exit(INTERRUPTED)


INTERRUPTS = Interrupts()
