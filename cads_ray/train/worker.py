"""What each worker of Ray Train does: train from the last checkpoint on, and leave the model."""

from __future__ import annotations

import re
from pathlib import Path

from cads_ray.train.job import Job
from cads_ray.train.watch import forget_after

WHOLE = "trainer_state.json"  # what transformers writes last into a checkpoint


def train_loop(told: dict[str, Job]) -> None:
    """`told` is {"job": Job}: Ray Train hands its workers a dict."""
    from cads_ray.train.grpo import make_trainer

    job = told["job"]
    trainer = make_trainer(job)
    last = last_checkpoint(job.checkpoints)
    if trainer.is_world_process_zero():
        forget_after(job.metrics, step_of(last))
    trainer.train(resume_from_checkpoint=str(last) if last else None)
    trainer.save_model(str(job.trained))


def last_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint that was written to its end; None when there is none."""
    found = [place.parent for place in folder.glob(f"checkpoint-*/{WHOLE}")]
    return max(found, key=step_of, default=None)


def step_of(checkpoint: Path | None) -> int:
    """Updates done at a checkpoint; 0 without one."""
    number = re.fullmatch(r"checkpoint-(\d+)", checkpoint.name) if checkpoint else None
    return int(number[1]) if number else 0
