"""The CADS graph from start to end, beside a perfect scheduler and other engines; the shipped server on the same cores.

    python benchmarks/throughput.py [--rows 2000] [--engine cads --engine data_designer ...] [--processes]

Three generate and four judge calls a row; four models that are authors and judges, 32 calls in flight each; log-normal
latency of median 0.5 s and sigma 0.9; replies at once and alike (`--canned`). What counts is seen by the server (when calls
came) and by /proc (what the engine's processes used): the same eyes for each engine. `ideal`: benchmarks/ideal.py.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ideal import ideal
from processes import Meter

HERE = Path(__file__).parent
MODELS = ("sharp", "coarse", "literal", "textual")
CALLS = 7  # of a row
MEDIAN_S, SIGMA, IN_FLIGHT = 0.5, 0.9, 32
WORDS = "tower bridge meadow canal lantern quarry harbour orchard glacier valley".split()


@dataclass(frozen=True)
class Figures:
    """What one engine took; seconds from the start of its process."""

    engine: str
    code: int
    whole: float
    first: float  # the first call
    last: float  # the last answer
    calls: int
    cpu: float  # all its processes, without the server
    cpu_first: float  # until its first call
    server_cpu: float
    processes: dict[str, list[float]]  # CPU-seconds by name


def seeds(folder: Path, rows: int) -> Path:
    """Problems in words, one for each four rows."""
    path = folder / "seeds.jsonl"
    lines = []
    for number in range(rows // len(MODELS)):
        word, other = WORDS[number % 10], WORDS[number // 10 % 10]
        question = f"How far is the {word} number {number} from the {other}, in m, by plan {number * 7919 % 997}?"
        lines.append({"id": f"s{number:05d}", "question": question, "answer": str(number), "domain": "geometry"})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@contextmanager
def server(log: Path, median_s: float = MEDIAN_S):
    """The shipped server; yields its process and its URL."""
    options = ["--canned", "--latency", median_s, "--sigma", SIGMA, "--log", log]
    command = [sys.executable, "-m", "cads_ray.embedded.server", *map(str, options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def cads(url: str, source: Path, out: Path, provider: str = "openai", in_flight: int = IN_FLIGHT) -> list[str]:
    """The run that makes this graph: judges in words, drawings by a program of the run's own."""
    names, prefix = ",".join(MODELS), "openai/" if provider == "litellm" else ""
    return [
        *(sys.executable, "-m", "cads_ray.run", f"out={out}", f"seeds.path={source}"),
        *("rounds.count=1", "context=frozen"),
        *("models=hosted_demo", "models.server=null", f"generate.members=[{names}]", f"judge.members=[{names}]"),
        *("models.members.draughtsman.provider=embedded", "models.members.draughtsman.model=sharp"),
        *("models.members.draughtsman.draws=''", "paint.drafter=draughtsman", "paint.backend=svg"),
        *(
            f"models.members.{name}.{key}={value}"
            for name in MODELS
            for key, value in {
                **{"provider": provider, "model": prefix + name, "base_url": url},
                **{"sees": "description", "max_in_flight": in_flight},
            }.items()
        ),
    ]


def command_of(engine: str, url: str, source: Path, out: Path) -> list[str]:
    if engine.startswith("cads"):
        return cads(url, source, out, "litellm" if engine.endswith("litellm") else "openai")
    peer = HERE / "peers" / engine
    return [str(peer / "venv/bin/python"), str(peer / "graph.py"), url, str(source)]


def measure(engine: str, rows: int, folder: Path) -> Figures:
    source, log = seeds(folder, rows), folder / "server.jsonl"
    with server(log) as (process, url):
        meter, served = None, Meter(process.pid)
        served.start()
        start = time.time()
        with (folder / "engine.txt").open("wb") as said:
            environment = os.environ | {"OPENAI_API_KEY": "none"}
            run = subprocess.Popen(
                command_of(engine, url, source, folder / "run"), stdout=said, stderr=said, env=environment, cwd=folder
            )
            meter = Meter(run.pid)
            meter.start()
            code = run.wait()
        whole = time.time() - start
        cpu, server_cpu = meter.stop(), served.stop()
    asked, answered = times(log)
    first, last = min(asked, default=start), max(answered, default=start)
    spent = (cpu, meter.until(first), server_cpu, meter.by_name())
    return Figures(engine, code, whole, first - start, last - start, len(answered), *spent)


def times(log: Path) -> tuple[list[float], list[float]]:
    """When calls came and when they were answered, as the server saw it; the preflight's questions are no calls."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    preflight = {line["key"] for line in lines if line.get("asked", {}).get("task") == "preflight"}
    lines = [line for line in lines if line["key"] not in preflight]
    asked = [line["time"] for line in lines if line["event"] == "request"]
    return asked, [line["time"] for line in lines if line["event"] == "reply" and line["status"] == 200]


def table(found: list[Figures], rows: int) -> str:
    def least(engine: str) -> float:
        return ideal(rows, IN_FLIGHT, MEDIAN_S, SIGMA, by_step=not engine.startswith("cads"))

    lines = [
        f"{rows} rows, {CALLS * rows} calls; load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores",
        f"{'engine':<16}{'whole s':>9}{'rows/s':>8}{'1st call s':>11}{'after it s':>11}{'ideal s':>9}{'of ideal':>9}"
        f"{'calls':>7}{'CPU ms/call':>12}{'after 1st':>10}{'server ms':>10}  exit",
    ]
    for one in found:
        after, calls, best = one.last - one.first, max(one.calls, 1), least(one.engine)
        lines.append(
            f"{one.engine:<16}{one.whole:>9.1f}{rows / one.whole:>8.1f}{one.first:>11.1f}{after:>11.1f}"
            f"{best:>9.1f}{best / max(after, best / 9):>9.0%}{one.calls:>7}{1000 * one.cpu / calls:>12.2f}"
            f"{1000 * (one.cpu - one.cpu_first) / calls:>10.2f}{1000 * one.server_cpu / calls:>10.2f}  {one.code}"
        )
    return "\n".join(lines)


def by_process(one: Figures) -> list[str]:
    dearest = sorted(one.processes.items(), key=lambda item: -sum(item[1]))
    return [f"  {sum(spent):7.1f}  {name} ({len(spent)})" for name, spent in dearest if sum(spent) >= 0.5]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--engine", action="append", help="cads, cads-litellm, or a folder of benchmarks/peers")
    parser.add_argument("--processes", action="store_true", help="the CPU of each process besides")
    options = parser.parse_args()
    found: list[Figures] = []
    for engine in options.engine or ["cads"]:
        with tempfile.TemporaryDirectory() as name:
            found.append(measure(engine, options.rows, Path(name)))
            print(table(found[-1:], options.rows).splitlines()[-1], flush=True)
            if found[-1].code:
                print((Path(name) / "engine.txt").read_text(errors="replace")[-2000:])
    print(table(found, options.rows))
    if options.processes:
        for one in found:
            print("\n".join([f"{one.engine}: CPU-seconds of its processes", *by_process(one)]))
    return 0 if not any(one.code for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
