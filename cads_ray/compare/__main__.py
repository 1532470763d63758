"""python -m cads_ray.compare A B ...: runs, datasets or evaluations side by side, whichever they are. Makes no model call."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cads_ray.compare import datasets, runs
from cads_ray.disk.files import write_text
from cads_ray.evaluate import beside
from cads_ray.process.terminal import exit_code, terminal

USAGE = """python -m cads_ray.compare PLACE [PLACE ...] [out=DIR]

  PLACE    run directories or folders of them (multirun/... of a sweep): a row for each run;
           or else datasets: a run/dataset, an export, anyone's: size, diversity, difficulty, domains, duplicates between them
           (a run beside a dataset counts as its samples);
           or evaluations, or folders of them: a row for each model
  out=DIR  where comparison.json and comparison.png go (default: the first run; for datasets: comparison)"""


def main(arguments: Sequence[str], console: Console) -> None:
    """Print the tables of what `arguments` name, and write them with their figure. Raises ConfigError for wrong ones."""
    if not arguments or arguments[0] in ("-h", "--help"):
        console.print(USAGE, highlight=False, markup=False)
        return
    places = [argument for argument in arguments if not argument.startswith("out=")]
    out = next((argument[4:] for argument in arguments if argument.startswith("out=")), None)
    if all(_holds(place, "evaluation.json") for place in places):
        beside.show(places, console)
    elif all(_holds(place, "run.json") or len(places) == 1 for place in places):
        rows = runs.compare(places)
        _write(rows, runs.figure_of(rows), [runs.table_of(rows)], Path(out or places[0]), console)
    else:
        found = datasets.compare(places)
        _write(found, datasets.figure_of(found), datasets.tables_of(found), Path(out or "comparison"), console)


def _holds(place: str, name: str) -> bool:
    """Whether a place is, or is a folder of, what has a file of this name."""
    folder = Path(place).expanduser()
    return (folder / name).is_file() or (folder.is_dir() and any(folder.glob(f"*/{name}")))


def _write(found: Any, figure: dict[str, Any], tables: Sequence[Table], out: Path, console: Console) -> None:
    from cads_ray.paint.render import Renderer

    out = out.expanduser()
    out.mkdir(parents=True, exist_ok=True)
    write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", out / "comparison.json")
    renderer = Renderer()
    try:
        (out / "comparison.png").write_bytes(renderer.draw("vega-lite", json.dumps(figure)).data)
    finally:
        renderer.close()
    for table in tables:
        console.print(table)
    for name in ("comparison.json", "comparison.png"):
        console.print(f"  {out / name}", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    raise SystemExit(exit_code(lambda: main(sys.argv[1:], terminal(width=None if sys.stdout.isatty() else 200))))
