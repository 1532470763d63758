"""Does the end of a run need more memory for more rows? python benchmarks/finish_memory.py [--rows 1000 20000 60000]

Each run is synthetic (tests/export/runs.py), with texts as long as models write them and a picture for each sample. Its end
(bill, dataset, agreement, contested samples, summary, report) is done by a process of its own. Prints peak RSS, CPU-seconds,
and what the settler alone takes, which remembers each question.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from rich.console import Console

from tests.export.runs import config_of, make_run

LONG = 6  # times the shortest texts: about 9 kB a row, votes included


def end(out: Path) -> None:
    """What the command does when all rounds are closed."""
    import pyarrow.parquet as pq

    from cads_ray.dataset.settle import keep
    from cads_ray.seeds.read import Seeds
    from cads_ray.session.finish import finish
    from cads_ray.store import RoundStore

    config = config_of()
    seeds = Seeds(pq.read_table(out / "seeds.parquet"), [])
    store = RoundStore(out, seeds.table, keep(**asdict(config.dataset)))
    opened = resource.getrusage(resource.RUSAGE_SELF)
    finish(config, out, store, seeds, 1.0, Console(quiet=True))
    closed = resource.getrusage(resource.RUSAGE_SELF)
    cpu = [usage.ru_utime + usage.ru_stime for usage in (opened, closed)]
    print(
        f"{out.name:>9} rows: opened with {opened.ru_maxrss / 1e3:.0f} MB after {cpu[0]:.1f} CPU-s, "
        f"ended with {closed.ru_maxrss / 1e3:.0f} MB after {cpu[1] - cpu[0]:.1f} more; "
        f"report.html {(out / 'report.html').stat().st_size / 1e6:.1f} MB, {len(list((out / 'report').glob('*')))} pages",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 20_000, 60_000])
    parser.add_argument("--end", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.end is not None:
        end(arguments.end)
        return
    for rows in arguments.rows:
        with tempfile.TemporaryDirectory() as folder:
            run = make_run(Path(folder) / str(rows), rows, seeds=200, long=LONG)
            (run / "context" / "000.json").unlink()  # these runs have no playbook
            subprocess.run([sys.executable, __file__, "--end", str(run)], check=True)


if __name__ == "__main__":
    main()
