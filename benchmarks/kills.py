"""Kill -9 a hosted run at random moments, again and again: is anything paid for twice, is the dataset the same?

    python benchmarks/kills.py [--kills 20] [--seed 0] [--keep DIR]

One run is left alone; another, against a server of its own, is struck after a random number of further calls, until it has
been struck often enough and may finish. Who is struck is drawn too: the driver, one actor (a judge's, an author's, the
context's, the limiter's), or the whole Ray node (its raylet, and with it all its workers). After the loss of an actor the run
has to go on by itself; after any other it is started again. The server logs each request; the ledger is read at each kill.

- *durable*: requests made after a kill for a question whose reply was in the ledger at that kill. Must be 0.
- *in flight*: questions that had to be asked again because their replies had not come home when the kill came.
Exits with 1 when anything durable was asked again or the two datasets differ.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from processes import processes
from rich.console import Console
from rich.table import Table

from cads_ray.command.door import open_door
from cads_ray.config import Config
from cads_ray.embedded.endpoint.log import Line, read_log
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.ledger import Ledger
from cads_ray.pictures import Blobs
from cads_ray.seeds.read import DEMO
from cads_ray.session.hosted import members

SEEDS = ("dynamath-416", "openstax-m00126-exer-00005", "dynamath-123", "openstax-m00132-exer-00001")
RUN = (
    "models=hosted_demo",
    "models.server=null",
    "rounds.count=2",
    "generate.members=[sharp]",
    "generate.draws=3",
    "judge.members=[literal,textual]",
    "dataflow.block_rows=2",
)
TRIES = 5  # sessions in a row that fail
PREFLIGHT = 3  # requests with which each session begins: one for each member that chats
ACTOR = re.compile(r"ray::(?!IDLE)\w*(Worker|judge_|Context|Limiter)")
KINDS = ("actor", "actor", "driver", "driver", "node")
NAMES = ("sharp", "coarse", "literal", "textual", "draughtsman")


@contextmanager
def server(log: Path) -> Iterator[str]:
    """The shipped server with the latency of a provider; yields its URL."""
    flags = ["--log", str(log), "--latency", "0.3", "--sigma", "0.7"]
    command = [sys.executable, "-m", "cads_ray.embedded.server", *flags]
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


def below(pid: int) -> dict[int, str]:
    """The commands of a process's descendants."""
    found: dict[int, str] = {}
    for child in processes(pid)[1:]:
        with suppress(OSError):  # it ended meanwhile
            found[child] = Path(f"/proc/{child}/cmdline").read_text(errors="replace").replace("\0", " ").strip()
    return found


def victims(run: int, kind: str) -> dict[int, str]:
    """The processes of this kind that a run has now."""
    if kind == "driver":
        return {run: "driver"}
    if kind == "node":
        return {pid: "node" for pid, command in below(run).items() if command.partition(" ")[0].endswith("/raylet")}
    return {pid: command.strip() for pid, command in below(run).items() if ACTOR.match(command)}


@dataclass
class Strike:
    """A kill: who was hit, and what the ledger held just before and just after, each with its time."""

    victim: str
    held: list[tuple[float, set[str]]]


