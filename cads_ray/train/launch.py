"""GRPO on a Ray cluster: Ray Train starts the workers, and starts them again from the last checkpoint when one dies."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from cads_ray.engine.cluster import cluster, named
from cads_ray.errors import TrainingFailed, Unequipped
from cads_ray.process.quiet import quiet
from cads_ray.train.config import TrainConfig
from cads_ray.train.job import Job
from cads_ray.train.watch import following, line_of
from cads_ray.train.worker import train_loop

NEEDED = ("torch", "trl", "datasets", "pandas", "tensorboardX")
RESTARTS = 1  # of all workers, when one of them dies; those of a machine that is taken away are not counted


def check_packages(config: TrainConfig) -> None:
    """Raises Unequipped, with all that is missing."""
    wanted = [*NEEDED, *(["peft"] if config.train.lora else []), *(["vllm"] if config.train.rollouts == "vllm" else [])]
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        raise Unequipped(f'not installed: {", ".join(missing)}. Training needs: pip install "cads-ray[train]"')


def check_torch(config: TrainConfig) -> None:
    """Raises Unequipped when Ray would be started here, and here are too few GPUs."""
    if config.device == "gpu" and named(config.ray.address) is None:
        import torch

        _check_gpus(torch.cuda.device_count(), config.workers)


def launch(job: Job, config: TrainConfig, console: Console) -> None:
    """Train; returns when the model lies in its place. Raises Unequipped without GPUs, TrainingFailed."""
    out = Path(job.out)
    with quiet(out / "log.txt", config.verbose), cluster(config.ray.address, config.verbose) as up:
        import ray
        from ray.train import FailureConfig, RunConfig, ScalingConfig, TrainingFailedError
        from ray.train.torch import TorchTrainer

        up()
        if job.device == "gpu":
            _check_gpus(int(ray.cluster_resources().get("GPU", 0)), job.workers)
        trainer = TorchTrainer(
            train_loop,
            train_loop_config={"job": job},
            scaling_config=ScalingConfig(num_workers=job.workers, use_gpu=job.device == "gpu"),
            run_config=RunConfig(
                name="ray", storage_path=str(out), failure_config=FailureConfig(max_failures=RESTARTS)
            ),
        )
        with following(job.metrics, lambda row: console.print(f"  {line_of(row, job.updates)}", highlight=False)):
            try:
                _interruptible(trainer.fit)
            except TrainingFailedError as error:
                raise TrainingFailed(f"training stopped: {_reason(error)}; the same command continues") from error


def _interruptible(fit: Callable[[], object]) -> None:
    """In the main thread Ray Train takes Ctrl-C for itself: it stops the workers and leaves with 0, as if all were done. So
    SIGTERM is made a Ctrl-C, and leaving that way an interrupt.

    Not in a thread of its own, which would speak to Ray while Ray is shut down, and Ray's core ends the process for that.
    """
    if threading.current_thread() is not threading.main_thread():  # a launcher's, which has its own way to stop
        fit()
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        fit()
    except SystemExit as error:
        raise KeyboardInterrupt from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _reason(error: Exception) -> str:
    """What the first worker that died said last."""
    failures: dict[int, Exception] = getattr(error, "worker_failures", {})
    first = failures[min(failures)] if failures else error
    told = str(first).strip().splitlines() or [type(first).__name__]
    return told[-1][:300]


def _check_gpus(gpus: int, workers: int) -> None:
    if gpus < workers:
        raise Unequipped(
            f"{gpus or 'no'} GPU for workers={workers}: lower workers, or use a cluster that has them (ray.address=...); "
            "device=cpu trains tiny models, for a look"
        )
