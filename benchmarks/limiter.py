"""How near the limiter comes to a provider's requests a minute, and whether it ever passes them.

    python benchmarks/limiter.py [--rpm 240] [--seconds 150] [--processes 3]

The shipped server enforces `rpm` over a sliding minute, as providers do, and logs what it gets. Several processes (Ray
actors) hold leases of one authority, another actor, and always have more to send than is allowed. For every request the minute
that ends with it is counted at the server: `achieved / allowed`, which must never be above 1.00; and the 429s, where none is due.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from bisect import bisect_right
from collections import Counter
from itertools import count
from pathlib import Path

import ray
from rich.console import Console
from rich.table import Table

from cads_ray.models.assembly import open_pool
from cads_ray.models.client import Request
from cads_ray.models.limiter import LocalLimiter
from cads_ray.models.limiter_actor import RemoteLimits, start_limiter
from cads_ray.models.line import limits_of
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs

MINUTE_S = 60.0
WORKERS = 32  # of each process
ACTOR = "limits"


async def load(url: str, rpm: int, seconds: float, number: int, folder: Path) -> int:
    """Send as fast as the limiter lets; the calls that were answered."""
    member = member_of(url, rpm)
    pool = open_pool([member], Blobs(folder), LocalLimiter({member.name: limits_of(member)}, RemoteLimits(ACTOR)))
    numbers, answered = count(), 0

    async def worker() -> None:
        nonlocal answered
        while True:
            fields = {"question": f"What is {next(numbers)} + {number}?", "choices": [], "description": "an empty page"}
            (reply,) = await pool.complete([Request(member.name, "solve", fields)])
            answered += reply.ok

    tasks = [asyncio.create_task(worker()) for _ in range(WORKERS)]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await pool.close()
    return answered


def member_of(url: str, rpm: int) -> Member:
    return Member("textual", "openai", "textual", base_url=url, rpm=rpm, max_in_flight=64, sees="description")


@ray.remote(num_cpus=0)
class Process:
    """A process of a run: it has leases of its own, and reaches the run's one authority by messages."""

    def load(self, *values) -> int:
        return asyncio.run(load(*values))


def spread(url: str, options: argparse.Namespace, folder: Path) -> int:
    """The load from as many processes as were asked for; the calls that were answered."""
    ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    try:
        member = member_of(url, options.rpm)
        limiter = start_limiter(ACTOR, {member.name: limits_of(member)}, {}, None)
        processes = [Process.remote() for _ in range(options.processes)]
        ray.get([process.__ray_ready__.remote() for process in processes])
        calls = [
            process.load.remote(url, options.rpm, options.seconds, number, folder)
            for number, process in enumerate(processes)
        ]
        answered = sum(ray.get(calls))
        ray.kill(limiter)
        return answered
    finally:
        ray.shutdown()


def through_time(times: list[float]) -> list[int]:
    """How many came in the minute before each tenth of a second, from the first full minute to the last request."""
    ends = [times[0] + MINUTE_S + i / 10 for i in range(int(10 * (times[-1] - times[0] - MINUTE_S)))]
    return [bisect_right(times, end) - bisect_right(times, end - MINUTE_S) for end in ends]


def sliding(times: list[float]) -> list[int]:
    """For each request, how many came in the minute that ends with it."""
    found, first = [], 0
    for i, time in enumerate(times):
        while times[first] <= time - MINUTE_S:
            first += 1
        found.append(i - first + 1)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rpm", type=int, default=240)
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--processes", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "log.jsonl"
        command = [sys.executable, "-m", "cads_ray.embedded.server", "--rpm", str(options.rpm), "--log", str(log)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            answered = spread(url, options, Path(name))
        finally:
            server.terminate()
            server.wait()
        lines = [json.loads(line) for line in log.read_text().splitlines()]
    arrived = sorted(line["time"] for line in lines if line["event"] == "request")
    windows = sliding(arrived)
    full = through_time(arrived)
    statuses = Counter(line["status"] for line in lines if line["event"] == "reply")
    table = Table("what", "figure", title=f"{options.rpm} requests a minute allowed, {options.processes} processes")
    table.add_row("seconds", f"{options.seconds:.0f}")
    table.add_row("requests, answered", f"{len(arrived)}, {answered}")
    table.add_row("429s", str(statuses[429]))
    table.add_row("achieved / allowed, highest of all sliding minutes", f"{max(windows) / options.rpm:.3f}")
    if full:
        table.add_row("achieved / allowed, mean of full sliding minutes", f"{sum(full) / len(full) / options.rpm:.3f}")
    Console().print(table)
    return 0 if max(windows) <= options.rpm and not statuses[429] else 1


if __name__ == "__main__":
    sys.exit(main())
