"""A run in a process of its own: when Ray's node dies it takes its driver with it, at once and without a word.

Ray's core ends the process from C++ (exit code 1, no handler runs), so somebody else has to say what is durable.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable

DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
PASSED_ON = (signal.SIGINT, signal.SIGTERM)


def guarded(work: Callable[[], int], lost: Callable[[], int]) -> int:
    """The exit code of `work`, done in a child; that of `lost`, done here, when the child ended without giving one.

    Done here at once where a child cannot be had: in a process with threads (a launcher's worker), and outside Linux.
    """
    if threading.active_count() > 1 or not sys.platform.startswith("linux"):
        return work()
    sys.stdout.flush()
    sys.stderr.flush()
    heard, told = os.pipe()
    before: set[int] = signal.pthread_sigmask(signal.SIG_BLOCK, (*PASSED_ON, signal.SIGCHLD))
    child = os.fork()
    if not child:
        os.close(heard)
        _child(work, told, before)
    os.close(told)
    status = _wait(child)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    with os.fdopen(heard, "rb") as pipe:
        code = pipe.read()
    if code:
        return code[0]
    if os.WIFSIGNALED(status):
        return 128 + os.WTERMSIG(status)
    return lost() if os.WEXITSTATUS(status) == 1 else os.WEXITSTATUS(status)


def _child(work: Callable[[], int], told: int, mask: set[int]) -> None:
    """Do the work and tell its code. Never returns, since what follows is the parent's."""
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


def _wait(child: int) -> int:
    """The child's status. Ctrl-C at the terminal reaches the child by itself, what others send to us is passed on."""
    while True:
        info = signal.sigwaitinfo((*PASSED_ON, signal.SIGCHLD))
        if info.si_signo == signal.SIGCHLD:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status
        elif info.si_pid:  # the kernel's own, from the terminal, come from no process
            os.kill(child, info.si_signo)
