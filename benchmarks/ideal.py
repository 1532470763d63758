"""The least time that the CADS graph can take: a discrete-event simulation of a scheduler that costs nothing.

    python benchmarks/ideal.py [--rows 2000] [--in-flight 32] [--seeds 5] [--by-step]

A row is three calls of its author, one after another, then one call of each judge, all at once. Authors and judges are the
same models, each with so many calls in flight; a slot never stays empty while a call of its model waits. With `--by-step` each of
the three calls has a model of its own, which loads the models unevenly (engines whose columns have one model can do no other).

The ideal knows each latency beforehand and serves first the row that has the longest way to go; no engine can know that, so
what the best blind order takes (most calls to go first) is printed beside it.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import statistics
from collections.abc import Sequence
from itertools import count

MODELS, GENERATE = 4, 3
Latencies = Sequence[Sequence[float]]  # of each row: of its three generate calls, then of each judge's, in seconds


def log_normal(rows: int, median: float, sigma: float, seed: int) -> list[list[float]]:
    rng = random.Random(seed)
    return [[rng.lognormvariate(math.log(median), sigma) for _ in range(GENERATE + MODELS)] for _ in range(rows)]


def makespan(latencies: Latencies, in_flight: int, foresight: bool = True, by_step: bool = False) -> float:
    """Seconds until the last judge of the last row has answered."""
    waiting: list[list[tuple[float, int, int, float]]] = [
        [] for _ in range(MODELS)
    ]  # (-priority, arrival, row, latency)
    running: list[tuple[float, int, int, int]] = []  # (end, arrival, model, row)
    free, steps, arrival, now = [in_flight] * MODELS, [0] * len(latencies), count(), 0.0

    def ask(row: int, model: int, call: int) -> None:
        priority = to_go(latencies[row], call) if foresight else float(-min(call, GENERATE))
        heapq.heappush(waiting[model], (-priority, next(arrival), row, latencies[row][call]))

    def start() -> None:
        for model in range(MODELS):
            while free[model] and waiting[model]:
                _, arrived, row, latency = heapq.heappop(waiting[model])
                free[model] -= 1
                heapq.heappush(running, (now + latency, arrived, model, row))

    def author(row: int, step: int) -> int:
        return step if by_step else row % MODELS

    for row in range(len(latencies)):
        ask(row, author(row, 0), 0)
    start()
    while running:
        now, _, model, row = heapq.heappop(running)
        free[model] += 1
        steps[row] += 1
        if steps[row] < GENERATE:
            ask(row, author(row, steps[row]), steps[row])
        elif steps[row] == GENERATE:
            for judge in range(MODELS):
                ask(row, judge, GENERATE + judge)
        start()
    return now


def to_go(row: Sequence[float], call: int) -> float:
    """Seconds from the start of a row's call until the row is done, if nothing ever waits."""
    return row[call] if call >= GENERATE else sum(row[call:GENERATE]) + max(row[GENERATE:])


def ideal(
    rows: int,
    in_flight: int,
    median: float,
    sigma: float,
    seeds: int = 5,
    foresight: bool = True,
    by_step: bool = False,
) -> float:
    """The mean makespan over random seeds."""
    return statistics.fmean(
        makespan(log_normal(rows, median, sigma, seed), in_flight, foresight, by_step) for seed in range(seeds)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--median", type=float, default=0.5)
    parser.add_argument("--sigma", type=float, default=0.9)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--by-step", action="store_true")
    options = parser.parse_args()
    for foresight, name in ((True, "ideal"), (False, "best blind order")):
        seconds = ideal(foresight=foresight, **vars(options))
        print(f"{options.rows} rows, {options.in_flight} in flight per model, {name}: {seconds:.1f} s")


if __name__ == "__main__":
    main()
