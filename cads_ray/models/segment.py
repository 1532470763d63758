"""The segment format of the ledger: an append-only run of records that can each be trusted or dropped alone.

    record = 0xFF  size(8 hex)  crc32(8 hex)  body        body = key(64 hex)  payload(UTF-8 JSON)  newline

The checksum covers size and body. 0xFF occurs in no UTF-8 text and in no hex digit, so a record begins at a 0xFF and
nowhere else: past damage of any kind the scan takes up again at the next 0xFF, and no model reply can hold bytes that
read as a record. Apart from that byte a segment is plain text, one record a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from zlib import crc32

from cads_ray.errors import StoreError

MARK = b"\xff"
HEAD = 17
KEY = 64
LARGEST = 64 << 20  # bytes of a body; a larger size can only be damage, and is not worth reading in to find out
WINDOW = 4 << 20

Read = Callable[[int, int], bytes]  # (offset, length) -> at most length bytes


class Placed(NamedTuple):
    """A sound record and where it lies in its segment, in bytes."""

    key: str
    offset: int
    length: int
    payload: bytes


def pack(key: str, payload: bytes) -> bytes:
    """The record's bytes."""
    body = b"".join((key.encode("ascii"), payload, b"\n"))
    if len(key) != KEY or len(body) > LARGEST:
        raise StoreError(
            f"a reply of {len(payload):,} bytes does not fit into the ledger: lower the model's max_tokens"
        )
    size = b"%08x" % len(body)
    return b"".join((MARK, size, b"%08x" % crc32(body, crc32(size)), body))


def unpack(data: bytes) -> Placed | None:
    """The record that `data` is, or None when it is damaged."""
    placed = next(iter(Scan(lambda at, length: data[at : at + length], 0, len(data))), None)
    return placed if placed and placed.length == len(data) else None


class Scan:
    """Iterates over the sound records of a segment from `start` to `size`, in their order.

    Afterwards `torn` counts the damaged stretches, an unfinished last record included, and `settled` is the offset up
    to which everything was sound: where a later scan has to begin, since an unfinished record may yet be finished.
    """

    def __init__(self, read: Read, start: int, size: int):
        self._read = read
        self._size = size
        self._window = b""
        self._base = start
        self.settled = start
        self.torn = 0

    def __iter__(self) -> Iterator[Placed]:
        at = self.settled
        while at < self._size:
            placed = self._record(at)
            if placed is None:
                self.torn += 1
                at = self._next_mark(at + 1)
                continue
            yield placed
            at += placed.length
            if not self.torn:
                self.settled = at

    def _record(self, at: int) -> Placed | None:
        """The sound and complete record that begins at `at`, if one does."""
        head = self._slice(at, HEAD)
        if len(head) < HEAD or not head.startswith(MARK):
            return None
        try:
            size = int(head[1:9], 16)
        except ValueError:
            return None
        if not KEY < size <= LARGEST or at + HEAD + size > self._size:
            return None
        body = self._slice(at + HEAD, size)
        if len(body) < size or b"%08x" % crc32(body, crc32(head[1:9])) != head[9:17]:
            return None
        return Placed(body[:KEY].decode("ascii"), at, HEAD + size, body[KEY:-1])

    def _next_mark(self, at: int) -> int:
        """Where the next record may begin; the segment's size when none does."""
        while at < self._size:
            window = self._slice(at, min(WINDOW, self._size - at))
            found = window.find(MARK)
            if found >= 0:
                return at + found
            if not window:
                break
            at += len(window)
        return self._size

    def _slice(self, at: int, length: int) -> bytes:
        """`length` bytes at `at`, read a window at a time."""
        start = at - self._base
        if start < 0 or start + length > len(self._window):
            self._base, start = at, 0
            self._window = self._read(at, min(max(length, WINDOW), self._size - at))
        return self._window[start : start + length]
