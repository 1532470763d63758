"""The default run, measured from outside: python benchmarks/demo.py [--runs 3] [overrides ...]

Prints a table: start to first call (the ledger grows) and to first kept sample, whole time, kept samples, peak PSS of all
processes, and the time from the last verdict of a round to the first call of the next (seen as growth of the ledger, polled
every 20 ms).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from processes import pss

POLL = 0.02


class Watch(threading.Thread):
    """Follows the ledger and the memory of a run."""

    def __init__(self, out: Path, pid: int):
        super().__init__(daemon=True)
        self.out, self.pid, self.peak, self.growth, self.stop = out, pid, 0.0, [], False

    def run(self) -> None:
        size, memory_at = 0, 0.0
        while not self.stop:
            now = sum(file.stat().st_size for file in (self.out / "calls").glob("*.seg"))
            if now != size:
                self.growth.append(time.time())
                size = now
            if time.time() - memory_at > 1.0:
                self.peak, memory_at = max(self.peak, pss(self.pid)), time.time()
            time.sleep(POLL)

    def dead_times(self) -> list[float]:
        """Seconds without a call around each round's end but the last."""
        closed = [file.stat().st_mtime for file in sorted(self.out.glob("rounds/*/manifest.json"))]
        gaps = []
        for end in closed[:-1]:
            before = max((t for t in self.growth if t <= end), default=end)
            after = min((t for t in self.growth if t > end), default=end)
            gaps.append(after - before)
        return gaps


def measure(overrides: list[str]) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        start = time.time()
        command = [sys.executable, "-m", "cads_ray.run", f"out={out}", *overrides]
        run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
        watch = Watch(out, run.pid)
        watch.start()
        first, kept = None, 0
        for line in run.stdout:
            if line.startswith("first kept sample"):
                first = time.time() - start
            if match := re.match(r"(\d+) samples kept", line):
                kept = int(match[1])
        code = run.wait()
        whole = time.time() - start
        watch.stop = True
        watch.join()
        dead = watch.dead_times()
        return {
            "exit": code,
            "call": watch.growth[0] - start if watch.growth else None,
            "first": first,
            "whole": whole,
            "kept": kept,
            "pss": watch.peak,
            "dead": max(dead, default=0.0),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    arguments, overrides = parser.parse_known_args()
    rows = [measure(overrides) for _ in range(arguments.runs)]
    print(json.dumps(rows))
    print(f"{'figure':<40}{'median':>10}{'min':>10}{'max':>10}   load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    for key, name in (
        ("call", "start to first call, s"),
        ("first", "start to first kept sample, s"),
        ("whole", "whole run, s"),
        ("kept", "kept samples"),
        ("pss", "peak PSS of all processes, GB"),
        ("dead", "longest dead time between rounds, s"),
    ):
        values = [row[key] for row in rows if row[key] is not None]
        print(f"{name:<40}{statistics.median(values):>10.2f}{min(values):>10.2f}{max(values):>10.2f}")


if __name__ == "__main__":
    main()
