"""Segments as files on a local or network disk: one per writing process, made durable by fsync."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from cads_ray.models.storage import SUFFIX, Stamp, Written, sync_folder, writer_name

OPEN_FILES = 64


class Files:
    """`Storage` in a folder, which is made with the first append."""

    refresh_seconds = 1.0

    def __init__(self, folder: Path):
        self._folder = folder
        self._own: int | None = None
        self._name = ""
        self._end = 0
        self._handles: dict[str, int] = {}
        self._lock = threading.Lock()

    def segments(self) -> dict[str, Stamp]:
        if not self._folder.is_dir():
            return {}
        with os.scandir(self._folder) as entries:
            stats = {entry.name: entry.stat() for entry in entries if entry.name.endswith(SUFFIX)}
        return {name: Stamp(stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}

    def read(self, segment: str, offset: int, length: int) -> bytes:
        with self._lock:  # a handle must not be closed under a read
            return os.pread(self._handle(segment), length, offset)

    def settle(self, segment: str) -> None:
        """A reader may see what its writer has not synced yet; any handle will do to sync a file.

        The handle is opened anew, because NFS promises to show what another node wrote only after an open.
        """
        with self._lock:
            if segment in self._handles:
                os.close(self._handles.pop(segment))
            os.fsync(self._handle(segment))

    def append(self, data: bytes) -> Written:
        own = self._open() if self._own is None else self._own
        offset = self._end
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(own, rest) :]
        os.fsync(own)
        self._end += len(data)
        stat = os.fstat(own)
        return Written(self._name, offset, Stamp(stat.st_size, stat.st_mtime_ns))

    def compact(self) -> None:
        """Nothing to do: a file grows, so there are as many as there were processes."""

    def close(self) -> None:
        with self._lock:
            own = [] if self._own is None else [self._own]
            for handle in [*self._handles.values(), *own]:
                os.close(handle)
            self._handles.clear()
            self._own = None

    def _open(self) -> int:
        """A segment of this process alone: what other writers left is never appended to."""
        missing = [folder for folder in (self._folder, *self._folder.parents) if not folder.exists()]
        self._folder.mkdir(parents=True, exist_ok=True)
        self._name, self._end = writer_name() + SUFFIX, 0
        self._own = os.open(self._folder / self._name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        for folder in [self._folder, *(folder.parent for folder in missing)]:
            sync_folder(folder)
        return self._own

    def _handle(self, segment: str) -> int:
        handle = self._handles.get(segment)
        if handle is None:
            if len(self._handles) >= OPEN_FILES:
                os.close(self._handles.pop(next(iter(self._handles))))
            handle = self._handles[segment] = os.open(self._folder / segment, os.O_RDONLY)
        return handle
