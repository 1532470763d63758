"""What an exporter may say about the run beside its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from cads_ray.export.facts import Facts
from cads_ray.export.shards import Column

HEAD = """# {title}

{samples} problems with pictures, made with cads_ray for {format}: {says}.
Train and validation are split by seed: no seed is on both sides. What the samples are, whose seeds and models made them and
what is known to be wrong with them stands in the card of the dataset: README.md of the format `huggingface`.
"""


@dataclass(frozen=True)
class About:
    """`provenance`: the columns in which rows carry it, none where it is stripped; `says`: what the recipe is.

    `config` and `prompts` are the run's; `heuristics` its versions.
    """

    provenance: Sequence[Column]
    says: str
    name: str
    facts: Facts
    seeds: pa.Table
    config: dict[str, Any]
    prompts: dict[str, str]
    heuristics: list[dict[str, Any]]

    def readme(self, folder: Path, format: str, use: str) -> None:
        """README.md: what this is, and the exact command that trains on it."""
        text = (
            HEAD.format(title=f"{self.name} for {format}", samples=self.facts.kept, format=format, says=self.says) + use
        )
        (folder / "README.md").write_text(text, encoding="utf-8")
