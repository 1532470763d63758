"""Where the CPU goes, process by process: py-spy (pip install py-spy) on each Python process of a run.

    python benchmarks/profile.py [--rows 1000] [--seconds 20] [--litellm] [--lines 12]

The run is that of benchmarks/throughput.py. Once all pools are at work, every process is sampled a hundred times a second; what
counts is who holds Python's lock, so neither waiting nor libraries that let go of it. For each process: CPU-seconds
meanwhile, then the dearest functions (by themselves) and the dearest modules (with all that they call), in percent of its
samples.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from processes import Meter
from throughput import cads, seeds, server, times

PERCENT_LEAST = 1.5
STARTED = 300  # answers after which all pools are at work


def record(pids: list[int], seconds: float, folder: Path) -> dict[int, Path]:
    """Sample all these processes at once; the stacks of each, in py-spy's raw format."""
    files = {pid: folder / f"{pid}.txt" for pid in pids}
    spies = [
        subprocess.Popen(
            ["py-spy", "record", "-p", str(pid), "-d", str(int(seconds)), "-f", "raw", "-o", str(file), "--gil"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for pid, file in files.items()
    ]
    for spy in spies:
        spy.wait()
    return {pid: file for pid, file in files.items() if file.exists()}


def dearest(file: Path) -> tuple[Counter[str], Counter[str], int]:
    """Samples by function (the innermost frame) and by module (anywhere in the stack), and how many there are."""
    functions, modules, total = Counter[str](), Counter[str](), 0
    for line in file.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        total += int(count)
        functions[frames[-1]] += int(count)
        for module in {frame.rpartition("(")[2].rstrip(")").rpartition(":")[0] for frame in frames}:
            modules[module] += int(count)
    return functions, modules, total


def report(name: str, cpu: float, file: Path, lines: int) -> None:
    functions, modules, total = dearest(file)
    print(f"\n{name}: {cpu:.1f} CPU-s, {total} samples")
    for title, counts in (("by itself", functions), ("with what it calls", modules)):
        shown = [(what, 100 * count / max(1, total)) for what, count in counts.most_common(lines)]
        print(
            "\n".join(f"  {share:5.1f}%  {what}" for what, share in shown if share >= PERCENT_LEAST) + f"   [{title}]"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--settle", type=float, default=10, help="seconds after the first call, for the pools behind to start"
    )
    parser.add_argument("--litellm", action="store_true")
    parser.add_argument("--lines", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with server(folder / "log.jsonl") as (_, url):
            command = cads(url, seeds(folder, options.rows), folder / "run", "litellm" if options.litellm else "openai")
            run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            meter = Meter(run.pid)
            meter.start()
            while run.poll() is None and len(times(folder / "log.jsonl")[1]) < STARTED:
                time.sleep(0.5)
            before = dict(meter.spent)
            files = record([pid for pid, _ in before], options.seconds, folder)
            spent = {key[0]: meter.spent[key] - earlier for key, earlier in before.items()}
            names = {key[0]: meter.names[key] for key in before}
            run.terminate()
            run.wait()
            meter.stop()
        for pid in sorted(files, key=lambda pid: -spent[pid]):
            report(f"{names[pid]} ({pid})", spent[pid], files[pid], options.lines)


if __name__ == "__main__":
    sys.exit(main())
