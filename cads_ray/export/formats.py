"""The formats by name, and the writing of some of them from a run. Makes no model call."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cads_ray.dataset.verdicts import kept
from cads_ray.errors import AccountingError
from cads_ray.export import (
    easyr1,
    huggingface,
    jsonl,
    llamafactory,
    llava,
    ms_swift,
    trl,
    verl,
    vlmevalkit,
    webdataset,
)
from cads_ray.export.about import About
from cads_ray.export.facts import Facts, facts_of
from cads_ray.export.folder import replaced
from cads_ray.export.history import versions
from cads_ray.export.sample import SPLITS, Sample, sample_of
from cads_ray.export.shards import provenance
from cads_ray.export.source import Source
from cads_ray.export.split import validation_seeds
from cads_ray.schema import VERDICT

Exporter = Callable[
    [Iterable[Sample], Path, About], None
]  # each sample once, in the order of ids, into an empty folder

FORMATS: dict[str, Exporter] = {
    "huggingface": huggingface.write,
    "easyr1": easyr1.write,
    "verl": verl.write,
    "trl": trl.write,
    "llamafactory": llamafactory.write,
    "ms_swift": ms_swift.write,
    "llava": llava.write,
    "webdataset": webdataset.write,
    "vlmevalkit": vlmevalkit.write,
    "jsonl": jsonl.write,
}
_READ = [name for name in VERDICT.names if name not in ("concepts", "reasoning", "insights", "phash", "attempts")]


@dataclass(frozen=True)
class Options:
    """What is written: the formats, whether rows carry their provenance, the share of seeds for validation."""

    formats: Sequence[str] = ("huggingface",)
    provenance: bool = True
    validation: float = 0.1


def place_of(out: Path, format: str) -> Path:
    """Where a format goes: the dataset itself to dataset/, what is made for one trainer to export/<format>/."""
    return out / "dataset" if format == "huggingface" else out / "export" / format


def export_run(source: Source, options: Options) -> list[Path]:
    """Write the formats, each whole or not at all. Raises AccountingError when a kept sample is not written."""
    facts = facts_of(source)
    about = About(
        provenance(source.more()) if options.provenance else (),
        source.about.get("recipe", {}).get("says", "synthetic"),
        source.out.name,
        facts,
        source.seeds,
        source.about["config"],
        source.about.get("prompts", {}),
        versions(source.out),
    )
    places = []
    for format in options.formats:
        place = place_of(source.out, format)
        with replaced(place) as folder:
            counts: Counter[str] = Counter()
            FORMATS[format](_counted(samples(source, facts, options), counts), folder, about)
            if sum(counts.values()) != facts.kept:
                raise AccountingError(f"{format}: {facts.kept} samples are kept, {sum(counts.values())} were written")
            _write_report(folder, format, counts, source)
        places.append(place)
    return places


def samples(source: Source, facts: Facts, options: Options) -> Iterator[Sample]:
    """The kept samples in the order of their ids, one at a time."""
    held = validation_seeds({source.roots[seed] for seed in facts.seeds}, options.validation)
    train, validation = SPLITS
    for table in source.tables([*_READ, *source.more().names]):
        for row in kept(table).to_pylist():
            split = validation if source.roots[row["seed"]] in held else train
            yield sample_of(row, source.blobs, split, options.provenance)


def _counted(stream: Iterable[Sample], counts: Counter[str]) -> Iterator[Sample]:
    for sample in stream:
        counts[sample.split] += 1
        yield sample


def _write_report(folder: Path, format: str, counts: Counter[str], source: Source) -> None:
    """export_report.json: what was written, and of which run."""
    told = {"format": format, "run": source.about["fingerprint"], "samples": {split: counts[split] for split in SPLITS}}
    (folder / "export_report.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
