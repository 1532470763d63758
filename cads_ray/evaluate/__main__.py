"""python -m cads_ray.evaluate model=NAME benchmark=NAME data=PATH: how many problems of a benchmark a model solves."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from rich.console import Console

from cads_ray.bytecode import share_bytecode
from cads_ray.errors import CadsError, ConfigError
from cads_ray.evaluate.asked import listed, read
from cads_ray.evaluate.beside import read_evaluations, show
from cads_ray.quiet import own_console

USAGE = """python -m cads_ray.evaluate model=NAME benchmark=NAME data=PATH [out=DIR] [key=value ...]
python -m cads_ray.evaluate model=NAME benchmark=PATH [...]
python -m cads_ray.evaluate compare=[DIR,DIR]

  model=NAME       a member of the pool (models=NAME, models.members.NAME.*)
  benchmark=NAME   mathvista, mathverse, mathvision, mmmu, mmmu_pro, mmmu_pro_vision, charxiv_reasoning, charxiv_descriptive;
                   or a run, any of its exports, any dataset
  data=PATH        the benchmark's published files, or VLMEvalKit's TSV, on this machine
  split=NAME       only rows of this split (validation, testmini, ...)
  pictures=DIR     a further folder that pictures' paths may be relative to
  samples=1        attempts at each problem; several give pass@k (give the model a temperature)
  limit=N          so many problems, evenly spread
  out=DIR          default: evaluations/BENCHMARK-MODEL; the same command continues
  compare=[...]    evaluations to print beside this one, or by themselves
  key=value        any key of the configuration: models=NAME, ledger.dir=DIR, budget.usd=X, ..."""


def main(arguments: Sequence[str], console: Console) -> int:
    """Evaluate, or compare, as `arguments` say; returns the exit code. Raises ConfigError for wrong ones."""
    if not arguments or arguments[0] in ("-h", "--help"):
        console.print(USAGE, highlight=False, markup=False)
        return 0
    if all(argument.startswith("compare=") for argument in arguments):
        places = listed(arguments[-1].partition("=")[2])
        if not places:
            raise ConfigError("compare=[DIR,DIR]: directories of evaluations, or folders of them")
        show(places, console)
        return 0
    asked = read(arguments)
    if asked.others:
        read_evaluations(asked.others)  # before anything is paid for
    from cads_ray.door import open_door
    from cads_ray.evaluate.evaluation import evaluate

    code = open_door(asked.overrides, lambda config: evaluate(asked, config, console))
    if asked.others:
        show((str(asked.out), *asked.others), console)
    return code


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    share_bytecode()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = main(sys.argv[1:], own_console())
    except CadsError as error:
        Console(stderr=True).print(f"[bold red]error:[/bold red] {error}", highlight=False, soft_wrap=True)
        code = error.exit_code
    raise SystemExit(code)
