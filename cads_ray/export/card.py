"""The dataset card: what a stranger must know before he trains on it, with the YAML header that Hugging Face reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import yaml

from cads_ray.export.about import About
from cads_ray.export.sample import SPLITS
from cads_ray.schema import State

LICENSES = ("apache-2.0", "mit", "cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0", "odc-by")
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
Sizes = Mapping[str, tuple[int, int]]  # by split: samples, bytes


def card(about: About, features: Mapping[str, Any], sizes: Sizes, stored: int) -> str:
    """README.md of the dataset; `stored` is the size of its files in bytes."""
    header = yaml.safe_dump(_header(about, features, sizes, stored), sort_keys=False, allow_unicode=True, width=120)
    facts = about.facts
    splits = " and ".join(f"{sizes[split][0]} for {split}" for split in SPLITS if split in sizes) or "none"
    return f"""---
{header}---

# {about.name}: made with cads_ray

{facts.kept} problems with pictures, {about.says}.
Samples of {len(facts.seeds)} of {about.seeds.num_rows} seeds were kept. Split by seed, so that no seed is on both sides: {splits}.

    from datasets import load_dataset
    dataset = load_dataset("path/of/this/folder")

## What became of the candidates

{_table(("state", "samples"), [("planned", facts.planned), *((s, facts.states[s]) for s in State if facts.states[s])])}

`accepted`: every judge that counts found the key. `adversarial`: some did and some did not; `difficulty` is 1 - C/K, with C the
judges that agree with the key and K those that voted; `pass_rate` is the share of a student's attempts that found it, empty where
none was asked. The other states are not in this dataset. Consensus rule:
`{about.config["judge"]["consensus"]}`. Kept samples by C and K:

{_table(("C", "K", "samples"), facts.by("consensus", "voters"))}

## What is in it

{_table(("domain", "samples"), facts.by("domain"))}

{_table(("meta strategy", "author", "samples"), facts.by("strategy", "author"))}

## Models and cost

{_table(("member", "model", "provider", "sees", "calls", "from the ledger", "USD"), _members(about))}

Cost, by the rows: {facts.cost}; what a continued session found in the ledger was paid before and is in
report.html. Prompts, by the sha256 of their files: {_digests(about.prompts)}.

## Heuristics

{_heuristics(about.heuristics)}

## Seeds, their licences and attribution

{_table(("source", "licence", "seeds"), _sources(about))}

## Known limits

- The answers are what a model wrote and other models confirmed; they were not checked by people. Judges that share a
  misconception with the author confirm a wrong key, and samples of low C hold the most wrong keys.
- `domain` is what the author said it was.{_unpriced(facts.costs)}
- `embedded` members are programs and not neural nets: their samples show the method, and are not meant to train a model on.
"""


def _header(about: About, features: Mapping[str, Any], sizes: Sizes, stored: int) -> dict[str, Any]:
    splits = [split for split in SPLITS if split in sizes]
    licenses = sorted({_license(text) for text in about.seeds["seed_license"].to_pylist()})
    infos = [{"name": split, "num_bytes": sizes[split][1], "num_examples": sizes[split][0]} for split in splits]
    return {
        "license": licenses[0] if len(licenses) == 1 else licenses,
        "task_categories": ["visual-question-answering"],
        "tags": ["synthetic", "multimodal", "reasoning", "cads"],
        "size_categories": [
            next((name for bound, name in SIZES if about.facts.kept < bound), "1M<n<10M"),
        ],
        "dataset_info": {
            "features": [_feature(name, feature) for name, feature in features.items()],
            "splits": infos,
            "download_size": stored,
            "dataset_size": sum(size for _, size in sizes.values()),
        },
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": split, "path": f"{split}/*.parquet"} for split in splits],
            }
        ],
    }


def _feature(name: str, feature: Mapping[str, Any]) -> dict[str, Any]:
    """A feature as a card writes it."""
    if feature["_type"] == "Sequence":
        return {"name": name, "sequence": feature["feature"]["dtype"]}
    return {"name": name, "dtype": feature.get("dtype", feature["_type"].lower())}


def _license(text: str | None) -> str:
    """The Hub's name of a licence, `other` for one that it does not list."""
    name = (text or "").strip().lower().replace(" ", "-")
    return name if name in LICENSES else "other"


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    cells = [list(head), *(list(row) for row in rows)]
    lines = ["| " + " | ".join(_cell(value) for value in row) + " |" for row in cells]
    return "\n".join([lines[0], "| --- " * len(cells[0]) + "|", *lines[1:]])


def _cell(value: object) -> str:
    """A value in a table; what a model or a seed wrote must not add a column, a row or a page of text."""
    text = " ".join(str("not stated" if value in (None, "") else value).split())
    return text[:300].replace("|", "\\|").replace("<", "&lt;")


def _members(about: About) -> list[tuple[object, ...]]:
    sums = about.facts.costs.group_by("member").agg(pl.col("calls", "cached", "usd").sum())
    spent = {member: figures for member, *figures in sums.iter_rows()}
    rows: list[tuple[object, ...]] = []
    for name, member in sorted(about.config["models"]["members"].items()):
        if name in spent:
            calls, cached, usd = spent[name]
            rows.append((name, member["model"], member["provider"], member["sees"], calls, cached, f"{usd:.2f}"))
    return rows


def _digests(prompts: Mapping[str, str]) -> str:
    return ", ".join(f"{task} `{digest[:12]}`" for task, digest in sorted(prompts.items())) or "not recorded"


def _heuristics(history: Iterable[Mapping[str, Any]]) -> str:
    """Each version that was in force, from which round on, and what it told the authors."""
    parts = []
    for version in history:
        insights = [f"- {_cell(insight['text'])}" for insight in version["insights"]]
        head = f"Version `{version['version']}`, from round {version['round'] + 1} on, {len(insights)} insights:"
        parts.append("\n".join([head, "", *insights]) if insights else f"{head[:-1]}.")
    return "\n\n".join(parts) or "None."


def _sources(about: About) -> list[tuple[object, ...]]:
    named = zip(about.seeds["seed_attribution"].to_pylist(), about.seeds["seed_license"].to_pylist(), strict=True)
    counts = Counter((attribution or "", license or "") for attribution, license in named)
    return [(*source, count) for source, count in sorted(counts.items())]


def _unpriced(costs: pl.DataFrame) -> str:
    unpriced = costs.get_column("unpriced").sum()
    return f" The price of {unpriced} calls is not known; their samples have no `cost_usd`." if unpriced else ""
