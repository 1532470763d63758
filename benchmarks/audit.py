"""Does the filter work? python benchmarks/audit.py [--seeds 5] [--out DIR] [overrides ...]

experiment=audit for the random seeds 0, 1, ... in two processes, by the product's own stages in a plain loop without Ray.
Run again on the same --out, it continues.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from plain_loop import run_plainly


def one(seed: int, out: Path, overrides: list[str]) -> Path:
    start, cpu = time.perf_counter(), time.process_time()
    folder = run_plainly(
        [
            "experiment=audit",
            f"random_seed={seed}",
            f"out={out / f'seed{seed}'}",
            f"ledger.dir={out / 'calls'}",
            *overrides,
        ]
    )
    print(f"random seed {seed}: {time.perf_counter() - start:.0f} s, {time.process_time() - cpu:.0f} CPU-s", flush=True)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", default="runs/audit", type=Path)
    arguments, overrides = parser.parse_known_args()
    with ProcessPoolExecutor(2) as processes:
        list(processes.map(partial(one, out=arguments.out, overrides=overrides), range(arguments.seeds)))


if __name__ == "__main__":
    main()
