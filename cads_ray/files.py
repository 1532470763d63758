"""Files that are either absent or complete, also after a crash."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, and put it in its place once it is on disk."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    write(part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_text(text: str, path: Path) -> None:
    """Write `text` as UTF-8."""
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))
