"""Does exporting need more memory for more rows? Peak PSS and RSS of `python -m cads_ray.export` for runs of two sizes.

    python benchmarks/export_memory.py [--rows 1000 100000] [--formats huggingface easyr1 ...]

Each run is synthetic (tests/export/runs.py), with texts as long as models write them and a picture for each sample; each export
is a process of its own, measured from outside every 20 ms. Prints a table; exits with 1 when the largest run needs more than
1.1 times the smallest's peak RSS in any format: PSS falls while other processes have the same libraries open.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))
from cads_ray.export.formats import FORMATS
from tests.export.runs import kept_of, make_run

LONG = 6  # times the shortest texts: about 9 kB a row, votes included
FLAT = 1.1


def peak(run: Path, format: str) -> tuple[float, float, float]:
    """Peak PSS and RSS in MB, and seconds, of one export."""
    start = time.monotonic()
    command = [sys.executable, "-m", "cads_ray.export", f"run={run}", f"formats=[{format}]"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    pss = rss = 0.0
    while process.poll() is None:
        try:
            lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            break
        sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
        pss, rss = max(pss, sizes.get("Pss", 0.0)), max(rss, sizes.get("Rss", 0.0))
        time.sleep(0.02)
    if process.wait():
        raise SystemExit(f"the export to {format} failed")
    return pss, rss, time.monotonic() - start


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--formats", nargs="+", default=list(FORMATS))
    arguments = parser.parse_args()
    table = Table("format", "samples", "peak PSS, MB", "peak RSS, MB", "seconds", "RSS, times the first")
    flat = True
    with tempfile.TemporaryDirectory() as folder:
        runs = {rows: make_run(Path(folder) / str(rows), rows, seeds=200, long=LONG) for rows in arguments.rows}
        for format in arguments.formats:
            first = 0.0
            for rows, run in runs.items():
                pss, rss, seconds = peak(run, format)
                first = first or rss
                flat &= rss <= FLAT * first
                samples = f"{rows:,} planned, {len(kept_of(run)):,} kept" if rows <= 1_000 else f"{rows:,} planned"
                table.add_row(format, samples, f"{pss:.0f}", f"{rss:.0f}", f"{seconds:.0f}", f"{rss / first:.2f}")
    Console(width=120).print(table)
    return 0 if flat else 1


if __name__ == "__main__":
    raise SystemExit(main())
