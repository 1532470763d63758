"""LLaVA's visual instruction data: a JSON list of conversations, pictures as files (docs/Finetune_Custom_Data.md)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cads_ray.export.about import About
from cads_ray.export.folder import JsonFiles, put_picture
from cads_ray.export.sample import INSTRUCTION, Sample, problem, solution

USE = """
    python llava/train/train_mem.py --data_path HERE/train.json --image_folder HERE ...

with `HERE` the path of this folder. The answers are the authors' solutions, in the form that GRPO will ask for later.
"""


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """train.json, validation.json and images/."""
    with JsonFiles(folder, array=True) as files:
        for sample in samples:
            row = {
                "id": sample.id,
                "image": put_picture(sample, folder),
                "conversations": [
                    {"from": "human", "value": f"<image>\n{problem(sample)}\n\n{INSTRUCTION}"},
                    {"from": "gpt", "value": solution(sample)},
                ],
            }
            files.write(sample.split, row | sample.origin)
    about.readme(folder, "LLaVA", USE)
