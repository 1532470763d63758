"""The first interrupt stops cleanly, a later one ends at once, and none strikes while two threads import."""

import subprocess
import sys

import pytest

SCRIPT = """
import os, signal, sys, time
from cads_ray.process.interrupts import INTERRUPTS, SAME_S
INTERRUPTS.take()

def strike():
    os.kill(os.getpid(), signal.SIGINT)

def passes(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass

try:
    {body}
except KeyboardInterrupt:
    print("stopped cleanly")
"""


def done(*body: str) -> subprocess.CompletedProcess:
    script = SCRIPT.replace("{body}", "\n    ".join(body))
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)


def test_the_first_stops_and_says_how_to_end_at_once():
    ended = done("strike()", "print('went on')")
    assert (ended.returncode, ended.stdout) == (0, "stopped cleanly\n")
    assert ended.stderr == "stopping; once more ends at once\n"


def test_it_is_said_at_the_terminal_where_stderr_goes_elsewhere_meanwhile():
    ended = done("os.dup2(os.open(os.devnull, os.O_WRONLY), 2)", "strike()")
    assert ended.stderr == "stopping; once more ends at once\n"


def test_it_stops_where_nobody_reads_what_it_says():
    ended = done("reads, writes = os.pipe()", "os.dup2(writes, 2)", "INTERRUPTS.take()", "os.close(reads)", "strike()")
    assert (ended.returncode, ended.stdout) == (0, "stopped cleanly\n")
    ended = done("os.close(2)", "INTERRUPTS.take()", "strike()")
    assert (ended.returncode, ended.stdout) == (0, "stopped cleanly\n")


CAUGHT = ("try:", "    strike()", "except KeyboardInterrupt:", "    pass")


def test_what_comes_twice_is_one_and_a_later_one_ends_at_once():
    twice = done(*CAUGHT, "strike()", "print('went on')")
    assert (twice.returncode, twice.stdout) == (0, "went on\n")
    later = done(*CAUGHT, "passes(2 * SAME_S)", "strike()", "print('went on')")
    assert (later.returncode, later.stdout) == (130, "")


@pytest.mark.parametrize("ending", ["let_go()", "pass", "raise ValueError"])
def test_held_back_it_comes_when_it_is_let_go_and_at_the_latest_at_the_end(ending):
    ended = done(
        *("with INTERRUPTS.held() as let_go:", "    strike()", "    print('held', flush=True)", f"    {ending}"),
        *("    print('the end')", "print('went on')"),
    )
    assert ended.stdout == "held\n" + ("the end\n" if ending == "pass" else "") + "stopped cleanly\n"


def test_a_later_one_ends_what_holds_the_first_back():
    ended = done(
        "with INTERRUPTS.held():", "    strike()", "    passes(2 * SAME_S)", "    strike()", "    print('went on')"
    )
    assert (ended.returncode, ended.stdout) == (130, "")


def test_none_is_held_back_where_none_came():
    ended = done("with INTERRUPTS.held() as let_go:", "    let_go()", "    strike()")
    assert ended.stdout == "stopped cleanly\n"


def test_sigterm_is_one_too():
    ended = done("os.kill(os.getpid(), signal.SIGTERM)")
    assert (ended.returncode, ended.stdout) == (0, "stopped cleanly\n")
