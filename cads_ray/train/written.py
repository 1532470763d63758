"""The questions on disk, as each trainer reads them."""

from __future__ import annotations

from pathlib import Path

from cads_ray.export import easyr1, trl
from cads_ray.export.folder import replaced
from cads_ray.export.shards import Shards
from cads_ray.train.questions import Questions


def write_trl(questions: Questions, folder: Path) -> None:
    """train/*.parquet, as export/trl.py has it; whole or not at all."""
    with replaced(folder) as part, Shards(part, trl.COLUMNS, provenance=()) as shards:
        for sample in questions.samples():
            shards.write(sample, trl.row(sample))


def write_easyr1(questions: Questions, folder: Path) -> None:
    """train/*.parquet, the reward file and the template, as export/easyr1.py has them; whole or not at all."""
    with replaced(folder) as part:
        with Shards(part, easyr1.COLUMNS, provenance=()) as shards:
            for sample in questions.samples():
                shards.write(sample, easyr1.row(sample))
        easyr1.write_beside(part)
