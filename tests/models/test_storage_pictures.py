"""Pictures beside a ledger in a bucket; file:// is a bucket to pyarrow like any other."""

import pytest

from cads_ray.errors import StoreError
from cads_ray.models.storage_pictures import BucketPictures
from cads_ray.pictures import Blobs


def test_a_picture_that_one_run_paid_for_is_whole_in_another(tmp_path):
    where = f"file://{tmp_path}/bucket/calls"
    sha = Blobs(tmp_path / "one", BucketPictures(where)).put(b"painted")
    two = Blobs(tmp_path / "two", BucketPictures(where))
    assert two.get(sha) == b"painted"
    assert Blobs(tmp_path / "two").get(sha) == b"painted", "each run directory is whole"
    assert BucketPictures(where).put(b"painted") == sha


def test_a_picture_that_is_nowhere_is_said(tmp_path):
    with pytest.raises(StoreError, match="cannot be read"):
        Blobs(tmp_path / "one", BucketPictures(f"file://{tmp_path}/bucket")).get("a" * 64)
    (tmp_path / "blobs").write_text("a file in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        BucketPictures(f"file://{tmp_path}").put(b"painted")
