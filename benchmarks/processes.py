"""What a process and all that descend from it use, seen from outside (Linux: /proc)."""

from __future__ import annotations

import os
import re
import threading
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
POLL_S = 0.2


def processes(root: int) -> list[int]:
    """`root` and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        found.append(pid := todo.pop())
        todo += children.get(pid, [])
    return found


def pss(root: int) -> float:
    """Proportional set size of the process tree in GB: pages that processes share count once."""
    total = 0
    for pid in processes(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
    return total / 1e6


class Meter(threading.Thread):
    """CPU-seconds of the tree under `root`, processes that ended included, but for what they did since the last look."""

    def __init__(self, root: int):
        super().__init__(daemon=True)
        self._root, self._ended = root, threading.Event()
        self.spent: dict[tuple[int, str], float] = {}  # by pid and start; the last seen
        self.names: dict[tuple[int, str], str] = {}
        self.course: list[tuple[float, float]] = []  # time.time(), CPU-seconds until then

    def run(self) -> None:
        while not self._ended.wait(POLL_S):
            self._look()

    def stop(self) -> float:
        """The CPU-seconds in all."""
        self._ended.set()
        self.join()
        return self.until(time.time())

    def until(self, moment: float) -> float:
        """CPU-seconds until then, by the last look before it."""
        return max((spent for at, spent in self.course if at <= moment), default=0.0)

    def by_name(self) -> dict[str, list[float]]:
        """CPU-seconds of each process, under the name that it had last."""
        found: dict[str, list[float]] = {}
        for key, spent in self.spent.items():
            found.setdefault(self.names[key], []).append(spent)
        return found

    def _look(self) -> None:
        for pid in processes(self._root):
            try:
                stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                command = (
                    Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                )
            except OSError:
                continue
            key = (pid, stat[19])
            self.spent[key] = (int(stat[11]) + int(stat[12])) / TICK
            if command or key not in self.names:  # one that has just ended has none
                self.names[key] = _short(command)
        self.course.append((time.time(), sum(self.spent.values())))


def _short(command: str) -> str:
    """A Ray worker by what it does, any other process by its program."""
    if command.startswith("ray::"):
        return command.split("(")[0][:60]
    words = [Path(word).name for word in command.split() if not word.startswith("-")]
    return " ".join(words[:2] if words and words[0].startswith("python") else words[:1])
