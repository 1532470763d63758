"""python -m benchmarks.miniature [--out DIR] [--first N] [--worlds N] [--seconds S] [--table]

Runs the worlds that are missing in DIR, one file each, and ends in the tables (tables.md) and the figure. --seconds: begins no
world after so many seconds, so that a long study can be run in pieces, and by two processes at a time (the second with
--first in the middle). --table: only shows what is there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.miniature.figure import figure
from benchmarks.miniature.settings import FROZEN
from benchmarks.miniature.tables import tables
from benchmarks.miniature.trial import trial
from cads_ray.disk.files import write_text
from cads_ray.paint.render import Renderer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/miniature"))
    parser.add_argument("--first", type=int, default=FROZEN.first_world)
    parser.add_argument("--worlds", type=int, default=FROZEN.worlds)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    start = time.monotonic()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for number in range(arguments.first, arguments.first + arguments.worlds):
        place = arguments.out / f"world-{number:04d}.json"
        if place.exists() or arguments.table or time.monotonic() - start > arguments.seconds:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            figures = trial(number, FROZEN, Path(scratch))
        write_text(json.dumps(figures), place)
        print(f"world {number}: {figures['cpu_seconds']:.0f} CPU-s", flush=True)
    conclude(arguments.out)


def conclude(out: Path) -> None:
    """The tables and the figure of the worlds that are there; those of other settings are refused."""
    worlds = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(out.glob("world-*.json"))]
    if not worlds:
        return
    if any(world["settings"] != json.loads(json.dumps(asdict(FROZEN))) for world in worlds):
        raise SystemExit(f"{out} has worlds of other settings than settings.FROZEN: name another --out")
    text = tables(worlds, FROZEN.sizes)
    print(text)
    write_text(text, out / "tables.md")
    renderer = Renderer()
    (out / "miniature.png").write_bytes(renderer.draw("vega-lite", json.dumps(figure(worlds, FROZEN.sizes))).data)
    renderer.close()


if __name__ == "__main__":
    main()
