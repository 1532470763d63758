"""What of a configuration binds a run directory: the part that decides what a sample is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from cads_ray.command.names import flatten
from cads_ray.config import Config

# What may change when a run is continued: it changes how fast, how long or what for, and not what a sample is.
FREE = (
    "out",
    "verbose",
    "hedge",
    "preview",
    "rounds.count",
    "rounds.max",
    "budget.",
    "ray.",
    "dataflow.",
    "ledger.",
    "retries.",
    "export.",
    "dataset.size",
    "judge.audit",
    "dataset.quotas",
    "models.server",
    "ablation.",
)
FREE_MEMBER = ("max_in_flight", "rpm", "tpm", "timeout_s", "api_key_env", "base_url", "usd_")


def binding(config: Config) -> dict[str, Any]:
    """The part of the configuration that decides what a sample is, flat; it may not change within a run directory."""
    flat = flatten(asdict(config))
    return {
        key: value
        for key, value in flat.items()
        if not any(key == free or (free.endswith(".") and key.startswith(free)) for free in FREE)
        and not (key.startswith("models.members.") and key.rpartition(".")[2].startswith(FREE_MEMBER))
    }


def fingerprint(values: dict[str, Any]) -> str:
    """A short digest of `binding`, and of whatever else decides what a sample is."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
