"""Pictures beside a ledger in a bucket (s3://, gs://), by content, so that all who share the ledger have them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pyarrow.fs import FileSystem, FileType

from cads_ray.disk.buckets import origin
from cads_ray.errors import StoreError
from cads_ray.pictures import Blobs, Shelf


class BucketPictures:
    """Implements pictures.Shelf under `where`/blobs. An object is written whole or not at all, and never changed."""

    def __init__(self, where: str):
        self._files, folder = FileSystem.from_uri(where)
        self._folder = folder.rstrip("/") + "/blobs"

    def put(self, data: bytes) -> str:
        """Store `data` and return its sha256. Raises StoreError."""
        sha = hashlib.sha256(data).hexdigest()
        try:
            if self._files.get_file_info(self._path(sha)).type is FileType.NotFound:
                self._files.create_dir(f"{self._folder}/{sha[:2]}", recursive=True)
                with self._files.open_output_stream(self._path(sha)) as stream:
                    stream.write(data)
        except OSError as error:
            raise StoreError(f"pictures cannot be written to {self._folder} ({error})") from error
        return sha

    def get(self, sha: str) -> bytes:
        """The bytes of `sha`. Raises StoreError when they cannot be had."""
        try:
            with self._files.open_input_file(self._path(sha)) as file:
                return file.read()
        except OSError as error:
            raise StoreError(f"picture {sha[:12]} cannot be read from {self._folder} ({error})") from error

    def _path(self, sha: str) -> str:
        return f"{self._folder}/{sha[:2]}/{sha}"


class Shelves:
    """Implements pictures.Shelf over two: what is put goes to both, what the first lacks the second may have."""

    def __init__(self, first: Shelf, second: Shelf):
        self._first, self._second = first, second

    def put(self, data: bytes) -> str:
        self._second.put(data)
        return self._first.put(data)

    def get(self, sha: str) -> bytes:
        try:
            return self._first.get(sha)
        except StoreError:
            return self._second.get(sha)


def blobs_of(out: Path, shared: Shelf | None = None) -> Blobs:
    """The pictures of a run directory, which may lie in a bucket; `shared` is another place that is to have them."""
    where = origin(out)
    if "://" not in where:
        return Blobs(out / "blobs", shared)
    own = BucketPictures(where)
    return Blobs(out / "blobs", own if shared is None else Shelves(own, shared))
