"""Shared by all tests: small real pictures and seeds."""

import json
from pathlib import Path

import pytest
from hypothesis import settings

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


@pytest.fixture
def write_seeds(tmp_path):
    """Write rows as a JSONL file and return its path."""

    def write(rows: list, name: str = "seeds.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
        return path

    return write
