"""What must hold of a configuration beyond its types, checked before anything starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cads_ray.command.names import flatten, nearest
from cads_ray.config import Config, ExportConfig
from cads_ray.errors import ConfigError

CHOICES = {
    "paint.backend": ("auto", "svg", "vega", "hosted"),
    "judge.consensus": ("paper", "independent", "posterior"),
    "judge.blind": ("keep", "tag", "drop"),
    "judge.equivalence": ("rules", "model"),
    "context.mode": ("adversarial", "paper", "frozen", "shuffled", "bandit"),
    "student.keep": ("all", "learnable"),
    "ledger.replay": ("off", "only"),
}
FORMATS = "huggingface easyr1 verl trl llamafactory ms_swift llava webdataset vlmevalkit jsonl".split()
POSITIVE = (
    *("rounds.count", "rounds.max", "generate.draws", "dataflow.block_rows", "dataflow.min_actors"),
    *("dataset.siblings", "context.max_insights", "context.max_tokens", "ablation.seeds", "ablation.draws"),
    *("retries.provider", "judge.quorum", "dataset.size", "preview"),
)
NOT_NEGATIVE = ("retries.reply", "seeds.depth", "context.reflections", "student.samples")


def check_values(flat: Mapping[str, Any], choices: Mapping[str, Sequence[str]], positive: Sequence[str]) -> None:
    """Raise ConfigError for a dotted key whose value is none of its `choices`, or that must be `positive` and is below 1."""
    for key, allowed in choices.items():
        if flat[key] not in allowed:
            raise ConfigError(f"{key}={flat[key]}: {nearest(str(flat[key]), allowed)}")
    for key in positive:
        if flat[key] is not None and flat[key] < 1:
            raise ConfigError(f"{key}={flat[key]}: must be at least 1")


def check(config: Config) -> None:
    """Raise ConfigError, with the nearest valid name, for what the types alone cannot see."""
    flat = flatten(asdict(config))
    check_values(flat, CHOICES, POSITIVE)
    for key in NOT_NEGATIVE:
        if flat[key] < 0:
            raise ConfigError(f"{key}={flat[key]}: must not be negative")
    if not 0 < config.rounds.overlap <= 1:
        raise ConfigError(f"rounds.overlap={config.rounds.overlap}: a share of the verdicts, above 0 and at most 1")
    if config.dataflow.max_actors < config.dataflow.min_actors:
        raise ConfigError(f"dataflow.max_actors={config.dataflow.max_actors}: must be at least dataflow.min_actors")
    if config.budget.usd is not None and config.budget.usd <= 0:
        raise ConfigError(f"budget.usd={config.budget.usd}: must be more than 0")
    if not config.out.strip():
        raise ConfigError("out is empty: name a directory")
    _check_roles(config)
    _check_quorum(config)
    check_export(config.export)
    _check_playbook(config.context.from_run)
    if config.dataset.quotas and config.dataset.size is None:
        raise ConfigError("dataset.quotas are shares of dataset.size: set dataset.size=N too")


def check_export(options: ExportConfig) -> None:
    """Raise ConfigError for a format that there is not, and for a share that is none."""
    for name in options.formats:
        if name not in FORMATS:
            raise ConfigError(f"formats: no format {name!r}; {nearest(name, FORMATS)}")
    if not 0 <= options.validation < 1:
        raise ConfigError(f"validation={options.validation}: a share of the seeds, from 0 to below 1")
    if options.push_to_hub is not None and options.push_to_hub.count("/") != 1:
        raise ConfigError(f"push_to_hub={options.push_to_hub}: write it as org/name")


def _check_roles(config: Config) -> None:
    """Each role names members that exist, and no pool is empty."""
    for key, names in (("generate.members", config.generate.members), ("judge.members", config.judge.members)):
        if not names:
            raise ConfigError(f"{key} is empty: name some of {', '.join(config.models.members) or 'models.members'}")
        if len(set(names)) < len(names):
            raise ConfigError(f"{key} names a member twice")
    single = {
        "paint.drafter": config.paint.drafter,
        "paint.artist": config.paint.artist,
        "paint.check": config.paint.check,
        "judge.grader": config.judge.grader,
        "judge.repair": config.judge.repair,
        "context.reflector": config.context.reflector,
        "student.model": config.student.model,
    }
    named = [("generate.members", name) for name in config.generate.members]
    named += [("judge.members", name) for name in config.judge.members]
    named += [(key, name) for key, name in single.items() if name is not None]
    for key, name in named:
        if name not in config.models.members:
            hint = "experiment=NAME sets a pool together with its generators and judges (conf/experiment)"
            raise ConfigError(f"{key}: unknown model {name!r}; {nearest(name, config.models.members)}; {hint}")
    if not any(config.models.members[name].sees != "nothing" for name in config.judge.members):
        raise ConfigError("judge.members: every judge is blind, so none counts into C")
    if config.paint.backend == "hosted" and config.paint.artist is None:
        raise ConfigError("paint.backend=hosted needs paint.artist, an image model")
    if config.paint.artist is None and config.paint.drafter is None:
        raise ConfigError("paint needs a drafter (writes SVG and Vega-Lite) or an artist (an image model)")


def _check_quorum(config: Config) -> None:
    """A quorum that no sample can reach would fail every one."""
    judges, quorum = config.judge.members, config.judge.quorum
    counting = [name for name in judges if config.models.members[name].sees != "nothing"]
    if quorum is not None and quorum > len(counting):
        raise ConfigError(f"judge.quorum={quorum}: only {len(counting)} judges count, so no sample could be decided")


def _check_playbook(run: str | None) -> None:
    if run is not None and not any((Path(run).expanduser() / "context").glob("[0-9]*.json")):
        raise ConfigError(f"context.from_run={run} holds no playbook: name a run directory with context/000.json")
