"""The dataset card: what a stranger must know before he trains on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyarrow as pa

from cads_ray.schema import KEPT, State


def card(
    accounts: dict[int, Counter], seeds: pa.Table, versions: Iterable[str], models: dict[str, str], cost: str
) -> str:
    """README.md of the dataset, with the YAML header that Hugging Face reads."""
    total = sum(accounts.values(), Counter())
    samples = sum(total[state] for state in KEPT)
    states = "\n".join(f"| {state} | {total[state]} |" for state in State if total[state])
    roles = "\n".join(f"| {name} | {model} |" for name, model in models.items())
    return f"""---
license: other
task_categories: [visual-question-answering]
tags: [synthetic, multimodal, reasoning, cads]
size_categories: [{_size(samples)}]
configs: [{{config_name: default, data_files: [{{split: train, path: train.parquet}}]}}]
---

# Made with cads_ray

{samples} problems with pictures, written by a collective of models from {seeds.num_rows} seeds and kept when at least one
judge who solved the problem blind found the generated answer (Collective Adversarial Data Synthesis, arXiv 2602.03300).

| state | samples |
| --- | --- |
| planned | {total["planned"]} |
{states}

`accepted`: every judge that counts found the key. `adversarial`: some did and some did not; `difficulty` is 1 - C/voters.
The other states are not in this dataset. Versions of the heuristics, by round: {", ".join(versions) or "none"}. Cost: {cost}.

## Models

| member | model |
| --- | --- |
{roles}

## Seeds and their licences

{_sources(seeds)}

## Limits

The answers are what a model wrote and other models confirmed; they were not checked by people. `embedded` members are
programs and not neural nets: their samples show the method, and are not meant to train a model on.
"""


def _size(samples: int) -> str:
    bounds = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
    return next((name for bound, name in bounds if samples < bound), "1M<n<10M")


def _sources(seeds: pa.Table) -> str:
    named = zip(seeds["seed_attribution"].to_pylist(), seeds["seed_license"].to_pylist(), strict=True)
    counts = Counter((attribution or "not stated", license or "not stated") for attribution, license in named)
    rows = [f"| {attribution} | {license} | {count} |" for (attribution, license), count in sorted(counts.items())]
    return "\n".join(["| source | licence | seeds |", "| --- | --- | --- |", *rows])
