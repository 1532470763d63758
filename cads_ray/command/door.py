"""The command line: Hydra's overrides are checked before anything starts, and refused with the nearest valid name."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import hydra
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import ConfigCompositionException, HydraException, OverrideParseException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException

from cads_ray.command.entry import RUN, Entry
from cads_ray.command.names import flatten, nearest
from cads_ray.command.sweep import Job, codes, sweep
from cads_ray.config import CONF_DIR
from cads_ray.errors import ConfigError

_SWEEP = {"-m", "--multirun"}
_FLAGS = (
    "--help",
    "-h",
    "--version",
    "--multirun",
    "-m",
    "--cfg",
    "-c",
    "--info",
    "-i",
    "--package",
    "-p",
    "--resolve",
)


def open_door(
    arguments: Sequence[str], job: Job, ended: Callable[[Path], None] = lambda folder: None, entry: Entry = RUN
) -> int:
    """Compose the configuration from `arguments` and do `job` with it, once, or once per point of a sweep.

    `ended` is told the folder of the runs when a sweep is over. Returns the exit code, the highest of a sweep's.
    """
    ConfigStore.instance().store(name="schema", node=entry.schema)
    overrides = [argument for argument in arguments if not argument.startswith("-")]
    flags = {argument for argument in arguments if argument.startswith("-")}
    for flag in flags:
        if flag.split("=")[0] not in _FLAGS:
            raise ConfigError(f"unknown option {flag}: {nearest(flag, _FLAGS)}; values are set as key=value")
    if flags - _SWEEP:
        return _shown(arguments, entry)
    config, settings = _check(overrides, entry, sweep=bool(flags))
    if not flags and settings.mode is not RunMode.MULTIRUN:
        return job(config)
    folder = sweep(overrides, settings, job, _typed, entry)
    ended(folder)
    return max(codes(folder), default=0)


def _shown(arguments: Sequence[str], entry: Entry) -> int:
    """What Hydra itself answers: --help, --cfg job, --version, ..."""

    @hydra.main(version_base="1.3", config_path=str(CONF_DIR), config_name=entry.file)
    def nothing(config: DictConfig) -> None:
        """These options run no job."""

    sys.argv = [f"python -m {entry.program}", *arguments]
    nothing()
    return 0


def compose(overrides: Sequence[str], entry: Entry = RUN) -> Any:
    """The configuration that a command line with these overrides means: an object of the entry's schema."""
    ConfigStore.instance().store(name="schema", node=entry.schema)
    return _typed(_compose(overrides, entry))


def _typed(config: DictConfig) -> Any:
    try:
        return OmegaConf.to_object(config)
    except OmegaConfBaseException as error:
        raise ConfigError(_one_line(error)) from None


def _compose(overrides: Sequence[str], entry: Entry, own: bool = False) -> DictConfig:
    """With Hydra's `own` settings under `hydra`, or without."""
    GlobalHydra.instance().clear()
    with hydra.initialize_config_dir(str(CONF_DIR), version_base="1.3"):
        return hydra.compose(entry.file, overrides=list(overrides), return_hydra_config=own)


def _check(overrides: Sequence[str], entry: Entry, sweep: bool) -> tuple[Any, DictConfig]:
    """Refuse what cannot be composed: each override by itself first, so that the message names the culprit.

    Returns the configuration and Hydra's own settings; those of the first point of a sweep.
    """
    try:
        parsed = OverridesParser.create().parse_overrides(list(overrides))
    except OverrideParseException as error:
        raise ConfigError(f"cannot read {error.override!r}: write key=value") from None
    plain = _compose([], entry, own=True)  # once: a quarter of a second each time
    for override in parsed:
        _check_key(override, plain)
    points = [_first(override) for override in parsed]
    try:
        composed = _compose(points, entry, own=True)
        settings = composed.hydra
        own = deepcopy(composed)  # Hydra's settings may refer to each other, so that they stay where they are
        with open_dict(own):
            del own["hydra"]
        config = _typed(own)
    except (HydraException, OmegaConfBaseException) as error:
        raise ConfigError(_one_line(error)) from None
    several = next((override.input_line for override in parsed if override.is_sweep_override()), None)
    if several is not None and not sweep and settings.mode is not RunMode.MULTIRUN:
        raise ConfigError(f"{several}: several values need a sweep; add -m")
    return config, settings


def _first(override: Override) -> str:
    """The override, with the first of its values if it is a sweep."""
    line = override.input_line or ""
    if not override.is_sweep_override():
        return line
    return f"{line.split('=')[0]}={next(iter(override.sweep_string_iterator()))}"


def _check_key(override: Override, plain: DictConfig) -> None:
    """A key must exist in the `plain` configuration, and a group must have the option; else the nearest name is told."""
    key = override.key_or_group
    groups = {
        name: sorted(file.stem for file in (CONF_DIR / name).glob("*.yaml"))
        for name in plain.hydra.runtime.choices
        if not name.startswith("hydra/")
    }
    if key in groups:
        values = override.sweep_string_iterator() if override.is_sweep_override() else [str(override.value())]
        for value in values:
            if value not in groups[key]:
                raise ConfigError(f"{key}={value}: no such choice; {nearest(value, groups[key])}")
        return
    if key.startswith(("models.members.", "hydra")):
        return
    if override.is_add() or override.is_delete():
        raise ConfigError(f"{override.input_line}: keys are set without + or ~; only models.members.NAME may be added")
    own = {name: value for name, value in OmegaConf.to_container(plain).items() if name != "hydra"}  # type: ignore[union-attr]
    known = set(flatten(own)) | set(groups)
    branches = {".".join(name.split(".")[:depth]) for name in known for depth in range(1, name.count(".") + 1)}
    if key not in known | branches:
        raise ConfigError(f"unknown key {key}: {nearest(key, sorted(known))}")


def _one_line(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error, ConfigCompositionException) and error.__cause__ else error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    key = next((match[1] for line in lines if (match := re.match(r"full_key: (\S+)", line))), "")
    return f"{key}: {lines[0]}" if key else lines[0]
