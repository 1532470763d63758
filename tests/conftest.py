"""Shared by all tests: small real pictures and seeds."""

import json
from pathlib import Path

import pytest
from hypothesis import settings

from cads_ray.engine.cluster import cluster
from cads_ray.paint.render import Renderer

# No wall-clock verdicts on shared machines, and the same examples on every run.
settings.register_profile("cads_ray", deadline=None, derandomize=True)
settings.load_profile("cads_ray")

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="white"/>{}</svg>'
)


@pytest.fixture(scope="session")
def renderer():
    renderer = Renderer()
    yield renderer
    renderer.close()


@pytest.fixture(scope="session")
def png(renderer) -> bytes:
    """A small real picture."""
    return renderer.draw("svg", SVG.format('<circle cx="30" cy="20" r="12" fill="red"/>')).data


@pytest.fixture(scope="module")
def ray_here():
    """Ray, started as a run starts it, and down again after the module."""
    with cluster(None, verbose=False) as up:
        up()
        yield


@pytest.fixture
def write_seeds(tmp_path):
    """Write rows as a JSONL file and return its path."""

    def write(rows: list, name: str = "seeds.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
        return path

    return write


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder with three seeds, for hosted runs."""
    from tests.hosted import THREE, seeds

    folder = tmp_path_factory.mktemp("hosted")
    seeds(folder, *THREE)
    return folder
