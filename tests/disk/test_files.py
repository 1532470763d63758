"""Files are either absent or complete; a disk that is full is told, and nothing half written stays on it."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cads_ray.disk.files import write_text
from cads_ray.errors import StoreError
from cads_ray.pictures import Blobs

LIMIT = 4096  # bytes that a file may have


@contextmanager
def no_room() -> Iterator[None]:
    """What the system says to who writes more than LIMIT into one file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_cannot_be_written_keeps_what_it_had_and_leaves_nothing_beside_it(tmp_path):
    write_text("as it was", tmp_path / "run.json")
    with no_room(), pytest.raises(StoreError, match=r"run\.json cannot be written: File too large; mend that"):
        write_text("x" * 2 * LIMIT, tmp_path / "run.json")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("run.json", "as it was")]


def test_a_picture_without_room_is_told_and_has_room_later(tmp_path):
    data, blobs = b"x" * 2 * LIMIT, Blobs(tmp_path)
    with no_room(), pytest.raises(StoreError, match="cannot be written"):
        blobs.put(data)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert blobs.get(blobs.put(data)) == data
