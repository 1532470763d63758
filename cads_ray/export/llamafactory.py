"""LLaMA-Factory, supervised: ShareGPT messages with pictures as files, and the dataset_info.json that names them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from cads_ray.export.about import About
from cads_ray.export.folder import JsonFiles, put_picture
from cads_ray.export.sample import INSTRUCTION, SPLITS, Sample, problem, solution

NAMES = dict(zip(SPLITS, ("cads", "cads_validation"), strict=True))
USE = """
    llamafactory-cli train model_name_or_path=Qwen/Qwen2.5-VL-7B-Instruct stage=sft template=qwen2_vl \\
        dataset_dir=HERE media_dir=HERE dataset=cads eval_dataset=cads_validation ...

with `HERE` the path of this folder. The answers are the authors' solutions, in the form that GRPO will ask for later.
"""


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """cads.json, cads_validation.json, dataset_info.json and images/."""
    splits: set[str] = set()
    with JsonFiles(folder, array=True) as files:
        for sample in samples:
            splits.add(sample.split)
            row = {
                "id": sample.id,
                "messages": [
                    {"role": "user", "content": f"<image>{problem(sample)}\n\n{INSTRUCTION}"},
                    {"role": "assistant", "content": solution(sample)},
                ],
                "images": [put_picture(sample, folder)],
            }
            files.write(NAMES[sample.split], row | sample.origin)
    info = {NAMES[split]: _entry(f"{NAMES[split]}.json") for split in SPLITS if split in splits}
    (folder / "dataset_info.json").write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
    about.readme(folder, "LLaMA-Factory", USE)


def _entry(file: str) -> dict:
    return {
        "file_name": file,
        "formatting": "sharegpt",
        "columns": {"messages": "messages", "images": "images"},
        "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"},
    }
