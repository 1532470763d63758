"""The paper's ablation on data quality, all arms: python benchmarks/ablation.py [--descriptions] [--table] [overrides ...]

Drives experiment=ablation with every arm, in two processes that share a ledger; run again with the same out=, it continues.
It ends in the table (out/ablation.md) and the figure (out/ablation.png). With --descriptions all judges are given the
visual prompt in place of the picture: no reading of pictures, so a tenth of the time, and no disagreement from perception.
With --table nothing is run: it shows what is there, also of a study that is under way.
"""

from __future__ import annotations

import argparse
import time

from rich.console import Console

from cads_ray.ablation.arms import ARMS
from cads_ray.ablation.study import ablate, conclude
from cads_ray.checks import check
from cads_ray.door import compose

SEERS = ("sharp", "coarse", "literal")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--descriptions", action="store_true")
    parser.add_argument("--table", action="store_true")
    arguments, overrides = parser.parse_known_args()
    told = [f"models.members.{name}.sees=description" for name in SEERS] if arguments.descriptions else []
    config = compose(["experiment=ablation", f"ablation.arms=[{','.join(ARMS)}]", *told, *overrides])
    check(config)
    start = time.perf_counter()
    (conclude if arguments.table else ablate)(config, Console(width=200))
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
