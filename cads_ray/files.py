"""Files that are either absent or complete, also after a crash; and a folder that is this user's alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cads_ray.errors import StoreError

ROW_GROUP = 1024  # rows of a table on disk; who streams it holds so many of them in memory


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


def own_folder(name: str) -> Path:
    """A folder under the system's temporary one that no other user can write to. It may be lost at any time.

    Raises StoreError when another user was there first.
    """
    user = Path(tempfile.gettempdir()) / f"cads_ray-{os.getuid()}"
    user.mkdir(mode=0o700, exist_ok=True)
    if user.stat().st_uid != os.getuid():
        raise StoreError(f"{user} belongs to another user: set TMPDIR to a folder of your own")
    return user / name


def write_table(table: pa.Table, path: Path) -> None:
    """Write Parquet so that `path` is either absent or complete, also after a crash."""
    write_whole(path, lambda part: pq.write_table(table, part, compression="zstd", row_group_size=ROW_GROUP))


def make_run_dir(out: str | Path) -> Path:
    """The run directory, made if it is absent. Raises StoreError when it cannot be written."""
    place = Path(out).expanduser()
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe = place / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StoreError(f"out={out} cannot be written: {error.strerror or error}") from None
    return place.resolve()
