"""A run in a process of its own: when Ray's node dies it takes its driver with it, at once and without a word.

Ray's core ends the process from C++ (exit code 1, no handler runs), so somebody else has to say what is durable; likewise where
the system kills it for want of memory.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from cads_ray.errors import ClusterDown
from cads_ray.process.interrupts import SAME_S

DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGTSTP, signal.SIGCHLD)


def guarded(work: Callable[[], int], spoken: Callable[[int], int]) -> int:
    """The exit code of `work`, done in a child; where the child ended without a word, that of `spoken`, here.

    `spoken` is told by which signal: SIGINT after an interrupt, however that made it end; 0 when it left by itself, as Ray's core
    does; any other has killed it, and then the code says so too (128 + its number).

    Done here at once where a child cannot be had: in a process with threads (a launcher's worker), and outside Linux.
    """
    if threading.active_count() > 1 or not sys.platform.startswith("linux"):
        return work()
    sys.stdout.flush()
    sys.stderr.flush()
    heard, told = os.pipe()
    before: set[int] = signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    child = os.fork()
    if not child:
        os.close(heard)
        _child(work, told, before)
    os.close(told)
    with suppress(OSError):  # it does the same, and whoever comes first counts
        os.setpgid(child, child)
    status, interrupted = _wait(child)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    with os.fdopen(heard, "rb") as pipe:
        code = pipe.read()
    if code:
        return code[0]
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if not killed and os.WEXITSTATUS(status) != 1:
        return os.WEXITSTATUS(status)
    said = spoken(signal.SIGINT if interrupted else killed)
    return 128 + killed if killed and not interrupted else said


def lost(number: int) -> NoReturn:
    """Say what became of a child that ended without a word, by the `number` that `guarded` tells.

    Raises KeyboardInterrupt or ClusterDown.
    """
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    what = "Ray's node on this machine has ended, and the run with it"
    if number:
        what = f"the run was killed by {signal.Signals(number).name}"
    if number == signal.SIGKILL:
        what += ", most often for want of memory"
    raise ClusterDown(f"{what}; run the same command again to continue")


def _child(work: Callable[[], int], told: int, mask: set[int]) -> None:
    """Do the work and tell its code. Never returns, since what follows is the parent's."""
    os.setpgid(0, 0)  # with all that it starts: SIGTERM to a group would end Ray's own processes under it
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    code = 1
    try:
        code = work()
    except BaseException:  # noqa: BLE001 the child ends here, and shows why as Python does
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(told, bytes([code]))
        os._exit(code)


def _wait(child: int) -> tuple[int, bool]:
    """The child's status, and whether anybody interrupted it: what is sent to us, or typed at the terminal, is passed on.

    As is a stop at the terminal (Ctrl-Z), to all of the child's group, which the terminal does not know.
    """
    interrupted: float | None = None
    while True:
        info = signal.sigwaitinfo(HEARD)
        if info.si_signo == signal.SIGCHLD:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status, interrupted is not None
        elif info.si_signo == signal.SIGTSTP:
            os.killpg(child, signal.SIGSTOP)
            os.kill(os.getpid(), signal.SIGSTOP)  # until the shell's fg or bg
            os.killpg(child, signal.SIGCONT)
        elif interrupted is None or time.monotonic() - interrupted > SAME_S:
            interrupted = time.monotonic()
            os.kill(child, info.si_signo)
