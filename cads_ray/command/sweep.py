"""A sweep: one run for each point of a grid, by whichever of Hydra's launchers is chosen, over one ledger.

The jobs may run in other processes (hydra/launcher=joblib, ray), so what a job has to tell lies in a file: its exit code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf

from cads_ray.command.entry import RUN, Entry
from cads_ray.config import CONF_DIR
from cads_ray.errors import INTERRUPTED, CadsError, ConfigError

CODE = "exit_code"
LEDGER = "ledger"  # shared by the jobs, unless ledger.dir says otherwise
# A job waits in ways that Ray does not see, so it must not hold the processors that its own pools ask for; and Hydra's 75 MB
# of object store are too few for a pipeline.
RAY = ("++hydra.launcher.ray.remote.num_cpus=0.5", "++hydra.launcher.ray.init.object_store_memory=1000000000")

Job = Callable[[Any], int]  # from the configuration to the exit code of a run; travels by pickle


def sweep(
    overrides: Sequence[str], settings: DictConfig, job: Job, typed: Callable[[DictConfig], Any], entry: Entry = RUN
) -> Path:
    """Do `job` at each point, and return the folder of the runs. `settings` are Hydra's own, as composed.

    With out=DIR the runs lie in DIR/0, DIR/1, ..., so that the same command continues them.
    """
    given = {key: value for key, _, value in (override.partition("=") for override in overrides)}
    place = given.pop("out", None) or str(settings.sweep.dir)
    if "://" in place:
        raise ConfigError(f"out={place}: the runs of a sweep lie in a folder; ledger.dir may be in a bucket")
    own_ledger = "ledger.dir" not in given

    @hydra.main(version_base="1.3", config_path=str(CONF_DIR), config_name=entry.file)
    def point(config: DictConfig) -> None:
        about = HydraConfig.get()
        config.out = f"{place}/{about.sweep.subdir}"
        if own_ledger and "ledger" in config and config.ledger.dir is None:
            config.ledger.dir = f"{place}/{LEDGER}"
        code = _code(job, typed(config))
        (Path(about.runtime.output_dir) / CODE).write_text(str(code))
        if code == INTERRUPTED:
            raise KeyboardInterrupt

    flags = [override for override in overrides if not override.startswith("out=")]
    if OmegaConf.select(settings, "launcher._target_", default="").endswith("RayLauncher"):
        flags = [*(flag for flag in RAY if flag.lstrip("+").partition("=")[0] not in given), *flags]
    sys.argv = [f"python -m {entry.program}", "--multirun", *flags, f"hydra.sweep.dir={place}"]
    try:
        point()
    except KeyboardInterrupt:
        if INTERRUPTED not in codes(Path(place)):  # else a job has said so, and written it down
            raise
    return Path(place)


def codes(folder: Path) -> list[int]:
    """The exit codes of the jobs of a sweep that has ended."""
    return [int(file.read_text()) for file in sorted(folder.glob(f"*/{CODE}"))]


def _code(job: Job, config: Any) -> int:
    """A job that is refused does not end the others."""
    try:
        return job(config)
    except CadsError as error:
        print(f"error: {config.out}: {error}", file=sys.stderr)
        return error.exit_code
