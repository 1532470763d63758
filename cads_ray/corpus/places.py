"""Which files a place names: a file, a folder of them (to any depth), a glob."""

from __future__ import annotations

import glob
import re
from pathlib import Path

from cads_ray.corpus.files import SUFFIXES
from cads_ray.errors import SeedsError

# What stands beside a dataset and holds no rows.
BESIDE = ("dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "export_report.json")
_SPLIT = re.compile(r"(?:^|[^a-z])(train|training|validation|valid|val|dev|testmini|test)(?![a-z])")
_SPLITS = {"training": "train", "valid": "validation", "val": "validation", "dev": "validation"}


def files_at(path: str, key: str) -> list[Path]:
    """The files that a path, a folder or a glob names. Raises SeedsError, in words about the configuration's `key`."""
    place = Path(path).expanduser()
    names = [place] if place.exists() else [Path(name) for name in sorted(glob.glob(str(place)))]  # noqa: PTH207 - the pattern may be absolute
    found = [file for name in names for file in (_below(name) if name.is_dir() else [name])]
    wrong = [file.name for file in found if file.suffix not in SUFFIXES]
    if wrong:
        raise SeedsError(f"{key}: {wrong[0]}: rows are read from {', '.join(SUFFIXES)} files")
    if not found:
        raise SeedsError(f"{key}={path}: no such file, or a folder without {', '.join(SUFFIXES)} files")
    return found


def _below(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.suffix in SUFFIXES and _is_data(file, folder)]


def _is_data(file: Path, place: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(place).parts)
    return file.is_file() and not hidden and file.name not in BESIDE


def split_of(file: Path, place: Path) -> str:
    """The split that a file's name or its folder's tells: train, validation, test, testmini; "" for none."""
    parts = file.relative_to(place).with_suffix("").parts if file.is_relative_to(place) else (file.stem,)
    for part in reversed(parts or (file.stem,)):
        found = _SPLIT.findall(part.lower())
        if found:
            return _SPLITS.get(found[-1], found[-1])
    return ""
