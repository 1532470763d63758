"""Where a ledger may lie."""

import pytest
from pyarrow.fs import FileSystem, LocalFileSystem, SubTreeFileSystem

from cads_ray.models import ledger as ledger_module


@pytest.fixture(params=["files", "objects"])
def place(request, tmp_path, monkeypatch):
    """Where a ledger may be; s3:// stands for a folder."""
    if request.param == "files":
        return str(tmp_path / "calls")
    (tmp_path / "bucket").mkdir()
    bucket = SubTreeFileSystem(str(tmp_path), LocalFileSystem())

    class Buckets(FileSystem):
        from_uri = staticmethod(lambda uri: (bucket, uri.removeprefix("s3://")))

    monkeypatch.setattr(ledger_module, "FileSystem", Buckets)
    return "s3://bucket/calls"
