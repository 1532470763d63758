"""Kill -9 the driver of a hosted run at random moments, again and again: is anything paid for twice, is the dataset the same?

    python benchmarks/kills.py [--kills 20] [--seed 0] [--keep DIR]

One run is left alone; another, against a server of its own, is killed after a random number of further calls and started
again, until it has been killed often enough and may finish. The server logs each request; the ledger is read at each kill.

- *durable*: requests of a later session for a question whose reply was in the ledger at an earlier kill. Must be 0.
- *in flight*: questions that had to be asked again because their replies had not come home when the kill came.
Exits with 1 when anything durable was asked again or the two datasets differ.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from cads_ray.config import Config
from cads_ray.door import open_door
from cads_ray.embedded.endpoint.log import Line, read_log
from cads_ray.hosted import members
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.ledger import Ledger
from cads_ray.pictures import Blobs
from cads_ray.seeds.read import DEMO

SEEDS = ("dynamath-416", "openstax-m00126-exer-00005", "dynamath-123", "openstax-m00132-exer-00001")
RUN = (
    "models=hosted_demo",
    "models.server=null",
    "rounds.count=1",
    "generate.members=[sharp]",
    "generate.draws=3",
    "judge.members=[literal,textual]",
    "dataflow.block_rows=2",
)
PREFLIGHT = 3  # requests with which each session begins: one for each member that chats
NAMES = ("sharp", "coarse", "literal", "textual", "draughtsman")


@contextmanager
def server(log: Path) -> Iterator[str]:
    """The shipped server with the latency of a provider; yields its URL."""
    command = [
        sys.executable,
        "-m",
        "cads_ray.embedded.server",
        "--log",
        str(log),
        "--latency",
        "0.3",
        "--sigma",
        "0.7",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip() if process.stdout else ""
    finally:
        process.terminate()
        process.wait()


def start(folder: Path, out: str, url: str) -> subprocess.Popen[bytes]:
    addresses = [f"models.members.{name}.base_url={url}" for name in NAMES]
    command = [sys.executable, "-m", "cads_ray.run", "seeds.path=seeds.jsonl", f"out={out}", *RUN, *addresses]
    with (folder / f"{out}.txt").open("ab") as output:
        return subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)


def requests(log: Path) -> int:
    return sum('"event": "request"' in line for line in log.read_text().splitlines()) if log.exists() else 0


def killed(folder: Path, out: str, url: str, log: Path, more: int, pause: float) -> bool:
    """A session that is killed `pause` seconds after `more` further requests; False when it ended by itself."""
    before, run = requests(log), start(folder, out, url)
    while requests(log) < before + more:
        if run.poll() is not None:
            return False
        time.sleep(0.05)
    time.sleep(pause)
    run.send_signal(signal.SIGKILL)
    return run.wait() == -signal.SIGKILL


def durable(calls: Path) -> set[str]:
    with Ledger(calls) as ledger:
        return {key for key, _ in ledger.scan()}


def lines_of(log: Path, folder: Path) -> list[Line]:
    """The log with the ledger's keys."""
    found: list[Config] = []
    open_door(RUN, lambda config: found.append(config) or 0)
    pool = members(found[0])
    return read_log(log, pool, open_pool(pool, Blobs(folder / "none"), local_limiter(pool)).identity)


def seeds(folder: Path) -> None:
    """Some of the demo seeds, with their pictures, in a folder of their own."""
    rows = [row for row in map(json.loads, DEMO.read_text().splitlines()) if row["id"] in SEEDS]
    (folder / "images").mkdir(exist_ok=True)
    for row in rows:
        if row.get("image"):
            shutil.copy(DEMO.parent / row["image"], folder / row["image"])
    (folder / "seeds.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def experiment(folder: Path, kills: int, rng: random.Random) -> dict[str, object]:
    seeds(folder)
    with server(folder / "whole.log") as url:
        code = start(folder, "whole", url).wait()
    if code:
        raise SystemExit(f"the undisturbed run ended with {code}: {folder}/whole.txt")
    total = sum(line.event == "request" for line in lines_of(folder / "whole.log", folder))
    moments: list[tuple[float, set[str]]] = []
    with server(folder / "killed.log") as url:
        while len(moments) < kills:
            left = total - (len(moments[-1][1]) if moments else 0)
            more = PREFLIGHT + rng.randint(0, max(1, 2 * left // (kills - len(moments) + 1)) - 1)
            pause = rng.uniform(0, 0.5)
            if not killed(folder, "killed", url, folder / "killed.log", more, pause):
                break  # there was less left than that
            moments.append((time.time(), durable(folder / "killed/calls")))
        code = start(folder, "killed", url).wait()
    lines = lines_of(folder / "killed.log", folder)
    again = sum(
        line.event == "request" and any(line.time > at and line.key in keys for at, keys in moments) for line in lines
    )
    sent = Counter(line.body for line in lines if line.event == "request")
    datasets = [(folder / out / "dataset/train.parquet").read_bytes() for out in ("whole", "killed")]
    return {
        "kills": len(moments),
        "replies durable at the kills": ", ".join(str(len(keys)) for _, keys in moments),
        "requests of the undisturbed run": total,
        "requests of the killed run": sum(sent.values()),
        "durable, and asked again": again,
        "in flight at a kill, and asked again": sum(sent.values()) - len(sent) - again,
        "exit code of the last session": code,
        "same dataset/train.parquet": datasets[0] == datasets[1],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave everything there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cads_ray-kills-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = experiment(folder.resolve(), options.kills, random.Random(options.seed))
    table = Table("what", "figure", title=f"kill -9 of the driver, {os.cpu_count()} cores")
    for name, figure in figures.items():
        table.add_row(name, str(figure))
    Console().print(table)
    return 0 if figures["durable, and asked again"] == 0 and figures["same dataset/train.parquet"] else 1


if __name__ == "__main__":
    sys.exit(main())
