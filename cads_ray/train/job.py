"""What the workers of a training are told, and where they put things."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cads_ray.train.batches import Batches
from cads_ray.train.config import GrpoConfig


@dataclass(frozen=True)
class Job:
    """All that a worker is told. Places are absolute, and on a cluster the same on each machine."""

    model: str
    data: str  # holds train/*.parquet, as export/trl.py writes them
    out: str
    device: str
    workers: int
    random_seed: int
    updates: int
    batches: Batches
    settings: GrpoConfig

    @property
    def checkpoints(self) -> Path:
        return Path(self.out) / "checkpoints"

    @property
    def trained(self) -> Path:
        """Where the model lies in the end."""
        return Path(self.out) / "model"

    @property
    def metrics(self) -> Path:
        return Path(self.out) / "metrics.jsonl"
