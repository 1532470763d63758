"""python -m cads_ray.evaluate model=NAME benchmark=NAME data=PATH: how many problems of a benchmark a model solves."""

from __future__ import annotations

import sys
from pathlib import Path

from cads_ray.command.door import open_door
from cads_ray.command.entry import Entry
from cads_ray.evaluate.beside import read_evaluations, show
from cads_ray.evaluate.config import EvaluateConfig, asked_of
from cads_ray.evaluate.evaluation import evaluate
from cads_ray.process.bytecode import share_bytecode
from cads_ray.process.guard import guarded, lost
from cads_ray.process.interrupts import INTERRUPTS
from cads_ray.process.quiet import own_console
from cads_ray.process.terminal import exit_code

ENTRY = Entry("cads_ray.evaluate", "evaluate", EvaluateConfig)


def job(config: EvaluateConfig) -> int:
    """One evaluation, in whatever process a launcher of sweeps starts it; or a comparison alone."""
    console = own_console()
    if config.compare and not config.model:
        show(config.compare, console)
        return 0
    read_evaluations(config.compare)  # before anything is paid for
    asked = asked_of(config)

    def evaluated() -> int:
        code = evaluate(asked, config, console)
        if config.compare:
            show((asked.out, *config.compare), console)
        return code

    return guarded(lambda: exit_code(evaluated), lambda number: exit_code(lambda: lost(number)))


def ended(folder: Path) -> None:
    """The end of a sweep: its evaluations side by side."""
    if any(folder.glob("*/evaluation.json")):
        show([str(folder)], own_console())


if __name__ == "__main__":
    share_bytecode()
    INTERRUPTS.take()
    raise SystemExit(exit_code(lambda: open_door(sys.argv[1:], job, ended, ENTRY)))
