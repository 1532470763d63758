"""TRL's GRPOTrainer: Parquet with `prompt` (plain text, the trainer puts the pictures in), `images` and the key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cads_ray.export.about import About
from cads_ray.export.bundle import reward_file
from cads_ray.export.sample import INSTRUCTION, Sample, problem
from cads_ray.export.shards import Shards, all_embedded, picture, several, turns, value

COLUMNS = (
    value("id"),
    turns("prompt"),
    several(picture("images")),
    *(value(name) for name in ("solution", "answer", "ground_truth", "domain")),
)
USE = """
    import sys; sys.path.insert(0, "HERE")                          # HERE: the path of this folder
    from datasets import load_dataset
    from trl import GRPOConfig, GRPOTrainer
    from cads_reward import accuracy_reward, format_reward          # needs mpmath, and neither cads_ray nor Ray

    train = load_dataset("parquet", data_files="HERE/train/*.parquet", split="train")
    GRPOTrainer("Qwen/Qwen2.5-VL-7B-Instruct", [accuracy_reward, format_reward], GRPOConfig(...), train).train()

`ground_truth` is the key with the choices, unit and tolerance that the question declares, as JSON. `solution` is the key as
LaTeX, for TRL's own `accuracy_reward`: it skips what it cannot parse otherwise, and is blind to units.
"""
_WORDS = re.compile(r"[^\W\d_](?:[\w\s.,;:'’()/-]*)")


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """train/, validation/ and cads_reward.py."""
    with Shards(folder, COLUMNS, about.provenance) as shards:
        for sample in samples:
            shards.write(sample, row(sample))
    (folder / "cads_reward.py").write_text(reward_file(), encoding="utf-8")
    about.readme(folder, "TRL", USE)


def row(sample: Sample) -> dict[str, Any]:
    """The values of COLUMNS."""
    return {
        "id": sample.id,
        "prompt": [{"role": "user", "content": f"{problem(sample)}\n\n{INSTRUCTION}"}],
        "images": all_embedded(sample),
        "solution": latex(sample.key),
        "answer": sample.key,
        "ground_truth": sample.ground_truth,
        "domain": sample.domain,
    }


def latex(key: str) -> str:
    r"""`key` as mathematics that Math-Verify parses: $\text{B}$, $30^\circ$, $\{1,2\}$; it reads none of these bare."""
    key = key.strip()
    if len(key) > 1 and key.startswith("$") and key.endswith("$"):
        return key
    if _WORDS.fullmatch(key):
        return f"$\\text{{{key}}}$"
    key = key.replace("°", "^\\circ").replace("$", "\\$").replace("%", "\\%")
    if key.startswith("{") and key.endswith("}"):
        key = f"\\{{{key[1:-1]}\\}}"
    return f"${key}$"
