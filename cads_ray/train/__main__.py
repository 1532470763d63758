"""python -m cads_ray.train data=RUN model=NAME: GRPO on what a run made, or on anyone's dataset."""

from __future__ import annotations

import os
import sys

from cads_ray.command.door import open_door
from cads_ray.command.entry import Entry
from cads_ray.errors import INTERRUPTED
from cads_ray.process.bytecode import share_bytecode
from cads_ray.process.interrupts import INTERRUPTS
from cads_ray.process.quiet import own_console
from cads_ray.process.terminal import exit_code
from cads_ray.train.command import train
from cads_ray.train.config import TrainConfig

ENTRY = Entry("cads_ray.train", "train", TrainConfig)


def job(config: TrainConfig) -> int:
    """One training, in whatever process a launcher of sweeps starts it."""
    return train(config, own_console())


if __name__ == "__main__":
    share_bytecode()
    INTERRUPTS.take()
    code = exit_code(lambda: open_door(sys.argv[1:], job, entry=ENTRY), "interrupted; the same command continues")
    if code == INTERRUPTED:
        sys.stdout.flush()
        os._exit(code)  # at once: what Ray left in this process can abort it while Python takes it down
    raise SystemExit(code)
