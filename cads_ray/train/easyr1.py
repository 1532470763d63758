"""EasyR1, with which the paper trained: its configuration with the paper's settings, and its start where it is installed.

EasyR1 leaves out prompts longer than data.max_prompt_length without a word; questions.py has left them out before, and told.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from cads_ray.disk.files import write_text
from cads_ray.errors import ConfigError, TrainingFailed, Unequipped
from cads_ray.train.config import TrainConfig

MIN_PIXELS = 262_144  # EasyR1 enlarges smaller pictures to it
INSTALL = "git clone https://github.com/hiyouga/EasyR1 && pip install -e EasyR1"
# verl itself has no verl.trainer.main, and is named like EasyR1.
PROBE = """
import importlib.util, json
try:
    found = importlib.util.find_spec("verl.trainer.main") is not None
except ImportError:
    found = False
gpus = 0
if found and importlib.util.find_spec("torch"):
    import torch
    gpus = torch.cuda.device_count()
print(json.dumps({"found": found, "gpus": gpus}))
"""


def configuration(config: TrainConfig, folder: Path) -> dict[str, Any]:
    """EasyR1's config.yaml: the paper's settings; what the paper does not say is as in EasyR1's own examples/config.yaml."""
    settings = config.train
    return {
        "data": {
            "train_files": str(folder / "train"),
            "val_files": str(folder / "train"),  # wanted even where nothing is validated
            "prompt_key": "problem",
            "answer_key": "ground_truth",
            "image_key": "images",
            "max_prompt_length": settings.max_prompt,
            "max_response_length": settings.max_completion,
            "rollout_batch_size": settings.rollout_batch,
            "val_batch_size": settings.rollout_batch,
            "format_prompt": str(folder / "cads.jinja"),
            "shuffle": True,
            "seed": config.random_seed,
            "min_pixels": min(MIN_PIXELS, settings.max_pixels),
            "max_pixels": settings.max_pixels,
            "filter_overlong_prompts": True,
        },
        "algorithm": {
            "adv_estimator": "grpo",
            "disable_kl": not settings.kl,
            "use_kl_loss": True,
            "kl_penalty": "low_var_kl",
            "kl_coef": settings.kl,
        },
        "worker": {
            "actor": _actor(config),
            "rollout": {
                "n": settings.samples,
                "temperature": settings.temperature,
                "top_p": 1.0,
                "gpu_memory_utilization": 0.6,
                "tensor_parallel_size": 2 if config.workers % 2 == 0 else 1,
            },
            "ref": {
                "fsdp": {"enable_full_shard": True, "enable_cpu_offload": True, "enable_rank0_init": True},
                "offload": {"offload_params": False},
            },
            "reward": {
                "reward_function": f"{folder / 'cads_reward.py'}:compute_score",
                "reward_function_kwargs": {"format_weight": settings.format_weight},
            },
        },
        "trainer": _trainer(config, folder),
    }


def _actor(config: TrainConfig) -> dict[str, Any]:
    settings = config.train
    model: dict[str, Any] = {
        "model_path": config.model,
        "enable_gradient_checkpointing": True,
        "trust_remote_code": False,
        "freeze_vision_tower": False,
    }
    if settings.lora:
        model["lora"] = {"rank": settings.lora, "alpha": 2 * settings.lora, "target_modules": "all-linear"}
    return {
        "global_batch_size": settings.global_batch,
        "micro_batch_size_per_device_for_update": settings.at_once,
        "micro_batch_size_per_device_for_experience": 4 * settings.at_once,
        "max_grad_norm": 1.0,
        "padding_free": True,
        "model": model,
        "optim": {"lr": settings.lr, "weight_decay": 0.01, "strategy": "adamw", "lr_warmup_ratio": 0.0},
        "fsdp": {"enable_full_shard": True, "enable_cpu_offload": False, "enable_rank0_init": True},
        "offload": {"offload_params": True, "offload_optimizer": True},
    }


def _trainer(config: TrainConfig, folder: Path) -> dict[str, Any]:
    settings = config.train
    return {
        "total_epochs": settings.epochs,
        "max_steps": settings.steps,
        "project_name": "cads_ray",
        "experiment_name": folder.parent.name,
        "logger": ["console"],
        "nnodes": 1,
        "n_gpus_per_node": config.workers,
        "val_freq": -1,
        "val_before_train": False,
        "save_freq": settings.save_every,
        "save_limit": 3,
        "save_checkpoint_path": str(folder.parent / "checkpoints"),
    }


def write_configuration(config: TrainConfig, folder: Path) -> list[str]:
    """Write config.yaml and run.sh into `folder`, where the questions are; returns the command."""
    write_text(yaml.safe_dump(configuration(config, folder), sort_keys=False), folder / "config.yaml")
    command = [config.train.python or sys.executable, "-m", "verl.trainer.main", f"config={folder / 'config.yaml'}"]
    write_text(f"#!/bin/sh\nexec {shlex.join(command)}\n", folder / "run.sh")
    return command


def start(config: TrainConfig, command: list[str], console: Console) -> int:
    """Run EasyR1 where it is installed, else print the command and what to install; returns the exit code.

    Raises Unequipped when there are too few GPUs, TrainingFailed when EasyR1 ends with an error.
    """
    console.print(f"  {shlex.join(command)}", highlight=False, soft_wrap=True)
    found = _probe(command[0])
    if not found["found"]:
        console.print(f"  EasyR1 is not installed for {command[0]}: {INSTALL}", highlight=False, soft_wrap=True)
        console.print("  then the same command, with train.python=/path/to/its/python if that is another one")
        return 0
    if found["gpus"] < config.workers:
        raise Unequipped(
            f"EasyR1 needs workers={config.workers} GPUs, here are {found['gpus']}; the command above is ready"
        )
    code = subprocess.run(command).returncode
    if code:
        raise TrainingFailed(f"EasyR1 ended with {code}; the same command continues from its last checkpoint")
    return 0


def _probe(python: str) -> dict[str, Any]:
    """Whether EasyR1 is installed for this interpreter, and how many GPUs it sees. Raises ConfigError when it does not run."""
    try:
        done = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        raise ConfigError(f"train.python={python}: no Python that runs") from None
