"""Any dataset of problems with pictures as one table, whoever made it: seeds, training data, a side of a comparison."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from cads_ray.corpus.reading import Found, problems_at
from cads_ray.errors import SeedsError
from cads_ray.pictures import Blobs
from cads_ray.schema import TEXTS

CORPUS = pa.schema(
    [
        ("id", pa.string()),  # the row's own where it has one, made unique within the corpus
        ("question", pa.string()),  # without <image>, a trainer's instruction, and the choices
        ("choices", TEXTS),  # their texts without letters; empty for an open question
        ("answer", pa.string()),  # of a choice its text; its letter where the texts do not tell the choices apart
        ("unit", pa.string()),  # that the question asks for, "" for none; as judge.match takes it
        ("tolerance", pa.string()),  # JSON as judge.match takes it, "" for none
        ("rationale", pa.string()),  # a written solution, "" for none
        ("picture", pa.string()),  # sha256 in the blobs; null for a question without a picture
        ("more_pictures", TEXTS),  # of a question that shows several (<image 2>, ...): the others, in order
        ("domain", pa.string()),  # "" where it is not told
        ("source", pa.string()),  # the row's own, else the name of the place
        ("license", pa.string()),
        ("attribution", pa.string()),
        ("strategy", pa.string()),  # the meta strategy that made it, "" for what was not made by a run
        ("split", pa.string()),  # train, validation, test, testmini; "" where neither row nor file tells
        ("pass_rate", pa.float64()),  # a student's or solver's, null where it is not known
        ("difficulty", pa.float64()),  # 1 - C/K of its judges, null where it is not known
    ]
)


@dataclass
class Corpus:
    """`table` has the columns of CORPUS; `rejected` holds {"file", "line", "id", "reason"} of each row set aside."""

    name: str
    table: pa.Table
    rejected: list[dict] = field(default_factory=list)

    def reasons(self) -> list[tuple[str, int]]:
        """Why rows were set aside, and how many for each reason, most first."""
        return Counter(row["reason"] for row in self.rejected).most_common()


def open_corpus(place: str, blobs: Blobs, pictures: str | None = None) -> pa.Table:
    """The table (CORPUS) of a dataset; pictures go into `blobs`. `read_corpus` also tells what was set aside."""
    return read_corpus(place, blobs, pictures).table


def read_corpus(place: str, blobs: Blobs, pictures: str | None = None, key: str = "data") -> Corpus:
    """Read a run's directory, any of its exports, or any file, folder or glob of Parquet, JSON(L), Arrow, TSV, CSV or tar.

    Column names may be those of EasyR1, verl, TRL, ms-swift, LLaMA-Factory, LLaVA, VLMEvalKit, MMMU and their like. A row
    that cannot be used is set aside with its reason. `pictures` is a further folder that pictures' paths may be relative
    to. Raises SeedsError, in words about the configuration's `key`, for a place without rows that can be used.
    """
    name = _name(place)
    rows: dict[str, dict] = {}
    rejected: list[dict] = []
    for found in problems_at(place, blobs, key, pictures):
        reason = (
            found.reason if found.problem is None else "" if found.problem.question else "a description, no problem"
        )
        if reason:
            rejected.append({"file": found.file, "line": found.line, "id": found.id, "reason": reason})
        else:
            id = _unique(found.id, rows)
            rows[id] = _row(id, found, name)
    if not rows:
        first = f"; the first: line {rejected[0]['line']}: {rejected[0]['reason']}" if rejected else ""
        raise SeedsError(f"{key}: no usable row in {place} ({len(rejected)} set aside{first})")
    return Corpus(name, pa.Table.from_pylist(list(rows.values()), schema=CORPUS), rejected)


def _name(place: str) -> str:
    """What a person would call the dataset: not the `dataset` or `train` at the end of its path."""
    path = Path(place).expanduser().resolve()
    plain = [part for part in path.parts if part not in ("dataset", "export", "train", "data", "/")]
    return (plain[-1] if plain else path.name).removesuffix(path.suffix if path.is_file() else "")


def _unique(id: str, rows: dict[str, dict]) -> str:
    number, unique = 2, id
    while unique in rows:
        unique, number = f"{id}~{number}", number + 1
    return unique


def _row(id: str, found: Found, name: str) -> dict:
    problem = found.problem
    assert problem is not None  # for the type checker: the caller has looked
    names = "question choices answer unit tolerance rationale domain license attribution strategy pass_rate difficulty"
    return {each: getattr(problem, each) for each in names.split()} | {
        "id": id,
        "picture": found.shas[0] if found.shas else None,
        "more_pictures": list(found.shas[1:]),
        "source": problem.source or name,
        "split": found.split,
    }
