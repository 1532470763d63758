"""Segments as objects in a bucket (s3://, gs://): one object per commit, merged when a round closes.

An object is named <writer>.<first>-<last>.seg after the commits that it holds. A merged object covers its parts from
the moment it exists, whether or not they are deleted already, so that a kill in between counts nothing twice. Objects
never change; each is fetched once per node, whole, into a spool folder, and read there.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pyarrow.fs import FileSelector, FileSystem, FileType

from cads_ray.models.segment import Scan
from cads_ray.models.storage import SUFFIX, Stamp, Written, sync_folder, writer_name

MERGED = 64 << 20  # bytes; an object of this size is not merged again
NAME = re.compile(r"(?P<writer>.+)\.(?P<first>\d{8})-(?P<last>\d{8})" + re.escape(SUFFIX))


class Part(NamedTuple):
    writer: str
    first: int
    last: int
    size: int

    @property
    def name(self) -> str:
        return f"{self.writer}.{self.first:08d}-{self.last:08d}{SUFFIX}"


class Objects:
    """`Storage` under `folder` of a pyarrow file system, with a local `spool` folder that may be lost at any time."""

    refresh_seconds = 5.0  # a listing costs a request per thousand objects

    def __init__(self, files: FileSystem, folder: str, spool: Path):
        self._files = files
        self._folder = folder.rstrip("/")
        self._spool = spool
        self._writer = writer_name()
        self._commits = 0

    def segments(self) -> dict[str, Stamp]:
        return {part.name: Stamp(part.size, 0) for part in _uncovered(self._parts())}

    def read(self, segment: str, offset: int, length: int) -> bytes:
        with self._spooled(segment).open("rb") as file:
            return os.pread(file.fileno(), length, offset)

    def settle(self, segment: str) -> None:
        """An object is durable from the moment that it can be listed."""

    def append(self, data: bytes) -> Written:
        part = Part(self._writer, self._commits, self._commits, len(data))
        if not self._commits:
            self._files.create_dir(self._folder, recursive=True)
        self._put(part.name, data)
        self._keep(part.name, data)
        self._commits += 1
        return Written(part.name, 0, Stamp(len(data), 0))

    def compact(self) -> None:
        """Merge each writer's small objects into one; damaged ones stay as they are, as evidence."""
        for _, parts in groupby(_uncovered(self._parts()), key=lambda part: part.writer):
            for run in _runs(parts):
                self._merge(run)
        listed = {part.name for part in _uncovered(self._parts())}
        for part in self._parts():
            if part.name not in listed:
                self._delete(part.name)

    def close(self) -> None:
        """Nothing is held open."""

    def _merge(self, parts: list[Part]) -> None:
        try:
            whole = [self.read(part.name, 0, part.size) for part in parts]
        except FileNotFoundError:
            return  # another process is merging the same objects
        if all(_is_sound(data) for data in whole):
            self._put(Part(parts[0].writer, parts[0].first, parts[-1].last, 0).name, b"".join(whole))

    def _put(self, name: str, data: bytes) -> None:
        with self._files.open_output_stream(f"{self._folder}/{name}") as stream:
            stream.write(data)

    def _delete(self, name: str) -> None:
        (self._spool / name).unlink(missing_ok=True)
        with suppress(FileNotFoundError):  # another process was faster
            self._files.delete_file(f"{self._folder}/{name}")

    def _parts(self) -> list[Part]:
        infos = self._files.get_file_info(FileSelector(self._folder, allow_not_found=True))
        named = [(NAME.fullmatch(info.base_name), info.size) for info in infos if info.type == FileType.File]
        return [Part(name["writer"], int(name["first"]), int(name["last"]), size) for name, size in named if name]

    def _spooled(self, name: str) -> Path:
        path = self._spool / name
        if not path.exists():
            with self._files.open_input_file(f"{self._folder}/{name}") as file:
                self._keep(name, file.read())
        return path

    def _keep(self, name: str, data: bytes) -> None:
        """Synced, since after a power cut a spooled object of zeros would pass for a damaged one."""
        self._spool.mkdir(parents=True, exist_ok=True)
        partial = self._spool / f"{name}.{uuid.uuid4().hex[:8]}"
        with partial.open("wb") as file:
            file.write(data)
            os.fsync(file.fileno())
        partial.replace(self._spool / name)
        sync_folder(self._spool)


def _uncovered(parts: list[Part]) -> list[Part]:
    """The parts that no other part covers, by writer and commit."""
    kept: list[Part] = []
    for part in sorted(parts, key=lambda part: (part.writer, part.first, -part.last)):
        if not kept or kept[-1].writer != part.writer or part.last > kept[-1].last:
            kept.append(part)
    return kept


def _runs(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Neighbouring small parts of one writer, two or more of them, up to the size of a merged object."""
    run: list[Part] = []
    for part in parts:
        size = sum(other.size for other in run)
        if run and (part.first != run[-1].last + 1 or size + part.size > MERGED):
            if len(run) > 1:
                yield run
            run = []
        run.append(part)
    if len(run) > 1:
        yield run


def _is_sound(data: bytes) -> bool:
    scan = Scan(lambda at, length: data[at : at + length], 0, len(data))
    for _ in scan:
        continue
    return not scan.torn
