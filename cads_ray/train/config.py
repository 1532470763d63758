"""What python -m cads_ray.train is told: the typed schema of conf/train.yaml, and what must hold of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from cads_ray.command.checks import check_values
from cads_ray.command.names import flatten
from cads_ray.config import RayConfig
from cads_ray.errors import ConfigError

CHOICES = {
    "device": ("gpu", "cpu"),
    "train.by": ("trl", "easyr1"),
    "train.rollouts": ("transformers", "vllm"),
}
POSITIVE = (
    *("workers", "train.samples", "train.global_batch", "train.rollout_batch", "train.epochs", "train.steps"),
    *(
        "train.max_completion",
        "train.max_prompt",
        "train.max_pixels",
        "train.at_once",
        "train.save_every",
        "train.lora",
    ),
)
TOKEN_PIXELS = 28 * 28  # that Qwen2.5-VL turns into one token
TEXT_TOKENS = 400  # the least that is left for a question


@dataclass
class GrpoConfig:
    """GRPO. The defaults are the paper's settings; what the paper does not say is EasyR1's own, with which it trained."""

    by: str = "trl"  # trl | easyr1
    samples: int = 8  # completions of a question
    global_batch: int = 128  # questions an update
    rollout_batch: int = 256  # questions a generation
    temperature: float = 1.0
    lr: float = 1e-6
    kl: float = 0.01  # weight of the distance to the model that training began with
    format_weight: float = 0.1  # of the reward; the rest is accuracy
    epochs: int = 1
    steps: int | None = None  # updates; None: as many as `epochs` take
    max_completion: int = 2048  # tokens
    max_prompt: int = 2048  # tokens, those of the pictures included
    max_pixels: int = 1_048_576  # a larger picture is scaled down; a token is 784 pixels
    at_once: int = 4  # completions in one pass through the model, at most
    save_every: int = 5  # generations between two checkpoints
    lora: int | None = None  # rank of the adapters; None: all weights are trained
    shard: bool = True  # weights, gradients and optimizer shared out among several GPUs (FSDP)
    rollouts: str = "transformers"  # transformers | vllm
    vllm_memory: float = 0.3  # share of a GPU's memory that vLLM takes
    python: str | None = None  # the interpreter that EasyR1 is installed in; None: this one


@dataclass
class TrainConfig:
    """`data` names runs, exported datasets or foreign ones; `sizes` how many of each, 0 for none; None: all."""

    out: str = "runs/train"
    data: Any = None  # a name or a list of them
    sizes: list[int] | None = None
    model: str = "Qwen/Qwen2.5-VL-7B-Instruct"
    device: str = "gpu"  # gpu | cpu
    workers: int = 1
    random_seed: int = 0
    verbose: bool = False
    ray: RayConfig = field(default_factory=RayConfig)
    train: GrpoConfig = field(default_factory=GrpoConfig)


def check_training(config: TrainConfig) -> None:
    """Raise ConfigError, with the nearest valid name, for what the types alone cannot see."""
    flat: dict[str, Any] = flatten(asdict(config))
    check_values(flat, CHOICES, POSITIVE)
    settings = config.train
    if settings.samples < 2:
        raise ConfigError("train.samples=1: GRPO compares the completions of a question, so there must be 2 at least")
    most = TOKEN_PIXELS * (settings.max_prompt - TEXT_TOKENS)
    if not TOKEN_PIXELS <= settings.max_pixels <= most:
        raise ConfigError(
            f"train.max_pixels={settings.max_pixels}: from {TOKEN_PIXELS} to {most}, since a picture takes a token of "
            f"train.max_prompt={settings.max_prompt} for {TOKEN_PIXELS} pixels, and {TEXT_TOKENS} are for the question"
        )
    if not 0 <= settings.format_weight < 1:
        raise ConfigError(f"train.format_weight={settings.format_weight}: a share, from 0 to below 1")
    for key in ("train.temperature", "train.lr"):
        if flat[key] <= 0:
            raise ConfigError(f"{key}={flat[key]}: must be more than 0")
    if settings.kl < 0:
        raise ConfigError(f"train.kl={settings.kl}: must not be negative")
    _check_data(sources(config), config.sizes)


def sources(config: TrainConfig) -> list[str]:
    """The datasets that `data` names."""
    return [config.data] if isinstance(config.data, str) else list(config.data or [])


def _check_data(data: list[str], sizes: list[int] | None) -> None:
    if not data or not all(isinstance(place, str) and place for place in data):
        raise ConfigError("data is missing: data=RUN, or data=[A,B] sizes=[2000,2000]")
    if sizes is None:
        return
    if len(sizes) != len(data):
        raise ConfigError(f"sizes has {len(sizes)} numbers for {len(data)} datasets: one for each")
    if min(sizes) < 0 or not any(sizes):
        raise ConfigError(f"sizes={sizes}: how many of each, 0 for none, and not all of them 0")
