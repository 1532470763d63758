"""key -> where its record lies, once per node for all processes; made of the segments and makable anew from them.

SQLite, because it is in the standard library, takes readers and writers from many processes, and a killed one leaves it
whole. Where a key was recorded twice the first record counts: by name of segment, then by place in it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from cads_ray.models.index_file import IndexFile, Sql, transaction
from cads_ray.models.segment import Placed, Scan
from cads_ray.models.storage import Stamp, Storage, Written

BATCH = 20_000  # rows in a transaction: short enough for others to wait for
BUILD_CACHE = "PRAGMA cache_size=-96000"  # kB; keys come in random order, so a build wants the whole tree in memory

# A record in a segment that is gone (merged into another one) gives way to the same record elsewhere.
ADD = """INSERT INTO calls(key, segment, offset, length) VALUES (?, ?, ?, ?) ON CONFLICT(key) DO UPDATE
    SET segment = excluded.segment, offset = excluded.offset, length = excluded.length
    WHERE segment IN (SELECT id FROM segments WHERE gone)"""


class Place(NamedTuple):
    """Where a record lies, in bytes."""

    segment: str
    offset: int
    length: int


class Index:
    """The node's index of one ledger."""

    def __init__(self, folder: Path, storage: Storage):
        self._storage = storage
        self._looked = 0.0
        self.file = IndexFile(folder, self._fill)
        self.catch_up()

    def place(self, key: str) -> Place | None:
        """Where the key's record lies; None when there is none."""
        query = "SELECT name, offset, length FROM calls JOIN segments ON id = segment WHERE key = ?"
        row = self.file.run(lambda sql: sql.execute(query, (bytes.fromhex(key),)).fetchone())
        return Place(*row) if row else None

    def add(self, written: Written, records: Iterable[tuple[str, int]]) -> None:
        """Enter what this process has made durable: (key, length) in the order of writing. Ends the keys' claims."""
        rows, offset = [], written.offset
        for key, length in records:
            rows.append((bytes.fromhex(key), offset, length))
            offset += length

        def work(sql: Sql) -> None:
            with transaction(sql):
                segment = _segment(sql, written.segment)
                sql.executemany(ADD, ((key, segment, *place) for key, *place in rows))
                sql.executemany("DELETE FROM claims WHERE key = ?", (row[:1] for row in rows))
                # Not past damage: only a scan counts that, and it begins where all before was sound.
                if _settled(sql, segment) >= written.offset:
                    _stamp(sql, segment, offset, written.stamp, torn=0)

        self.file.run(work)

    def catch_up(self) -> None:
        """Enter what other nodes, and processes killed before they could, have added to the segments."""
        self._looked = time.monotonic()
        self.file.run(self._catch_up)

    def refresh(self) -> None:
        """Catch up, unless that was done just now."""
        if time.monotonic() - self._looked > self._storage.refresh_seconds:
            self.catch_up()

    def forget(self, key: str, place: Place) -> None:
        """Take out a record that cannot be read any more, and have its segment scanned again from there."""

        def work(sql: Sql) -> None:
            with transaction(sql):
                segment = _segment(sql, place.segment)
                at = (bytes.fromhex(key), segment, place.offset)
                sql.execute("DELETE FROM calls WHERE key = ? AND segment = ? AND offset = ?", at)
                changed = (min(_settled(sql, segment), place.offset), segment)
                sql.execute("UPDATE segments SET settled = ?, size = -1 WHERE id = ?", changed)

        self.file.run(work)

    def size(self) -> tuple[int, int]:
        """How many keys are recorded, and how many torn or damaged records were met."""
        query = "SELECT (SELECT COUNT(*) FROM calls), (SELECT COALESCE(SUM(torn), 0) FROM segments)"
        return self.file.run(lambda sql: sql.execute(query).fetchone())

    def close(self) -> None:
        self.file.close()

    def _fill(self, sql: Sql) -> None:
        sql.execute(BUILD_CACHE)
        self._catch_up(sql)

    def _catch_up(self, sql: Sql) -> None:
        listed = self._storage.segments()
        known = {
            name: (Stamp(*stamp), settled)
            for name, settled, *stamp in sql.execute("SELECT name, settled, size, changed FROM segments")
        }
        gone = [(name,) for name in known if name not in listed]
        if gone:
            sql.executemany("UPDATE segments SET gone = 1 WHERE name = ?", gone)
        for name in sorted(listed):
            stamp, settled = known.get(name, (None, 0))
            if settled > listed[name].size:  # cut since then
                settled = _cut(sql, name, listed[name].size)
            if stamp != listed[name]:
                self._scan(sql, name, settled, listed[name])
        if gone:
            with transaction(sql):
                sql.execute("DELETE FROM calls WHERE segment IN (SELECT id FROM segments WHERE gone)")
                sql.execute("DELETE FROM segments WHERE gone")

    def _scan(self, sql: Sql, name: str, start: int, stamp: Stamp) -> None:
        """Enter a segment's records from `start` on."""
        self._storage.settle(name)  # nothing is answered from the ledger that is not durable
        scan = Scan(partial(self._storage.read, name), start, stamp.size)
        records = iter(scan)
        while batch := list(islice(_rows(records), BATCH)):
            with transaction(sql):
                segment = _segment(sql, name)
                sql.executemany(ADD, ((key, segment, offset, length) for key, offset, length in batch))
        with transaction(sql):
            _stamp(sql, _segment(sql, name), scan.settled, stamp, scan.torn)


def _rows(records: Iterator[Placed]) -> Iterator[tuple[bytes, int, int]]:
    for key, offset, length, _ in records:
        yield bytes.fromhex(key), offset, length


def _segment(sql: Sql, name: str) -> int:
    sql.execute("INSERT OR IGNORE INTO segments(name) VALUES (?)", (name,))
    return sql.execute("SELECT id FROM segments WHERE name = ?", (name,)).fetchone()[0]


def _cut(sql: Sql, name: str, size: int) -> int:
    """Take out what lay beyond the end of a segment; returns from where to scan it."""
    where = (_segment(sql, name), size)
    first = "SELECT MIN(offset) FROM calls WHERE segment = ? AND offset + length > ?"
    start = sql.execute(first, where).fetchone()[0]
    sql.execute("DELETE FROM calls WHERE segment = ? AND offset + length > ?", where)
    return 0 if start is None else start


def _settled(sql: Sql, segment: int) -> int:
    return sql.execute("SELECT settled FROM segments WHERE id = ?", (segment,)).fetchone()[0]


def _stamp(sql: Sql, segment: int, settled: int, stamp: Stamp, torn: int) -> None:
    """Note how far a segment has been read, and what it looked like then."""
    sql.execute(
        "UPDATE segments SET settled = ?, size = ?, changed = ?, torn = ? WHERE id = ?",
        (settled, *stamp, torn, segment),
    )
