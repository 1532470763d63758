"""A run in a child: its code is the command's, and somebody speaks when it ends without one."""

import os
import signal
import subprocess
import sys

import pytest

from cads_ray.process.guard import guarded

SCRIPT = """
import os, signal, sys, time
from cads_ray.process.guard import guarded

def work():
    {work}

def lost(number):
    print("lost by", number, "in", os.getpid())
    return 130 if number == signal.SIGINT else 3

print("parent", os.getpid(), flush=True)
raise SystemExit(guarded(work, lost))
"""


def command(work: str) -> list[str]:
    return [sys.executable, "-c", SCRIPT.format(work=work)]


@pytest.mark.parametrize(
    ("work", "code", "says"),
    [
        ("return 0", 0, ""),
        ("return 5", 5, ""),
        ("return 1", 1, ""),  # said, and so not lost
        ("os._exit(1)", 3, "lost by 0 in"),  # as Ray's core does
        ("os.kill(os.getpid(), signal.SIGKILL)", 128 + 9, "lost by 9 in"),
        ("os._exit(130)", 130, ""),
        ("raise ValueError('a bug')", 1, "a bug"),
    ],
)
def test_the_code_is_the_childs_and_who_ends_without_one_is_spoken_for(work, code, says):
    done = subprocess.run(command(work), capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stderr
    assert says in done.stdout + done.stderr
    if says.startswith("lost"):
        assert done.stdout.split()[1] == done.stdout.split()[-1], "told by the parent"


WAITS = """
    def stop(*_):
        print("stopped", flush=True)
        os._exit(130)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print("child", os.getpid(), flush=True)
    while True:
        time.sleep(1)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_are_passed_on(number):
    with subprocess.Popen(command(WAITS), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        child = int(process.stdout.readline().split()[1])
        assert child != process.pid
        process.send_signal(number)
        assert process.wait(timeout=60) == 130
        assert process.stdout.read().split() == ["stopped"]


def test_what_is_sent_to_all_comes_to_the_child_once_and_not_to_what_it_started():
    ray = 'import os; os.system("sleep 600")'  # SIGTERM would end it under the child, as it does Ray
    waits = f"""
    import subprocess
    started = subprocess.Popen([sys.executable, "-c", {ray!r}])
    struck = []
    signal.signal(signal.SIGTERM, lambda *_: struck.append(time.monotonic()))
    print("child", flush=True)
    while not struck:
        signal.pause()
    print("struck", flush=True)
    time.sleep(1)
    print(len(struck), started.poll(), flush=True)
    os.killpg(0, signal.SIGKILL)
"""
    with subprocess.Popen(command(waits), stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)  # as timeout does: to its command, and to the group
        assert process.stdout.readline() == "struck\n"
        os.killpg(process.pid, signal.SIGTERM)
        assert process.stdout.readline() == "1 None\n"


@pytest.mark.parametrize("end", ["os._exit(1)", "os.abort()"])
def test_a_child_that_ends_without_a_word_once_it_was_interrupted_was_not_lost(end):
    silent = WAITS.replace("os._exit(130)", end)  # Ray's core, when a thread speaks to Ray as it goes down
    with subprocess.Popen(command(silent), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stdout.read().split() == ["stopped", "lost", "by", "2", "in", str(process.pid)]


def test_a_killed_parent_takes_its_child_with_it():
    with subprocess.Popen(command(WAITS), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        process.kill()
        assert process.stdout.read() == "", "the pipe closes with its last holder, the child"


def test_who_has_threads_does_the_work_himself():
    import threading

    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert guarded(os.getpid, lambda number: -1) == os.getpid()
    finally:
        done.set()
        thread.join()
