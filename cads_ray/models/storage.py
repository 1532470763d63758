"""Where the ledger's segments lie: files on a local or network disk, or objects in a bucket."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import time
import uuid
from pathlib import Path
from typing import NamedTuple, Protocol

SUFFIX = ".seg"


class Stamp(NamedTuple):
    """What tells that a segment has changed: its size in bytes and, where segments grow, its time of change in ns."""

    size: int
    changed: int


class Written(NamedTuple):
    """Where an append went, and the segment's stamp after it."""

    segment: str
    offset: int
    stamp: Stamp


class Storage(Protocol):
    """Named append-only segments. A writer appends only to segments of its own; all may read all.

    Names sort by the time their writers started. A segment that is not there raises FileNotFoundError. `append` is
    called from one thread at a time; everything else from any.
    """

    refresh_seconds: float  # how often it is worth looking for what other nodes wrote

    def segments(self) -> dict[str, Stamp]:
        """All segments there are."""

    def read(self, segment: str, offset: int, length: int) -> bytes:
        """At most `length` bytes; fewer at the segment's end."""

    def settle(self, segment: str) -> None:
        """Make durable what can be read of a segment now."""

    def append(self, data: bytes) -> Written:
        """Durable when it returns. After an OSError nothing more may be appended."""

    def compact(self) -> None:
        """Merge what lies in many small pieces; records keep their bytes."""

    def close(self) -> None: ...


def writer_name() -> str:
    """A name that no other writer has, led by the time so that names sort by age."""
    host = re.sub(r"[^A-Za-z0-9]+", "_", socket.gethostname())
    return f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{host}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


def run_name(out: str | Path) -> str:
    """How a ledger that several runs share names the run in this directory (buckets.origin)."""
    return f"cads-{hashlib.sha256(str(out).encode()).hexdigest()[:12]}"


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
