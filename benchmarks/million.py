"""The engine alone, at any size: python benchmarks/million.py --rows 20000 [--ledger 2000] [--out DIR] [--minutes 9]
[--kb 200] [--round 40000] [--block 64]

A whole run (dataflow, paint, consensus, store, dedup, context, export, report) whose models are a stub that answers at once;
each row has a question of its own and one of 100,000 pictures. With `--kb` a picture is so large, and is read and made
base64 for each judge that sees it, as for a hosted call. The first `--ledger` rows go through the ledger, as hosted calls
do. Run again with the same `--out` it continues, so a large run may be done in pieces of `--minutes`, each ended by a
kill. Prints for each session seconds, CPU-seconds and peak PSS, of the driver and of all processes, then the files.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from processes import processes
from rich.console import Console
from stub import Stub

from cads_ray import run
from cads_ray.command.door import compose
from cads_ray.config import Config, MemberConfig
from cads_ray.models.canonical import Identity
from cads_ray.models.client import Client
from cads_ray.models.ledger_client import LedgerClient
from cads_ray.session import wire

AUTHORS, JUDGES = ("ann", "ben", "cyd", "dan"), ("ann", "ben", "eve")
DOMAINS = ("plane geometry", "optics", "circuits", "stoichiometry", "genetics", "bar charts", "maps", "mechanics")
URL = "http://127.0.0.1:9/v1"  # nobody asks there


class StubWiring(wire.Wiring):
    """The wiring of a run, with the stub for all models. `ledgered` tells whether it stands behind the ledger."""

    ledgered = False
    kb = 0
    hosted = False  # type: ignore[assignment]

    def client(self, suspending: bool = True) -> Client:
        stub = Stub(self._blobs(), self.kb)
        if not self.ledgered:
            return stub
        return LedgerClient(stub, self.ledger(), lambda request: Identity(request.member, "v1"), run=self.name)


class Watch(threading.Thread):
    """CPU-seconds and peak PSS of this process and of all that descend from it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.cpu: dict[int, float] = {}
        self.peak, self.driver, self.ended = 0.0, 0.0, False

    def run(self) -> None:
        while not self.ended:
            total = 0.0
            for pid in processes(os.getpid()):
                try:
                    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                except OSError:
                    continue
                self.cpu[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                pss = int(rollup.partition("\nPss:")[2].split()[0]) / 1e6
                total += pss
                if pid == os.getpid():
                    self.driver = max(self.driver, pss)
            self.peak = max(self.peak, total)
            time.sleep(2)


def settings(rows: int, per_round: int, block: int, out: Path) -> Config:
    """Rounds of so many rows, each seed a task description, each seed worked on by each author."""
    seeds = out.parent / f"seeds-{per_round}.jsonl"
    if not seeds.exists():
        lines = (
            {"id": f"s{i:05d}", "description": f"task {i}", "domain": DOMAINS[i % 8]} for i in range(per_round // 4)
        )
        seeds.write_text("".join(json.dumps(line) + "\n" for line in lines))
    config = compose([f"out={out}", f"seeds.path={seeds}", "paint=hosted", f"dataflow.block_rows={block}"])
    names = sorted({*AUTHORS, *JUDGES, "artist"})
    config.models.members = {name: MemberConfig("openai", name, base_url=URL) for name in names}
    config.models.members["artist"].draws = "images"
    config.generate.members, config.judge.members = list(AUTHORS), list(JUDGES)
    config.paint.artist, config.paint.drafter = "artist", None
    config.rounds.count = math.ceil(rows / per_round)
    return config


def files(out: Path) -> None:
    """How many files there are, how large, and the fullest folder."""
    sizes: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    most: tuple[int, str] = (0, "")
    for folder, folders, names in os.walk(out):
        top = (Path(folder).relative_to(out).parts or (".",))[0]
        counts[top] += len(names)
        sizes[top] += sum((Path(folder) / name).stat().st_size for name in names)
        most = max(most, (len(folders) + len(names), str(Path(folder).relative_to(out))))
    for top in sorted(counts):
        print(f"  {top:<14}{counts[top]:>10,} files {sizes[top] / 1e6:>12,.1f} MB")
    print(f"  fullest folder: {most[1]} with {most[0]:,} entries")


def session(config: Config, out: Path, minutes: float, console: Console) -> int:
    """One session. When its time is over it is killed, as a machine may be: to stop cleanly would export all so far."""
    watch, start = Watch(), time.monotonic()
    watch.start()

    def tell(code: int) -> None:
        line = {
            "seconds": round(time.monotonic() - start, 1),
            "cpu_s": round(sum(watch.cpu.values()), 1),
            "driver_cpu_s": round(watch.cpu.get(os.getpid(), 0.0), 1),
            "peak_pss_gb": round(watch.peak, 2),
            "driver_pss_gb": round(watch.driver, 2),
            "closed": len(list(out.glob("rounds/*/manifest.json"))),
            "ledger": StubWiring.ledgered,
            "code": code,
        }
        print(json.dumps(line), flush=True)

    def over(*_: object) -> None:
        tell(-signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    signal.signal(signal.SIGALRM, over)
    signal.alarm(int(60 * minutes))
    try:
        code = run.run(config, console)
    finally:
        signal.alarm(0)
        watch.ended = True
    tell(code)
    return code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--ledger", type=int, default=0)
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--minutes", type=float, default=9.0)
    parser.add_argument("--kb", type=int, default=0)
    parser.add_argument("--round", type=int, default=40_000, help="rows of a round")
    parser.add_argument("--block", type=int, default=64, help="dataflow.block_rows; 4 is what a user has")
    arguments = parser.parse_args()
    out = arguments.out or Path(tempfile.mkdtemp(prefix="million-")) / "run"
    out.parent.mkdir(parents=True, exist_ok=True)
    wire.Wiring = StubWiring  # type: ignore[misc]
    StubWiring.kb = arguments.kb
    run.check_models = lambda *_: None
    console = Console(width=140)
    fewest = min(arguments.rows, arguments.ledger or arguments.rows)
    per_round = min(arguments.round, fewest)  # one for both sessions: seeds bind a run
    for rows, ledgered in ((arguments.ledger, True), (arguments.rows, False)):
        if not rows or (ledgered and (out / "calls-done").exists()):
            continue
        StubWiring.ledgered = ledgered
        config = settings(rows, per_round, arguments.block, out)
        if code := session(config, out, arguments.minutes, console):
            raise SystemExit(code)
        if ledgered:
            (out / "calls-done").touch()
    files(out)


if __name__ == "__main__":
    main()
