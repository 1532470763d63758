"""Freed memory goes back to the system, from gaps too."""

import asyncio
import ctypes
import platform
import resource
from pathlib import Path

import pyarrow as pa
import pytest

from cads_ray.engine import trim
from cads_ray.engine.executor import running
from cads_ray.engine.parcel import packed
from cads_ray.engine.trim import Trim
from cads_ray.engine.workers import Start, Workers
from tests.flows import nothing, passing

PIECE, PIECES = 4000, 16_000  # 64 MB, in pieces too large for Python's own allocator
pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep no such gaps")


def resident() -> float:
    """MB of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


@pytest.fixture
def gaps():
    """64 MB freed but for a hundredth, which keeps them from the system."""
    ctypes.CDLL(None).malloc_trim(0)  # or the pieces fill what earlier tests left
    before = resident()
    pieces = [bytes([1]) * PIECE for _ in range(PIECES)]
    stay = pieces[::100]
    del pieces
    assert resident() > before + 50
    yield
    del stay


@pytest.mark.usefixtures("gaps")
def test_gaps_go_back_and_not_before_their_time(monkeypatch):
    before, later = resident(), Trim()
    later()
    assert resident() > before - 5
    monkeypatch.setattr(trim, "EVERY_S", 0.0)
    Trim()()
    assert resident() < before - 40


@pytest.mark.usefixtures("gaps")
def test_an_actor_gives_them_back_as_it_works(monkeypatch):
    monkeypatch.setattr(trim, "EVERY_S", 0.0)
    workers, before = Workers([passing], Start(dict, nothing, {}), 1), resident()
    asyncio.run(workers.work(packed([pa.table({"id": [1]})])))
    assert resident() < before - 40


@pytest.mark.usefixtures("gaps")
def test_and_so_does_the_driver(monkeypatch):
    monkeypatch.setattr(trim, "EVERY_S", 0.0)
    before = resident()
    assert len(list(running(iter([pa.table({"id": [1]})])))) == 1
    assert resident() < before - 40
