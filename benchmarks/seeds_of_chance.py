"""Does the loop work whatever the random seed? python benchmarks/seeds_of_chance.py [--seeds 5] [overrides ...]

Runs the default experiment once for each random seed 0, 1, ... (none is picked) and prints the adversarial rate of each
round, its change from the first round to the last with the spread over seeds, the states that were reached, and how often
C took each value.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

JUDGED = ("accepted", "adversarial", "unsolvable", "contested")


def rounds_of(seed: int, out: Path, overrides: list[str]) -> list[dict]:
    command = [sys.executable, "-m", "cads_ray.run", f"out={out}", f"random_seed={seed}", *overrides]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return [pq.read_table(file).to_pylist() for file in sorted(out.glob("rounds/*/verdicts.parquet"))]


def rate(rows: list[dict]) -> float:
    """Adversarial among those that the judges decided."""
    states = Counter(row["state"] for row in rows)
    return states["adversarial"] / max(1, sum(states[state] for state in JUDGED))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    arguments, overrides = parser.parse_known_args()
    changes, states, consensus = [], Counter(), Counter()
    for seed in range(arguments.seeds):
        with tempfile.TemporaryDirectory() as folder:
            rounds = rounds_of(seed, Path(folder) / "run", overrides)
        rates = [rate(rows) for rows in rounds]
        changes.append(rates[-1] - rates[0])
        rows = [row for part in rounds for row in part]
        states.update(row["state"] for row in rows)
        consensus.update(row["consensus_all"] for row in rows if row["consensus_all"] is not None and row["voters"])
        kept = sum(row["state"] in ("accepted", "adversarial") for row in rows)
        print(
            f"seed {seed}: adversarial rate by round {' '.join(f'{r:.2f}' for r in rates)}; kept {kept} of {len(rows)}",
            flush=True,
        )
    spread = statistics.stdev(changes) if len(changes) > 1 else 0.0
    print(f"last round minus first: mean {statistics.mean(changes):+.3f}, SD over seeds {spread:.3f}, each {changes}")
    print(f"states: {dict(states.most_common())}")
    print(f"C, the author's vote included: {dict(sorted(consensus.items()))}")


if __name__ == "__main__":
    main()