class Struck:
    """A run that is started again whenever it ended, and struck on the way."""

    def __init__(self, folder: Path, out: str, url: str, log: Path, rng: random.Random):
        self._folder, self._out, self._url, self._log, self._rng = folder, out, url, log, rng
        self._run: subprocess.Popen[bytes] | None = None
        self._fresh = True
        self.sessions = 0
        self.codes: list[int] = []

    def strike(self, more: int, kind: str) -> Strike | None:
        """Hit one process of this kind after `more` further requests; None when the run ended by itself before."""
        before, run = requests(self._log), self._session()
        more += PREFLIGHT if self._fresh else 0
        while requests(self._log) < before + more or not victims(run.pid, kind):
            if run.poll() is not None:
                if self.end() == 0:
                    return None
                run = self._session()
            time.sleep(0.05)
        time.sleep(self._rng.uniform(0, 0.5))
        victim, name = self._rng.choice(sorted(victims(run.pid, kind).items()) or [(run.pid, "driver")])
        held = [self._held()]
        with suppress(ProcessLookupError):  # it ended by itself just now
            os.kill(victim, signal.SIGKILL)
        held.append(self._held())
        if kind != "actor":
            self.end()
        return Strike(re.split(r"[.(]", name)[0], held)

    def end(self) -> int:
        """Wait for the run to end; its exit code. Raises SystemExit after too many that no kill explains."""
        if len(self.codes) >= TRIES and not any(code == 0 or code < 0 for code in self.codes[-TRIES:]):
            raise SystemExit(f"the run ended with {self.codes[-TRIES:]}: {self._folder}/{self._out}.txt")
        self.codes.append(self._session().wait(timeout=900))
        self._run = None
        return self.codes[-1]

    def _session(self) -> subprocess.Popen[bytes]:
        self._fresh = self._run is None
        if self._run is None:
            self.sessions += 1
            self._run = start(self._folder, self._out, self._url)
        return self._run

    def _held(self) -> tuple[float, set[str]]:
        """Read first: whatever is asked for after this time and was held, was held in vain."""
        keys = durable(self._folder / self._out / "calls")
        return time.time(), keys


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
        codes = [start(folder, "whole", url).wait()]
        while codes[-1] and len(codes) < TRIES:  # Ray gives up after 30 s when the machine is too busy
            codes.append(start(folder, "whole", url).wait())
    if codes[-1]:
        raise SystemExit(f"the undisturbed run ended with {codes}: {folder}/whole.txt")
    total = sum(line.event == "request" for line in lines_of(folder / "whole.log", folder))
    strikes: list[Strike] = []
    with server(folder / "killed.log") as url:
        run = Struck(folder, "killed", url, folder / "killed.log", rng)
        while len(strikes) < kills:
            left = total - (len(strikes[-1].held[-1][1]) if strikes else 0)
            more = rng.randint(0, max(1, 2 * left // (kills - len(strikes) + 1)) - 1)
            strike = run.strike(more, rng.choice(KINDS))
            if strike is None:
                break  # there was less left than that
            strikes.append(strike)
            print(f"kill {len(strikes)}: {strike.victim}, {len(strike.held[-1][1])} replies durable", flush=True)
        while run.codes[-1:] != [0]:
            run.end()
    lines = lines_of(folder / "killed.log", folder)
    moments = [moment for strike in strikes for moment in strike.held]
    again = sum(
        line.event == "request" and any(line.time > at and line.key in keys for at, keys in moments) for line in lines
    )
    sent = Counter(line.body for line in lines if line.event == "request")
    shards = [sorted((folder / out / "dataset").glob("*/*.parquet")) for out in ("whole", "killed")]
    datasets = [[shard.read_bytes() for shard in found] for found in shards]
    return {
        "kills": len(strikes),
        "struck": ", ".join(f"{count} x {name}" for name, count in Counter(s.victim for s in strikes).items()),
        "sessions": run.sessions,
        "replies durable at the kills": ", ".join(str(len(strike.held[-1][1])) for strike in strikes),
        "requests of the undisturbed run": total,
        "requests of the killed run": sum(sent.values()),
        "durable, and asked again": again,
        "in flight at a kill, and asked again": sum(sent.values()) - len(sent) - again,
        "exit codes of the sessions": ", ".join(map(str, run.codes)),
        "same dataset": datasets[0] == datasets[1],
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
    table = Table("what", "figure", title=f"kill -9, {os.cpu_count()} cores")
    for name, figure in figures.items():
        table.add_row(name, str(figure))
    Console().print(table)
    return 0 if figures["durable, and asked again"] == 0 and figures["same dataset"] else 1


if __name__ == "__main__":
    sys.exit(main())
