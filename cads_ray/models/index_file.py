"""The SQLite file behind the index: opened, found damaged, replaced, while other processes of the node use it.

Each replacement is a new file that the text file `current` names. A file in use is never deleted and made again under
its own name, because SQLite would then mix the old write-ahead log with the new file.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from cads_ray.errors import StoreError

T = TypeVar("T")
Sql = sqlite3.Connection

BUSY_SECONDS = 60.0

# The file is not what was written: garbage, truncated, deleted, or an empty one in its place (then a table is missing).
DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_ERROR,
}

SCHEMA = """
CREATE TABLE segments(id INTEGER PRIMARY KEY, name TEXT UNIQUE, settled INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, torn INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE calls(key BLOB PRIMARY KEY, segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE claims(key BLOB PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;
"""


class IndexFile:
    """Runs functions on the node's index, replacing the file when it turns out to be missing or damaged.

    `fill` puts into a new file what the segments hold. A function given to `run` may run twice.
    """

    def __init__(self, folder: Path, fill: Callable[[Sql], None]):
        self._folder = folder
        self._fill = fill
        self._current = folder / "current"
        self._stamp: tuple[int, int] | None = None
        self._sql: Sql | None = None
        self._lock = threading.RLock()

    def run(self, work: Callable[[Sql], T]) -> T:
        with self._lock:
            try:
                return work(self._open())
            except sqlite3.DatabaseError as error:
                self._check_damage(error)
            try:
                return work(self._open(instead_of=self._stamp))
            except sqlite3.DatabaseError as error:
                raise StoreError(f"the ledger's index in {self._folder} cannot be used ({error}): delete it") from error

    def close(self) -> None:
        with self._lock:
            if self._sql is not None:
                self._sql.close()
            self._sql = None

    def _check_damage(self, error: sqlite3.DatabaseError) -> None:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code not in DAMAGE:
            raise StoreError(f"the ledger's index in {self._folder} cannot be written ({error})") from error

    def _open(self, instead_of: tuple[int, int] | None = None) -> Sql:
        """The connection to the current file; `instead_of` is the stamp of a file found damaged."""
        stamp = self._stamp_now()
        if self._sql is not None and stamp is not None and stamp == self._stamp != instead_of:
            return self._sql
        with self._exclusive():
            stamp = self._stamp_now()
            if stamp is None or stamp == instead_of:
                self._replace()
            self.close()
            self._stamp = self._stamp_now()
            self._sql = connect(self._folder / self._current.read_text())
            return self._sql

    def _replace(self) -> None:
        """Build a new file from the segments, then make it the current one."""
        name = f"index-{uuid.uuid4().hex[:8]}.sqlite"
        sql = sqlite3.connect(self._folder / name, isolation_level=None)
        try:
            sql.executescript(f"PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; {SCHEMA}")
            self._fill(sql)
        finally:
            sql.close()
        with (self._folder / name).open("rb") as file:
            os.fsync(file.fileno())  # once, in place of after each transaction
        for old in self._folder.glob("index-*.sqlite*"):
            if not old.name.startswith(name):
                old.unlink(missing_ok=True)
        partial = self._folder / f"{name}.name"
        partial.write_text(name)
        partial.replace(self._current)

    def _stamp_now(self) -> tuple[int, int] | None:
        with suppress(FileNotFoundError):
            stat = self._current.stat()
            return stat.st_ino, stat.st_mtime_ns
        return None

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """One process at a time opens or builds; the kernel frees the lock of a process that dies."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def connect(path: Path) -> Sql:
    """A connection that any thread may use in turn; `run` takes care of the turns.

    NORMAL syncs only at checkpoints: a power cut may take the latest rows, which the segments give back, and never
    leaves a damaged file.
    """
    sql = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        sql.execute("PRAGMA journal_mode=WAL")
        sql.execute("PRAGMA synchronous=NORMAL")
    except sqlite3.DatabaseError:
        sql.close()
        raise
    return sql


@contextmanager
def transaction(sql: Sql) -> Iterator[None]:
    """All or nothing; writers take their turn from the beginning, so that nothing read in it can be outdated."""
    sql.execute("BEGIN IMMEDIATE")
    try:
        yield
        sql.execute("COMMIT")
    except BaseException:
        if sql.in_transaction:
            sql.execute("ROLLBACK")
        raise
