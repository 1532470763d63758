"""EasyR1 (GRPO, what the paper trained with): Parquet with `images`, `problem`, `answer`; its reward file and template."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cads_ray.export.about import About
from cads_ray.export.bundle import reward_file
from cads_ray.export.sample import INSTRUCTION, Sample, problem
from cads_ray.export.shards import Shards, all_embedded, picture, several, value

COLUMNS = (
    value("id"),
    several(picture("images")),
    *(value(name) for name in ("problem", "answer", "ground_truth", "domain")),
)
USE = """
In EasyR1's folder, with `HERE` the path of this one (it must not contain "@"), and the paper's settings:

    python3 -m verl.trainer.main config=examples/config.yaml \\
        worker.actor.model.model_path=Qwen/Qwen2.5-VL-7B-Instruct \\
        data.train_files=HERE/train data.val_files=HERE/validation \\
        data.prompt_key=problem data.answer_key=ground_truth data.image_key=images \\
        data.format_prompt=HERE/cads.jinja data.max_pixels=1048576 \\
        worker.reward.reward_function=HERE/cads_reward.py:compute_score \\
        data.rollout_batch_size=256 worker.actor.global_batch_size=128 worker.actor.optim.lr=1e-6 \\
        worker.rollout.n=8 worker.rollout.temperature=1.0

`max_pixels` matters: a prompt longer than `data.max_prompt_length` (2048; a picture takes a token for 784 pixels) is dropped by
EasyR1 without a word, and 1,048,576 pixels take 1,338 of them. `answer` is the key alone, for EasyR1's own rewards;
`ground_truth` adds the choices, unit and tolerance that the question declares, as JSON, for `cads_reward.py`, which needs mpmath.
"""


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """train/, validation/, cads_reward.py and cads.jinja. All columns but the pictures are scalars, as EasyR1 wants them."""
    with Shards(folder, COLUMNS, about.provenance) as shards:
        for sample in samples:
            shards.write(sample, row(sample))
    write_beside(folder)
    about.readme(folder, "EasyR1", USE)


def row(sample: Sample) -> dict[str, Any]:
    """The values of COLUMNS, with one <image> for each picture."""
    return {
        "id": sample.id,
        "images": all_embedded(sample),
        "problem": f"{'<image>' * len(sample.pictures)}{problem(sample)}",
        "answer": sample.key,
        "ground_truth": sample.ground_truth,
        "domain": sample.domain,
    }


def write_beside(folder: Path) -> None:
    """cads_reward.py and cads.jinja: the reward, and the words that ask for the form that it rewards."""
    (folder / "cads_reward.py").write_text(reward_file(), encoding="utf-8")
    (folder / "cads.jinja").write_text(f"{{{{ content | trim }}}} {INSTRUCTION}\n", encoding="utf-8")
