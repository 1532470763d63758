"""One training, from the configuration to the model: what must be there, the questions, the trainer."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from cads_ray.command.names import flatten
from cads_ray.disk.files import make_run_dir, write_text
from cads_ray.errors import ConfigError
from cads_ray.pictures import Blobs
from cads_ray.train.batches import Batches, batches_of, updates_of
from cads_ray.train.config import TrainConfig, check_training, sources
from cads_ray.train.easyr1 import start, write_configuration
from cads_ray.train.job import Job
from cads_ray.train.launch import check_packages, check_torch, launch
from cads_ray.train.questions import Limits, Questions, gather
from cads_ray.train.written import write_easyr1, write_trl

# What may change between two calls that continue the same training.
FREE = (
    *(
        "out",
        "device",
        "workers",
        "verbose",
        "ray.",
        "train.epochs",
        "train.steps",
        "train.at_once",
        "train.save_every",
    ),
    *("train.shard", "train.rollouts", "train.vllm_memory", "train.python"),
)


def train(config: TrainConfig, console: Console) -> int:
    """Train, or continue to; returns the exit code. Raises ConfigError and its kind for what cannot work."""
    check_training(config)
    settings = config.train
    batches = batches_of(
        settings.samples, settings.global_batch, settings.rollout_batch, config.workers, settings.at_once
    )
    if settings.by == "easyr1":
        return _easyr1(config, console)
    check_packages(config)
    check_torch(config)
    out = make_run_dir(config.out)
    questions = _questions(config, out, console, lambda found: write_trl(found, out / "data"))
    updates = _updates(config, batches, questions)
    job = Job(
        model=_model(config.model),
        data=str(out / "data"),
        out=str(out),
        device=config.device,
        workers=config.workers,
        random_seed=config.random_seed,
        updates=updates,
        batches=batches,
        settings=settings,
    )
    console.print(
        f"  {questions:,} questions, {settings.samples} completions each; {updates} updates of {batches.per_update:,} "
        f"completions, {batches.per_generation:,} a generation",
        highlight=False,
    )
    launch(job, config, console)
    console.print(f"  {job.trained}", highlight=False, soft_wrap=True)
    return 0


def _model(name: str) -> str:
    """A folder as its absolute path, since workers may run elsewhere; a name on the Hub as it is."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return str(folder.resolve())
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise ConfigError(f"model={name}: no such folder, and no name on the Hub (org/name)")
    return name


def _easyr1(config: TrainConfig, console: Console) -> int:
    out = make_run_dir(config.out)
    if "@" in str(out):
        raise ConfigError(
            f"out={config.out}: EasyR1 takes what follows an @ in a path for a split; choose another out="
        )
    folder = out / "easyr1"
    _enough(config, _questions(config, out, console, lambda found: write_easyr1(found, folder)))
    return start(config, write_configuration(config, folder), console)


def _questions(config: TrainConfig, out: Path, console: Console, write: Callable[[Questions], None]) -> int:
    """Write the questions, unless an earlier call did; returns how many there are."""
    binding, about = _binding(config), out / "train.json"
    if about.exists():
        before = json.loads(about.read_text(encoding="utf-8"))
        changed = sorted(
            key for key in binding.keys() | before["binding"] if before["binding"].get(key) != binding.get(key)
        )
        if not changed:
            return sum(source["taken"] for source in before["sources"])
        if any((out / "checkpoints").glob("*/")):
            key = changed[0]
            raise ConfigError(
                f"{config.out} was begun with {key}={before['binding'].get(key)}, now it is {binding.get(key)}; "
                f"choose another out=, or put {key} back"
            )
    limits = Limits(config.train.max_prompt, config.train.max_pixels)
    with tempfile.TemporaryDirectory(dir=out, prefix=".pictures-") as folder:
        found = gather(sources(config), config.sizes, config.random_seed, limits, Blobs(folder))
        write(found)
    told = {"binding": binding, "sources": found.told(), "config": asdict(config)}
    write_text(json.dumps(told, indent=2) + "\n", about)
    for source in found.sources:
        console.print(f"  {source}", highlight=False, soft_wrap=True, markup=False)
    return len(found)


def _binding(config: TrainConfig) -> dict[str, Any]:
    """What a training must keep, from its first checkpoint to its last."""
    flat = flatten(asdict(config))
    return {key: value for key, value in flat.items() if not key.startswith(FREE)}


def _updates(config: TrainConfig, batches: Batches, questions: int) -> int:
    """How many updates there will be. Raises ConfigError when that is no whole number of generations."""
    _enough(config, questions)
    settings = config.train
    if settings.steps is None:
        return updates_of(questions, settings.epochs, settings.rollout_batch, batches.updates)
    if settings.steps % batches.updates:
        raise ConfigError(
            f"train.steps={settings.steps}: a generation is {batches.updates} updates, so write a multiple"
        )
    return settings.steps


def _enough(config: TrainConfig, questions: int) -> None:
    if questions < config.train.rollout_batch:
        raise ConfigError(
            f"{questions} questions are fewer than a generation takes (train.rollout_batch={config.train.rollout_batch}): "
            "lower it, and train.global_batch"
        )
