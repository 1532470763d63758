"""TRL's GRPOTrainer, set up with the paper's settings, our rewards and the data as it was written out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from datasets import Dataset, load_dataset
from trl import GRPOConfig

from cads_ray.rewards import accuracy_reward, format_reward
from cads_ray.train.config import GrpoConfig
from cads_ray.train.job import Job
from cads_ray.train.log import Log
from cads_ray.train.processor import load_processor, never_sampled
from cads_ray.train.resume import ResumingTrainer
from cads_ray.train.watch import MIXED

CLIP_LOW, CLIP_HIGH, CLIP_DUAL = 0.2, 0.3, 3.0  # EasyR1's
LORA_MODULES = "all-linear"


def make_trainer(job: Job) -> ResumingTrainer:
    """The trainer of one worker, which finds the others through torch.distributed."""
    processor = load_processor(job.model, job.settings.max_pixels)
    return ResumingTrainer(
        model=job.model,
        reward_funcs=[watched_accuracy(job.settings.samples), format_reward],
        args=trl_config(job, never_sampled(processor)),
        train_dataset=read_data(job),
        processing_class=processor,
        callbacks=[Log(job.metrics)],
        peft_config=_adapters(job.settings.lora),
    )


def read_data(job: Job) -> Dataset:
    """The questions, with their pictures read when they are needed."""
    files = sorted(str(file) for file in Path(job.data).glob("train/*.parquet"))
    return load_dataset("parquet", data_files=files, split="train", cache_dir=f"{job.data}/cache")


def watched_accuracy(samples: int) -> Callable[..., list[float]]:
    """`accuracy_reward`, which also tells TRL the share of questions with right and wrong completions.

    Only from these GRPO learns. A worker's completions are whole groups of `samples` (batches.py).
    """

    def accuracy(
        completions: Sequence[Any], ground_truth: Sequence[str], log_metric: Callable[[str, float], None], **more: Any
    ) -> list[float]:
        scores = accuracy_reward(completions, ground_truth, **more)
        groups = [scores[start : start + samples] for start in range(0, len(scores), samples)]
        log_metric(MIXED, sum(len(set(group)) > 1 for group in groups) / len(groups))
        return scores

    return accuracy


def trl_config(job: Job, never: Sequence[int]) -> GRPOConfig:
    """GRPOConfig of the job; `never` are tokens that no completion may hold."""
    settings, batches, gpu = job.settings, job.batches, job.device == "gpu"
    sharded = gpu and settings.shard and job.workers > 1
    return GRPOConfig(
        output_dir=str(job.checkpoints),
        use_cpu=not gpu,
        bf16=gpu,
        model_init_kwargs={"dtype": "bfloat16" if gpu and settings.lora else "float32"},
        seed=job.random_seed,
        per_device_train_batch_size=batches.at_once,
        gradient_accumulation_steps=batches.passes,
        steps_per_generation=batches.passes_per_generation,
        gradient_checkpointing=gpu and not sharded,
        fsdp=True if sharded else None,
        fsdp_config={"activation_checkpointing": True} if sharded else None,
        num_generations=settings.samples,
        max_completion_length=settings.max_completion,
        temperature=settings.temperature,
        **_rollouts(settings, never),
        learning_rate=settings.lr,
        lr_scheduler_type="constant",
        weight_decay=0.01,
        max_grad_norm=1.0,
        beta=settings.kl,
        epsilon=CLIP_LOW,
        epsilon_high=CLIP_HIGH,
        delta=CLIP_DUAL,
        reward_weights=[1 - settings.format_weight, settings.format_weight],
        max_steps=job.updates,
        logging_steps=batches.updates,
        save_steps=settings.save_every * batches.updates,
        save_total_limit=2,
        report_to="none",
        disable_tqdm=True,
    )


def _rollouts(settings: GrpoConfig, never: Sequence[int]) -> dict[str, Any]:
    """Who writes the completions: the model itself, or vLLM beside it on the same GPU."""
    if settings.rollouts == "transformers":
        return {"generation_kwargs": {"suppress_tokens": list(never)}}
    return {
        "use_vllm": True,
        "vllm_mode": "colocate",
        "vllm_gpu_memory_utilization": settings.vllm_memory,
        "vllm_max_model_length": settings.max_prompt + settings.max_completion,
        "generation_kwargs": {"logit_bias": dict.fromkeys(never, -100.0)},
    }


def _adapters(rank: int | None) -> Any:
    if rank is None:
        return None
    from peft import LoraConfig

    return LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=LORA_MODULES, task_type="CAUSAL_LM")
