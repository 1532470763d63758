"""The dataset for `datasets.load_dataset`: Parquet shards with embedded pictures (feature Image), and its card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from cads_ray.export.about import About
from cads_ray.export.card import card
from cads_ray.export.sample import Sample
from cads_ray.export.shards import Shards, embedded, picture, several, value

COLUMNS = (
    value("id"),
    picture("image"),
    value("question"),
    several(value("choices")),
    *(value(name) for name in ("answer", "unit", "tolerance", "rationale", "domain")),
)


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """train/, validation/ and README.md, the card."""
    counts: Counter[str] = Counter()
    with Shards(folder, COLUMNS, about.provenance) as shards:
        for sample in samples:
            counts[sample.split] += 1
            shards.write(sample, sample.fields | {"image": embedded(sample)})
    stored = sum(path.stat().st_size for path in folder.glob("*/*.parquet"))
    text = card(about, shards.features, {split: (counts[split], shards.bytes[split]) for split in counts}, stored)
    (folder / "README.md").write_text(text, encoding="utf-8")
