"""ms-swift: messages with pictures as files, for supervised training; `solution` is what its GRPO rewards read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cads_ray.export.about import About
from cads_ray.export.folder import JsonFiles, put_picture
from cads_ray.export.sample import INSTRUCTION, Sample, problem, solution

USE = """
    ROOT_IMAGE_DIR=$PWD swift sft --model Qwen/Qwen2.5-VL-7B-Instruct --dataset train.jsonl --val_dataset validation.jsonl ...

from inside this folder; ROOT_IMAGE_DIR is what the pictures' paths are relative to. The answers are the authors' solutions,
in the form that GRPO (`swift rlhf --rlhf_type grpo`, which reads `solution`) will ask for later.
"""


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """train.jsonl, validation.jsonl and images/."""
    with JsonFiles(folder) as files:
        for sample in samples:
            row = {
                "id": sample.id,
                "messages": [
                    {"role": "user", "content": f"<image>{problem(sample)}\n\n{INSTRUCTION}"},
                    {"role": "assistant", "content": solution(sample)},
                ],
                "images": [put_picture(sample, folder)],
                "solution": sample.key,
            }
            files.write(sample.split, row | sample.origin)
    about.readme(folder, "ms-swift", USE)
