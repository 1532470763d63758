"""The plain form: one JSON object a line, pictures as files beside it. For everything that is not in this folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cads_ray.export.about import About
from cads_ray.export.folder import JsonFiles, put_picture
from cads_ray.export.sample import Sample

USE = """
`train.jsonl` and `validation.jsonl` hold one object a line; `image` is a path beside them.

    import json, PIL.Image
    rows = [json.loads(line) for line in open("train.jsonl", encoding="utf-8")]
    PIL.Image.open(rows[0]["image"])

`choices` is empty for an open question; else `answer` is the exact text of one of them. `unit` and `tolerance` (JSON) are
what the question declares. It is also a file of seeds: `python -m cads_ray.run seeds.path=train.jsonl`.
"""


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """train.jsonl, validation.jsonl and images/."""
    with JsonFiles(folder) as files:
        for sample in samples:
            row = sample.fields | {"image": put_picture(sample, folder)} | sample.origin
            files.write(sample.split, row)
    about.readme(folder, "jsonl", USE)
