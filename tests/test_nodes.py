"""The node that the driver lives on dies: what is said, and that the same command continues. Real Ray, real HTTP."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from cads_ray.disk.buckets import local
from cads_ray.embedded.endpoint.log import answered_twice

from .hosted import command, log_lines, recorded, seeds, server_flags, verdicts

pytestmark = pytest.mark.slow
THREE = ("dynamath-416", "openstax-m00126-exer-00005", "dynamath-123")
SLOW = ("--latency", 0.4, "--sigma", 0.7)
RUN = (
    "seeds.path=seeds.jsonl",
    "rounds.count=2",
    "generate.members=[sharp,coarse]",
    "judge.members=[literal,textual]",
    "dataflow.block_rows=2",
)


def requests(log: Path) -> int:
    return sum('"event": "request"' in line for line in log.read_text().splitlines()) if log.exists() else 0


def wait_for(count: int, log: Path, alive) -> None:
    while requests(log) < count:
        assert alive(), f"ended after {requests(log)} of {count} requests"
        time.sleep(0.1)


def raylet_of(root: int) -> int:
    """The node's own process among those below `root`."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    below = {root}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0] for pid in below}
    return next(pid for pid, name in commands.items() if name.endswith(b"/raylet"))


def test_a_driver_whose_node_dies_says_what_is_durable_and_the_same_command_continues(tmp_path):
    seeds(tmp_path, *THREE)
    log = tmp_path / "server.log"
    line = command(*RUN, "out=run", server_flags(log, *SLOW))
    process = subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wait_for(20, log, lambda: process.poll() is None)
    os.kill(raylet_of(process.pid), signal.SIGKILL)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 3, said
    assert "Ray's node on this machine has ended" in said
    assert "samples kept in" in said
    assert "planned" in said
    again = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert again.returncode == 0, again.stdout + again.stderr
    check(tmp_path / "run", log, planned=12)


def check(where: Path | str, log: Path, planned: int) -> None:
    """No row lost, none twice; no recorded answer asked for again. `where` may be a bucket."""
    out = local(str(where))
    found = verdicts(out)
    manifests = [json.loads(file.read_text()) for file in sorted(out.glob("rounds/*/manifest.json"))]
    assert len(found) == sum(manifest["planned"] for manifest in manifests) == planned
    assert Counter(row["state"] for row in found.values()) == sum((Counter(m["states"]) for m in manifests), Counter())
    counts = recorded(f"{where}/calls")
    assert set(counts.values()) == {1}
    lines = log_lines(log, out)
    assert {line.key for line in lines if line.good} <= set(counts)
    # What was in flight on a node that died was answered to nobody, and may be asked again; nothing else.
    assert set(answered_twice(lines).values()) <= {2}
