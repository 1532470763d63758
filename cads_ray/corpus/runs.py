"""The kept samples of a run's directory, of its complete rounds, as problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from cads_ray.corpus.problem import Problem
from cads_ray.errors import SeedsError
from cads_ray.pictures import Blobs
from cads_ray.schema import KEPT

ROWS = 256
_READ = (
    "id seed question choices answer unit tolerance rationale image domain strategy consensus voters state pass_rate"
)


def is_run(place: Path) -> bool:
    return (place / "run.json").is_file()


def run_problems(place: Path) -> Iterator[tuple[str, Problem]]:
    """Id and problem of each kept sample, in the order of ids. Raises SeedsError where no round is complete."""
    rounds = sorted(manifest.parent for manifest in place.glob("rounds/*/manifest.json"))
    if not rounds:
        raise SeedsError(f"{place}: a run without a complete round; run its command again to continue it")
    blobs, licences = Blobs(place / "blobs"), _licences(place)
    for round in rounds:
        with pq.ParquetFile(round / "verdicts.parquet") as file:
            names = [
                name for name in _READ.split() if name in file.schema_arrow.names
            ]  # pass_rate: where a student tried
            for batch in file.iter_batches(ROWS, columns=names):
                for row in batch.to_pylist():
                    if row["state"] in KEPT:
                        yield row["id"], _problem(row, blobs, place.name, licences.get(row["seed"], ("", "")))


def _licences(place: Path) -> dict[str, tuple[str, str]]:
    """Licence and attribution by seed: a sample has those of what it comes from."""
    files = [place / "seeds.parquet", *sorted(place.glob("rounds/*/seeds.parquet"))]
    names = ["seed", "seed_license", "seed_attribution"]
    rows = [row for file in files for row in pq.read_table(file, columns=names).to_pylist()]
    return {row["seed"]: (row["seed_license"], row["seed_attribution"]) for row in rows}


def _problem(row: dict[str, Any], blobs: Blobs, name: str, licence: tuple[str, str]) -> Problem:
    return Problem(
        question=row["question"],
        choices=row["choices"] or [],
        answer=row["answer"],
        unit=row["unit"] or "",
        tolerance=row["tolerance"] or "",
        rationale=row["rationale"] or "",
        description="",
        pictures=[blobs.get(row["image"])],
        domain=row["domain"] or "",
        source=name,
        license=licence[0],
        attribution=licence[1],
        strategy=row["strategy"] or "",
        split="",
        pass_rate=row.get("pass_rate"),
        difficulty=1 - row["consensus"] / row["voters"] if row["voters"] else None,
    )
