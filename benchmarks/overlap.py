"""What the barrier at a round's end costs with heavy-tailed latency: python benchmarks/overlap.py [--overlap 1.0 0.9 0.5]

Ten rounds of 48 rows, four models with 8 calls in flight each, log-normal latency (median 0.25 s, sigma 0.9), the shipped server.
Utilisation: seconds that calls were in flight, by the seconds that the slots had, from the first call to the last answer. Idle: the
longest time without any call in flight. Both as the server saw them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

from throughput import MODELS, cads, seeds, server

ROUNDS, ROWS, IN_FLIGHT, MEDIAN_S = 10, 48, 8, 0.25


def spans(log: Path) -> list[tuple[float, float]]:
    """Start and end of each call; the preflight's questions are no calls."""
    begun: dict[tuple[str, int], float] = {}
    found = []
    for line in map(json.loads, log.read_text().splitlines()):
        call = (line["key"], line["attempt"])
        if line["event"] == "request":
            begun[call] = line["time"]
        elif line.get("asked", {}).get("task") != "preflight":
            found.append((begun[call], line["time"]))
    return sorted(found)


def idle(calls: list[tuple[float, float]]) -> float:
    """The longest time between the end of all calls so far and the start of the next."""
    longest, end = 0.0, calls[0][0]
    for start, ended in calls:
        longest, end = max(longest, start - end), max(end, ended)
    return longest


def measure(overlap: float, folder: Path, extra: list[str]) -> str:
    log = folder / "server.jsonl"
    start = time.time()
    with server(log, MEDIAN_S) as (_, url):
        command = cads(url, seeds(folder, ROWS), folder / "run", in_flight=IN_FLIGHT)
        command += [f"rounds.count={ROUNDS}", f"rounds.overlap={overlap}", "context=adversarial", *extra]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    whole, calls = time.time() - start, spans(log)
    first, last = calls[0][0], max(end for _, end in calls)
    busy = sum(end - begun for begun, end in calls)
    utilisation = busy / (last - first) / (len(MODELS) * IN_FLIGHT)
    closed = [json.loads(path.read_text()) for path in (folder / "run").glob("rounds/*/manifest.json")]
    planned = sum(round["planned"] for round in closed)
    return f"{overlap:>8}{whole:>9.1f}{last - first:>11.1f}{utilisation:>13.0%}{idle(calls):>8.2f}{len(calls):>8}{planned:>9}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--overlap", type=float, nargs="+", default=[1.0, 0.9, 0.5])
    options, extra = parser.parse_known_args()
    print(f"{'overlap':>8}{'whole s':>9}{'after 1st':>11}{'utilisation':>13}{'idle s':>8}{'calls':>8}{'planned':>9}")
    for overlap in options.overlap:
        with tempfile.TemporaryDirectory() as name:
            print(measure(overlap, Path(name), extra), flush=True)


if __name__ == "__main__":
    main()
