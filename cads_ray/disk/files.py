"""Files of a run directory, which are either absent or complete, also after a crash; in a bucket too, if it lies there."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cads_ray.disk.buckets import bucket_of, local
from cads_ray.errors import StoreError

ROW_GROUP = 1024  # rows of a table on disk; who streams it holds so many of them in memory


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, and put it in its place once it is on disk. Raises StoreError."""
    try:
        _write_whole(path, write)
    except OSError as error:
        raise unwritten(path, error) from error
    publish(path)


def unwritten(path: Path, error: OSError) -> StoreError:
    """That a file could not be written, most often for want of room."""
    return StoreError(f"{path} cannot be written: {error.strerror or error}; mend that and run the same command again")


def _write_whole(path: Path, write: Callable[[Path], object]) -> None:
    put_in_place(path, write)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def put_in_place(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, and rename it once its bytes are on disk; what fails leaves nothing behind.

    Safe against others that write the same file. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)  # in a copy of a bucket, where another node may have made it
    part = path.with_name(f".{path.name[:12]}-{uuid.uuid4().hex}")
    try:
        write(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)  # half a file on a full disk takes the room that the next one needs
        raise


def publish(path: Path) -> None:
    """Have a file that was written in another way in the bucket too, where the run directory lies in one; or a folder."""
    bucket = bucket_of(path)
    if bucket is not None:
        (bucket.mirror if path.is_dir() else bucket.push)(path)


def remove(path: Path) -> None:
    """Delete a file, which may be gone already."""
    path.unlink(missing_ok=True)
    bucket = bucket_of(path)
    if bucket is not None:
        bucket.remove(path)


def write_text(text: str, path: Path) -> None:
    """Write `text` as UTF-8."""
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))


def write_table(table: pa.Table, path: Path) -> None:
    """Write Parquet so that `path` is either absent or complete, also after a crash."""
    write_whole(path, lambda part: pq.write_table(table, part, compression="zstd", row_group_size=ROW_GROUP))


def make_run_dir(out: str | Path) -> Path:
    """The run directory, made if it is absent; of one in a bucket the copy here. Raises StoreError when it cannot be written."""
    place = local(str(out), exact=True)
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe = place / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StoreError(f"out={out} cannot be written: {error.strerror or error}") from None
    return place.resolve() if bucket_of(place) is None else place
