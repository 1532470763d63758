"""The ledger: every reply that was paid for, durable before anything is built on it, and never paid for again."""

from __future__ import annotations

import hashlib
import os
from array import array
from collections import Counter
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from pyarrow.fs import FileSystem

from cads_ray.disk.buckets import own_folder
from cads_ray.errors import StoreError
from cads_ray.models.batched import Batched
from cads_ray.models.claims import Claim, Claims
from cads_ray.models.counts import Counts, Paid, Tally
from cads_ray.models.index import Index, Place
from cads_ray.models.record import Record, dump, load
from cads_ray.models.segment import Placed, Scan, pack, unpack
from cads_ray.models.storage import Storage
from cads_ray.models.storage_files import Files
from cads_ray.models.storage_objects import Objects


class Ledger:
    """The records under `where`, a folder or a URI (s3://bucket/path, gs://bucket/path).

    `index` is the folder of this node's index; all processes of the node that share a ledger must name the same one.
    By default it lies under the system's temporary folder, which is local (a home folder often isn't); it may be lost
    at any time. Travels by pickle: the copy opens the same ledger. Raises StoreError when it cannot be opened.
    """

    def __init__(self, where: str | Path, index: str | Path | None = None):
        self.where = _resolved(str(where))
        self.cached: Counter[tuple[str, str]] = Counter()
        self._given = index and Path(index).resolve()
        self._process = os.getpid()
        try:
            folder = self._given or _index_folder(self.where)
            folder.mkdir(parents=True, exist_ok=True)
            self._storage = _storage(self.where, folder)
            self._index = Index(folder, self._storage)
            self._claims = Claims(folder, self._index)
        except (OSError, ValueError) as error:
            raise StoreError(f"the ledger {self.where} cannot be opened ({error})") from error
        self._broken: Exception | None = None
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="ledger-disk")
        self._look = ThreadPoolExecutor(1, thread_name_prefix="ledger-look")  # waits for no fsync
        self._puts = Batched(self._disk, self._commit)
        self._finds = Batched(self._look, self._records)
        self._takes = Batched(self._look, self._take, unheard=self._release_unheard)

    def __reduce__(self) -> tuple[type[Ledger], tuple[str, str | Path | None]]:
        return Ledger, (self.where, self._given)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def find(self, keys: Iterable[str]) -> dict[str, Record]:
        """The records of those keys that have one."""
        self._check_process()
        futures = {key: self._finds.submit(key) for key in keys}
        return {key: record for key, future in futures.items() if (record := await future) is not None}

    def put(self, key: str, record: Record) -> Awaitable[None]:
        """Have a record written, and the claim on its key ended; await the result for the record to be durable.

        From the call on the record will be written, even if the waiting is cancelled.
        """
        self._check_process()
        return self._puts.submit((key, pack(key, dump(record))))

    async def claim(self, key: str) -> Claim | Record:
        """The record of a key, or the right to send its request unless another has that: one turn of the thread for both."""
        self._check_process()
        return await self._takes.hear(key)

    def release(self, key: str) -> None:
        """Give up a claim after a call that brought nothing to record."""
        with suppress(RuntimeError):  # closed, and with it all claims have been given up
            self._look.submit(self._claims.release, [key])

    def record(self, key: str) -> Record | None:
        """The record of a key, None when there is none."""
        place = self._index.place(key)
        while place is not None:
            found = self._read(place)
            if found is not None and found.key == key:
                return load(found.payload)
            # Moved by a compaction of another process, or damaged since it was indexed.
            self._index.catch_up()
            before, place = place, self._index.place(key)
            if place == before:
                self._index.forget(key, place)
                return None
        return None

    def scan(self) -> Iterator[tuple[str, Record]]:
        """All sound records, segment by segment, a key that was recorded twice twice."""
        for name, stamp in sorted(self._storage.segments().items()):
            for placed in Scan(partial(self._storage.read, name), 0, stamp.size):
                yield placed.key, load(placed.payload)

    def counts(self) -> Counts:
        """Add up what was paid; reads the whole ledger (about 10 s for a million records)."""
        self._index.catch_up()
        counts = Counts(*self._index.size())
        for _, record in self.scan():
            counts.tally(record["member"], record["task"]).add(record)
        for (member, task), cached in self.cached.items():
            counts.tally(member, task).cached = cached
        return counts

    def paid(self, run: str) -> Paid:
        """What this run has paid for what is recorded; reads the whole ledger."""
        paid = Paid({}, array("Q"))
        for key, record in self.scan():
            if record.get("run") == run:
                paid.lines.setdefault((record["member"], record["task"]), Tally()).add(record)
                paid.keys.append(int(key[:16], 16))
        return paid

    def torn(self) -> int:
        """How many records were cut off by a crash, or damaged since."""
        return self._index.size()[1]

    def compact(self) -> None:
        """Merge small objects, when a round closes. Files need none."""
        self._storage.compact()
        self._index.catch_up()

    def close(self) -> None:
        """Commit what waits, and let go of all claims."""
        self._disk.shutdown(wait=True)
        self._look.shutdown(wait=True)
        self._claims.close()
        self._index.close()
        self._storage.close()

    def _records(self, keys: Sequence[str]) -> list[Record | None]:
        return [self.record(key) for key in keys]

    def _take(self, keys: Sequence[str]) -> list[Claim | Record]:
        """Where one was recorded the record; a claim again when that cannot be read any more, and the index forgot it."""
        found: list[Claim | Record] = [*self._claims.take(keys)]
        try:
            for place, key in enumerate(keys):
                if found[place] is Claim.RECORDED:
                    found[place] = self.record(key) or self._take([key])[0]
        except Exception:
            self._claims.release([key for key, claim in zip(keys, found, strict=True) if claim is Claim.MINE])
            raise
        return found

    def _read(self, place: Place) -> Placed | None:
        try:
            return unpack(self._storage.read(*place))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"the ledger {self.where} cannot be read ({error})") from error

    def _commit(self, group: Sequence[tuple[str, bytes]]) -> list[None]:
        """Write a group of (key, record); after a failure nothing more.

        What the disk holds then is unknown, and a second fsync of the same file may succeed without having written.
        """
        try:
            if self._broken is not None:
                raise self._broken
            written = self._storage.append(b"".join(record for _, record in group))
            self._index.add(written, [(key, len(record)) for key, record in group])
        except Exception as error:
            self._broken = error
            reason = f"the ledger {self.where} cannot be written ({error}): make room or mend the disk, then run again"
            raise StoreError(reason) from error
        return [None] * len(group)

    def _release_unheard(self, key: str, claim: Claim | Record) -> None:
        if claim is Claim.MINE:
            self.release(key)

    def _check_process(self) -> None:
        if os.getpid() != self._process:  # its threads are not here: waiting for them would never end
            raise StoreError("a ledger cannot be used across a fork: open it again in the new process")


def _resolved(where: str) -> str:
    """An absolute path, since a process elsewhere may open the same ledger; a URI as it is."""
    where = where.removeprefix("file://")
    return where if "://" in where else str(Path(where).resolve())


def _storage(where: str, folder: Path) -> Storage:
    if "://" not in where:
        return Files(Path(where))
    files, base = FileSystem.from_uri(where)
    return Objects(files, base, folder / "spool")


def _index_folder(where: str) -> Path:
    """Named by a hash of the ledger's place."""
    return own_folder("ledger") / hashlib.sha256(where.encode()).hexdigest()[:16]
