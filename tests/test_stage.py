"""What every stage keeps."""

import pyarrow as pa
import pytest

from cads_ray.stage import Failed, extend

from .scripted import batch


def test_a_stage_that_would_lose_rows_raises():
    with pytest.raises(ValueError, match="2 results for 3 rows"):
        extend(batch(), "x", pa.schema([("y", pa.string())]), [None, Failed("a", "b")])
