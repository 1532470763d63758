"""One run, and its exports in every format, for all tests of this folder."""

from pathlib import Path

import pytest

from cads_ray.export.formats import FORMATS, Options, export_run
from cads_ray.export.source import open_run
from tests.export.runs import make_run


@pytest.fixture(scope="session")
def run(tmp_path_factory) -> Path:
    """A run of 240 samples, exported in every format."""
    out = make_run(tmp_path_factory.mktemp("export") / "run", 240)
    export_run(open_run(out), Options(tuple(FORMATS)))
    return out
