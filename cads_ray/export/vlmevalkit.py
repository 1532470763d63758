"""VLMEvalKit: TSV files with the picture as base64; multiple choice and open questions apart, as it grades them apart."""

from __future__ import annotations

import base64
import csv
import json
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from cads_ray.export.about import About
from cads_ray.export.sample import Sample

USE = """
    cp CADS_MCQ.tsv CADS_VQA.tsv $LMUData/
    python run.py --data CADS_MCQ --model Qwen2.5-VL-7B-Instruct --judge exact_matching
    python run.py --data CADS_VQA --model Qwen2.5-VL-7B-Instruct --mode infer

VLMEvalKit grades a set that it does not know when it is multiple choice (CustomMCQDataset). For open questions it can only
infer (CustomVQADataset has no `evaluate`): grade its answers with `cads_ray.judge.match`; `unit` and `tolerance` are in the file.
A file that would be empty is not written; `split` says which samples came from seeds that trained nothing.
"""
LETTERS = string.ascii_uppercase[:10]
OPEN = ("index", "id", "split", "category", "question", "answer", "unit", "tolerance")


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """CADS_MCQ.tsv and CADS_VQA.tsv."""
    files: dict[str, TextIO] = {}
    writers: dict[str, Any] = {}
    try:
        for index, sample in enumerate(samples):
            closed = sample.letter is not None and len(sample.choices) <= len(LETTERS)
            name, letters = ("CADS_MCQ", LETTERS) if closed else ("CADS_VQA", "")
            if name not in writers:
                files[name] = (folder / f"{name}.tsv").open("w", encoding="utf-8", newline="")
                columns = [*OPEN, *letters, *(["provenance"] if about.provenance else []), "image"]
                writers[name] = csv.DictWriter(files[name], columns, delimiter="\t", lineterminator="\n")
                writers[name].writeheader()
            writers[name].writerow(_row(index, sample, letters))
    finally:
        for file in files.values():
            file.close()
    about.readme(folder, "VLMEvalKit", USE)


def _row(index: int, sample: Sample, letters: str) -> dict[str, Any]:
    row = {
        "index": index,
        "id": sample.id,
        "split": sample.split,
        "category": sample.domain,
        "question": sample.question,
        "answer": sample.key,
        "unit": sample.unit,
        "tolerance": sample.tolerance,
        "image": base64.b64encode(sample.image).decode(),
    }
    row |= dict(zip(letters, sample.choices, strict=False))
    if sample.provenance is not None:
        row["provenance"] = json.dumps(sample.provenance, ensure_ascii=False)
    return row
