"""python -m cads_ray.train data=RUN model=NAME: GRPO on what a run made, or on anyone's dataset."""

from __future__ import annotations

import os
import signal
import sys

from cads_ray.bytecode import share_bytecode
from cads_ray.door import open_door
from cads_ray.entry import Entry
from cads_ray.errors import INTERRUPTED, CadsError
from cads_ray.quiet import own_console
from cads_ray.terminal import in_red, terminal
from cads_ray.train.command import train
from cads_ray.train.config import TrainConfig

ENTRY = Entry("cads_ray.train", "train", TrainConfig)


def job(config: TrainConfig) -> int:
    """One training, in whatever process a launcher of sweeps starts it."""
    return train(config, own_console())


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    share_bytecode()
    signal.signal(signal.SIGINT, _interrupt)  # also where a shell started it with Ctrl-C ignored
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = open_door(sys.argv[1:], job, entry=ENTRY)
    except CadsError as error:
        terminal(stderr=True).print(in_red("error", error), soft_wrap=True)
        code = error.exit_code
    except KeyboardInterrupt:
        terminal(stderr=True).print(in_red("stopped", "interrupted; the same command continues"))
        os._exit(INTERRUPTED)  # at once: what Ray left in this process can abort it while Python takes it down
    raise SystemExit(code)
