"""The ledger's throughput, and what a million records cost to open: `python benchmarks/ledger.py [RECORDS]`.

Records are about 1 kB. Opening is measured in processes of their own: `cold` has to make the node's index from the
segments, `warm` finds it there. Memory is the process's peak RSS and its PSS at the end, both with all it has imported.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cads_ray.models.canonical import Identity
from cads_ray.models.client import Reply, Request
from cads_ray.models.ledger import Ledger
from cads_ray.models.ledger_client import LedgerClient
from cads_ray.models.record import dump
from cads_ray.models.segment import pack

COROUTINES = 64
SECONDS = 3.0
TEXT = "x" * 800


def key(i: int) -> str:
    return hashlib.sha256(str(i).encode()).hexdigest()


def record(i: int) -> dict:
    reply = {"value": {"reasoning": TEXT, "answer": str(i)}, "image": None, "error_type": None, "error": None}
    cost = {"input_tokens": 800, "output_tokens": 200, "usd": 0.001, "seconds": 1.5, "calls": 1}
    return {"member": "ada", "task": "solve", "model": "m", "prompt": key(0), "images": [], "draw": 0} | reply | cost


class Model:
    """Answers at once, so that only the ledger is measured."""

    async def complete(self, requests):
        return [Reply(value={"reasoning": TEXT, "answer": "4"}, usd=0.001) for _ in requests]


async def rate(work) -> tuple[float, float]:
    """Calls of `work(i)` per second, from all coroutines at once, and CPU-seconds of this process for one."""
    numbers = iter(range(10**9))
    end, busy = time.perf_counter() + SECONDS, time.process_time()

    async def one() -> int:
        done = 0
        while time.perf_counter() < end:
            await work(next(numbers))
            done += 1
        return done

    done = sum(await asyncio.gather(*(one() for _ in range(COROUTINES))))
    return done / SECONDS, (time.process_time() - busy) / done


async def throughput(folder: Path) -> None:
    with Ledger(folder / "calls", folder / "index") as ledger:
        tell(f"put, durable, {COROUTINES} coroutines", await rate(lambda i: ledger.put(key(i), record(i))))
        client = LedgerClient(Model(), ledger, lambda _: Identity("m"))

        async def ask(i: int) -> None:
            await client.complete([Request("ada", "solve", {"question": str(i)})])

        tell("LedgerClient, all new (claim, send, put)", await rate(ask))
        tell("LedgerClient, all cached", await rate(ask))


def tell(what: str, figures: tuple[float, float]) -> None:
    print(f"{what:42} {figures[0]:12,.0f} a second, {figures[1] * 1e6:6.0f} CPU-us each", flush=True)


def fill(folder: Path, count: int) -> None:
    """Write `count` records in four segments, as four processes would have."""
    (folder / "calls").mkdir()
    for part in range(4):
        with (folder / "calls" / f"part-{part}.seg").open("wb") as file:
            file.writelines(pack(key(i), dump(record(i))) for i in range(part, count, 4))


def opening(folder: Path, count: int) -> None:
    """Open the ledger and look records up; print the figures as JSON. Runs in a process of its own."""
    started, busy = time.perf_counter(), time.process_time()
    ledger = Ledger(folder / "calls", folder / "index")
    opened, busy = time.perf_counter() - started, time.process_time() - busy
    keys = [key(i) for i in random.Random(0).sample(range(count), min(count, 20_000))]
    started = time.perf_counter()
    found = sum(ledger.record(key) is not None for key in keys)
    lookups = len(keys) / (time.perf_counter() - started)
    pss = sum(
        int(line.split()[1]) for line in Path("/proc/self/smaps_rollup").read_text().splitlines() if line[:4] == "Pss:"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ledger.close()
    print(
        json.dumps(
            {
                "open": opened,
                "cpu": busy,
                "lookups": lookups,
                "peak": peak / 1024,
                "pss": pss / 1024,
                "missed": len(keys) - found,
            }
        )
    )


def measure(folder: Path, count: int, name: str) -> None:
    command = [sys.executable, __file__, "--open", str(folder), str(count)]
    figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(
        f"open {name}: {figures['open']:6.2f} s ({figures['cpu']:.2f} CPU-s), "
        f"peak RSS {figures['peak']:4.0f} MB, PSS {figures['pss']:4.0f} MB, "
        f"{figures['lookups']:,.0f} lookups/s, {figures['missed']} missed"
    )


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(throughput(Path(name)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, count)
        size = sum(path.stat().st_size for path in (folder / "calls").iterdir())
        print(f"\n{count:,} records, {size / 1e9:.2f} GB")
        measure(folder, count, "cold")
        measure(folder, count, "warm")
        index = sum(path.stat().st_size for path in (folder / "index").glob("index-*"))
        with Ledger(folder / "calls", folder / "index") as ledger:
            started = time.perf_counter()
            counts = ledger.counts()
        print(
            f"index on disk {index / 1e6:.0f} MB; counts() {time.perf_counter() - started:.1f} s, {counts.keys:,} keys"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--open"]:
        opening(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
