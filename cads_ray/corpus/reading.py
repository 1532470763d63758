"""The problems of a place, one at a time: those that can be used with their pictures kept, the others with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cads_ray.corpus.answers import Unusable
from cads_ray.corpus.columns import tidy
from cads_ray.corpus.files import rows_of
from cads_ray.corpus.places import files_at, split_of
from cads_ray.corpus.problem import Problem, problem_of
from cads_ray.corpus.rows import Bad
from cads_ray.corpus.runs import is_run, run_problems
from cads_ray.errors import PictureError
from cads_ray.pictures import Blobs, check


@dataclass(frozen=True)
class Found:
    """A row of a place: its problem and the references of its pictures, or why it cannot be used.

    `values` are the row's by tidy names; {} for a row of a run.
    """

    file: str
    line: int
    id: str
    problem: Problem | None
    reason: str = ""
    shas: tuple[str, ...] = ()
    split: str = ""
    values: dict[str, Any] = field(default_factory=dict)


Reshape = Callable[
    [dict[str, Any]], Sequence[dict[str, Any]]
]  # a row's tidy values -> those of the problems that it holds


def as_it_is(values: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """A row is a problem."""
    return [values]


def problems_at(
    place: str, blobs: Blobs, key: str, pictures: str | None = None, reshape: Reshape = as_it_is
) -> Iterator[Found]:
    """The rows of a run's directory, a file, a folder or a glob, in order; pictures go into `blobs`.

    `pictures` is a further folder that pictures' paths may be relative to. `reshape` is for sets in which a row holds
    several problems, or tells them in a way of its own. Raises SeedsError, in words about the configuration's `key`, when
    there is no such file.
    """
    root = Path(place).expanduser()
    if is_run(root):
        for line, (id, problem) in enumerate(run_problems(root), 1):
            yield _kept(Found(root.name, line, id, problem), blobs)
        return
    files = files_at(place, key)
    folder = root if root.is_dir() else None
    for file in files:
        roots = [file.parent, *([folder, folder / "images"] if folder else []), *([Path(pictures)] if pictures else [])]
        split = split_of(file, folder or file.parent)
        for found in _file_problems(file, [each.expanduser() for each in roots], blobs, reshape):
            yield replace(found, split=found.problem.split or split) if found.problem else found


def _file_problems(file: Path, roots: list[Path], blobs: Blobs, reshape: Reshape) -> Iterator[Found]:
    shared: dict[str, list[Path]] = {}  # pictures by row, where later rows of a TSV name an earlier one's
    for row in rows_of(file):
        if isinstance(row, Bad):
            yield Found(file.name, row.line, row.id, None, row.reason)
            continue
        for values in reshape(_borrowed(tidy(row.values), shared)):
            bare = Found(file.name, row.line, str(values.get("__id__") or row.id), None, values=values)
            try:
                found = _kept(replace(bare, problem=problem_of(values, roots)), blobs)
            except (Unusable, PictureError) as error:
                found = replace(bare, reason=str(error))
            if file.suffix == ".tsv" and found.shas:
                shared[row.id] = [blobs.path(sha) for sha in found.shas]
            yield found


def _borrowed(values: dict[str, Any], shared: dict[str, list[Path]]) -> dict[str, Any]:
    """The row, with the pictures of the earlier row that its `image` names by number (VLMEvalKit)."""
    name = values.get("image")
    if not isinstance(name, str) or not name.isdigit() or name not in shared:
        return values
    return values | {"image": [path.read_bytes() for path in shared[name]]}


def _kept(found: Found, blobs: Blobs) -> Found:
    """The same with its pictures kept. Raises PictureError when one of them is none."""
    pictures = found.problem.pictures if found.problem else []
    return replace(found, shas=tuple(keep(data, blobs) for data in pictures))


def keep(data: bytes, blobs: Blobs) -> str:
    """Keep a picture, looked at once: what is kept already was. Raises PictureError."""
    sha = hashlib.sha256(data).hexdigest()
    return sha if blobs.path(sha).exists() else blobs.put(check(data).data)
