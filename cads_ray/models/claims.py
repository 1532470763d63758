"""Claims: which process of the node is about to send a request, so that no other sends the same one.

A claim names its owner, and an owner is alive as long as it holds the lock on its file: the kernel drops that lock when
the process ends, however it ends. Process ids would be reused, and mean nothing across containers.

Claims reach as far as the index does: one node. Processes on two nodes that ask the same thing within the time of one
call both send it; each then sees the other's record.
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from cads_ray.models.index import Index
from cads_ray.models.index_file import Sql, transaction

_LOCKS: set[int] = set()  # handles of the locks that this process holds


def _close_in_child() -> None:
    """A forked child must not keep its parent's claims alive."""
    for handle in _LOCKS:
        os.close(handle)
    _LOCKS.clear()


os.register_at_fork(after_in_child=_close_in_child)


class Claim(Enum):
    """What became of the attempt to claim a key."""

    MINE = "mine"  # send it, then record it or release it
    HELD = "held"  # another is sending it
    RECORDED = "recorded"


class Claims:
    """The claims of one ledger object, beside those of all others on this node."""

    def __init__(self, folder: Path, index: Index):
        self._index = index
        self._owners = folder / "owners"
        self._owners.mkdir(parents=True, exist_ok=True)
        self._bury([owner.name for owner in self._owners.glob("[!.]*") if not _is_alive(owner)])
        self._owner = uuid.uuid4().hex
        self._lock = _hold_lock(self._owners / self._owner)

    def take(self, keys: Sequence[str]) -> list[Claim]:
        """Claim each key, or learn why not."""
        self._index.refresh()
        claims, owners = self._take(keys)
        dead = [
            owner for owner in set(owners) if owner not in ("", self._owner) and not _is_alive(self._owners / owner)
        ]
        if dead:
            self._bury(dead)
            again = [i for i, owner in enumerate(owners) if owner in dead]
            for i, claim in zip(again, self.take([keys[i] for i in again]), strict=True):
                claims[i] = claim
        return claims

    def release(self, keys: Sequence[str]) -> None:
        """Give claims up, when nothing was recorded."""
        mine = [(bytes.fromhex(key), self._owner) for key in keys]
        self._index.file.run(lambda sql: sql.executemany("DELETE FROM claims WHERE key = ? AND owner = ?", mine))

    def close(self) -> None:
        self._end(self._owner)
        if self._lock in _LOCKS:
            _LOCKS.remove(self._lock)
            os.close(self._lock)

    def _take(self, keys: Sequence[str]) -> tuple[list[Claim], list[str]]:
        found = self._index.file.run(lambda sql: _take(sql, [bytes.fromhex(key) for key in keys], self._owner))
        return [claim for claim, _ in found], [owner for _, owner in found]

    def _bury(self, owners: list[str]) -> None:
        """Void dead processes' claims, but first see what they had made durable and not yet entered."""
        if owners:
            self._index.catch_up()
        for owner in owners:
            self._end(owner)

    def _end(self, owner: str) -> None:
        self._index.file.run(lambda sql: sql.execute("DELETE FROM claims WHERE owner = ?", (owner,)))
        (self._owners / owner).unlink(missing_ok=True)


def _take(sql: Sql, keys: Sequence[bytes], owner: str) -> list[tuple[Claim, str]]:
    """Look first, without a turn at writing, because a process that waits for another's call asks many times."""
    found = [_look(sql, key) for key in keys]
    if None in found:
        with transaction(sql):
            for i, key in enumerate(keys):
                found[i] = found[i] or _look(sql, key)
                if found[i] is None:
                    sql.execute("INSERT INTO claims(key, owner) VALUES (?, ?)", (key, owner))
                    found[i] = Claim.MINE, owner
    return [claim for claim in found if claim is not None]


def _look(sql: Sql, key: bytes) -> tuple[Claim, str] | None:
    if sql.execute("SELECT 1 FROM calls WHERE key = ?", (key,)).fetchone():
        return Claim.RECORDED, ""
    held = sql.execute("SELECT owner FROM claims WHERE key = ?", (key,)).fetchone()
    return (Claim.HELD, held[0]) if held else None


def _hold_lock(path: Path) -> int:
    """The file gets its name only once it is locked, so that nobody finds it unlocked and takes us for dead."""
    partial = path.with_name(f".{path.name}")
    handle = os.open(partial, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    _LOCKS.add(handle)
    partial.rename(path)
    return handle


def _is_alive(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
