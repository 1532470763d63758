"""How near the limiter comes to a provider's requests a minute, and whether it ever passes them.

    python benchmarks/limiter.py [--rpm 240] [--seconds 150] [--processes 3]

The shipped server enforces `rpm` over a sliding minute, as providers do, and logs what it gets. Several holders of leases,
as processes of a run are, share one authority and always have more to send than is allowed. For every request the minute
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

from rich.console import Console
from rich.table import Table

from cads_ray.models.assembly import open_pool
from cads_ray.models.authorities import Authorities
from cads_ray.models.client import Request
from cads_ray.models.limiter import LocalLimiter
from cads_ray.models.line import limits_of
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs

MINUTE_S = 60.0
WORKERS = 32  # of each holder


async def load(url: str, rpm: int, seconds: float, processes: int, folder: Path) -> int:
    """Send as fast as the limiter lets; the calls that were answered."""
    member = Member("textual", "openai", "textual", base_url=url, rpm=rpm, max_in_flight=64, sees="description")
    limits = {member.name: limits_of(member)}
    authorities = Authorities(limits)
    pools = [open_pool([member], Blobs(folder), LocalLimiter(limits, authorities)) for _ in range(processes)]
    numbers, answered = count(), 0

    async def worker(pool) -> None:
        nonlocal answered
        while True:
            fields = {"question": f"What is {next(numbers)} + 1?", "choices": [], "description": "an empty page"}
            (reply,) = await pool.complete([Request("textual", "solve", fields)])
            answered += reply.ok

    tasks = [asyncio.create_task(worker(pool)) for pool in pools for _ in range(WORKERS)]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for pool in pools:
        await pool.close()
    return answered


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
            answered = asyncio.run(load(url, options.rpm, options.seconds, options.processes, Path(name)))
        finally:
            server.terminate()
            server.wait()
        lines = [json.loads(line) for line in log.read_text().splitlines()]
    arrived = sorted(line["time"] for line in lines if line["event"] == "request")
    windows = sliding(arrived)
    full = through_time(arrived)
    statuses = Counter(line["status"] for line in lines if line["event"] == "reply")
    table = Table("what", "figure", title=f"{options.rpm} requests a minute allowed, {options.processes} holders")
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
