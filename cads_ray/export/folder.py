"""A format's folder: whole or not there, pictures as files beside the rows, JSON written a row at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from cads_ray.disk.files import publish
from cads_ray.errors import StoreError
from cads_ray.export.sample import Sample


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new folder to write into, which takes the place of `folder` when all went well. Raises StoreError if it cannot."""
    part, old = folder.with_name(f".{folder.name}.part"), folder.with_name(f".{folder.name}.old")
    try:
        for leftover in (part, old):
            shutil.rmtree(leftover, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        publish(folder)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def put_picture(sample: Sample, folder: Path) -> str:
    """Write the picture's bytes as they are, once per content; returns its path inside `folder`."""
    name = f"images/{sample.sha[:2]}/{sample.sha}.{sample.suffix}"
    path = folder / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sample.image)
    return name


class JsonFiles:
    """One file of JSON rows per split, `{split}{suffix}`: lines, or (`array`) one list. Only splits with rows are made."""

    def __init__(self, folder: Path, array: bool = False):
        self._folder, self._array = folder, array
        self._files: dict[str, TextIO] = {}

    def write(self, name: str, row: dict[str, Any]) -> None:
        """Add `row` to the file of this name (its suffix is added)."""
        text = json.dumps(row, ensure_ascii=False)
        file = self._files.get(name)
        if file is None:
            path = self._folder / f"{name}.{'json' if self._array else 'jsonl'}"
            file = self._files[name] = path.open("w", encoding="utf-8", newline="\n")
            file.write("[\n" if self._array else "")
        elif self._array:
            file.write(",\n")
        file.write(text + ("" if self._array else "\n"))

    def __enter__(self) -> JsonFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        for file in self._files.values():
            file.write("\n]\n" if self._array else "")
            file.close()
