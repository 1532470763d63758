"""A run directory in a bucket (s3://, gs://): a copy on this node that is written through.

Everybody reads and writes local paths; what `files` writes goes to the bucket before it counts as written, and a process on
another node brings what is new there first. So a local run costs nothing more, and a run in a bucket can be continued on
any machine. Pictures and the ledger have ways of their own (models.storage_pictures, models.storage_objects).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pyarrow.fs import FileInfo, FileSelector, FileSystem, FileType

from cads_ray.errors import StoreError

APART = ("blobs", "calls", "dataset", "export", "report")  # not brought: fetched one by one, or only ever written
_OPEN: dict[Path, Bucket] = {}  # by the folder of the copy; the same for all who name the same bucket in this process


class Bucket:
    """The run directory at the URI `where`, and `root`, its copy on this node. Raises StoreError when it cannot be reached."""

    def __init__(self, where: str):
        self.where = where.rstrip("/")
        self.root = own_folder("runs") / hashlib.sha256(self.where.encode()).hexdigest()[:16]
        try:
            self._files, folder = FileSystem.from_uri(self.where)
        except (OSError, ValueError) as error:
            raise StoreError(f"out={where} cannot be reached ({error})") from None
        self._folder = folder.rstrip("/")
        self.root.mkdir(parents=True, exist_ok=True)

    def push(self, path: Path) -> None:
        """Write a file of the copy to the bucket: there as a whole or not at all."""
        try:
            with self._files.open_output_stream(self._name(path)) as stream:
                stream.write(path.read_bytes())
        except OSError as error:
            raise StoreError(f"{self.where} cannot be written ({error}); run the same command again") from error

    def mirror(self, folder: Path) -> None:
        """Make a folder in the bucket what it is here."""
        here = {path for path in folder.rglob("*") if path.is_file()}
        for path in sorted(here):
            self.push(path)
        for path, _ in self._listed(folder):
            if path not in here:
                self.remove(path)

    def remove(self, path: Path) -> None:
        try:
            self._files.delete_file(self._name(path))
        except FileNotFoundError:
            return

    def pull(self, folder: Path, exact: bool = False) -> None:
        """Bring what is new in the bucket below `folder`; `exact`: what is here alone goes, as nobody else can write it.

        Where nothing of a run is left there, its pictures go too: one that is here counts as kept, and is not put again.
        """
        found = dict(self._listed(folder))
        for path, info in found.items():
            # Tables never change under their name; of the small files one may, and keep its size.
            if not path.exists() or path.suffix != ".parquet" or path.stat().st_size != info.size:
                self._bring(path)
        if exact:
            for top in [
                top for top in folder.iterdir() if not (found and self._is_apart(top))
            ]:  # a million pictures: not walked
                for path in [path for path in (top, *top.rglob("*")) if path.is_file() and path not in found]:
                    path.unlink()

    def _listed(self, folder: Path) -> Iterator[tuple[Path, FileInfo]]:
        try:
            infos = self._files.get_file_info(FileSelector(self._name(folder), allow_not_found=True, recursive=True))
        except OSError as error:
            raise StoreError(f"{self.where} cannot be read ({error})") from error
        for info in infos:
            path = self.root / info.path[len(self._folder) + 1 :]
            if info.type == FileType.File and (not self._is_apart(path) or self._is_apart(folder)):
                yield path, info

    def _bring(self, path: Path) -> None:
        part = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._files.open_input_file(self._name(path)) as file:
                part.write_bytes(file.read())
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreError(
                f"{path.name} of {self.where} cannot be brought here ({error}); run the same command again"
            ) from error

    def _is_apart(self, path: Path) -> bool:
        return path.relative_to(self.root).parts[:1] in {(name,) for name in APART}

    def _name(self, path: Path) -> str:
        return f"{self._folder}/{path.relative_to(self.root).as_posix()}".removesuffix("/.")


def local(out: str, exact: bool = False) -> Path:
    """The folder in which a run directory is read and written: `out` itself, or the copy of a bucket, up to date."""
    if "://" not in out:
        return Path(out).expanduser()
    bucket = next((known for known in _OPEN.values() if known.where == out.rstrip("/")), None) or Bucket(out)
    if bucket.root not in _OPEN or exact:
        bucket.pull(bucket.root, exact)
    _OPEN[bucket.root] = bucket
    return bucket.root


def bucket_of(path: Path) -> Bucket | None:
    """The bucket whose copy this path lies in."""
    if not _OPEN:
        return None
    return next((bucket for root, bucket in _OPEN.items() if path.is_relative_to(root)), None)


def origin(path: Path) -> str:
    """Where a path of a run directory is for everybody: itself, or its URI in the bucket."""
    bucket = bucket_of(path)
    return (
        str(path) if bucket is None else f"{bucket.where}/{path.relative_to(bucket.root).as_posix()}".removesuffix("/.")
    )


def refresh(folder: Path) -> None:
    """Bring what others have written below a folder of a run directory; nothing to do for one that is shared as a path."""
    bucket = bucket_of(folder)
    if bucket is not None:
        bucket.pull(folder)


def own_folder(name: str) -> Path:
    """A folder under the system's temporary one that no other user can write to. It may be lost at any time.

    Raises StoreError when another user was there first.
    """
    user = Path(tempfile.gettempdir()) / f"cads_ray-{os.getuid()}"
    user.mkdir(mode=0o700, exist_ok=True)
    if user.stat().st_uid != os.getuid():
        raise StoreError(f"{user} belongs to another user: set TMPDIR to a folder of your own")
    return user / name
