"""What an exporter may say about the run beside its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from cads_ray.export.facts import Facts

HEAD = """# {title}

{samples} problems with pictures, made with cads_ray (Collective Adversarial Data Synthesis, arXiv 2602.03300), for {format}.
Train and validation are split by seed: no seed is on both sides. What the samples are, whose seeds and models made them and
what is known to be wrong with them stands in the card of the dataset: README.md of the format `huggingface`.
"""


@dataclass(frozen=True)
class About:
    """`provenance`: whether rows carry it. `config` and `prompts` are the run's; `versions` those of its heuristics."""

    provenance: bool
    name: str
    facts: Facts
    seeds: pa.Table
    config: dict[str, Any]
    prompts: dict[str, str]
    heuristics: list[dict[str, Any]]

    def readme(self, folder: Path, format: str, use: str) -> None:
        """README.md: what this is, and the exact command that trains on it."""
        text = HEAD.format(title=f"{self.name} for {format}", samples=self.facts.kept, format=format) + use
        (folder / "README.md").write_text(text, encoding="utf-8")
