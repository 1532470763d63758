"""Pushing to the Hub, against a stand-in over real HTTP with huggingface_hub's own client."""

import os
import subprocess
import sys

import pytest

from tests.export.hub import Hub
from tests.export.runs import make_run


@pytest.fixture
def hub():
    server = Hub("secret-token")
    yield server
    server.shutdown()
    server.server_close()


def push(out, hub: Hub, token: str = "secret-token", home=None) -> subprocess.CompletedProcess:
    """In a process of its own: the client reads its address and token when it is imported."""
    env = os.environ | {"HF_ENDPOINT": hub.url, "HF_TOKEN": token, "HF_HOME": str(out / "hf")}
    env |= {"HF_HUB_DISABLE_XET": "1"}  # the stand-in knows LFS, and not the chunk store that the client prefers
    arguments = [f"run={out}", "push_to_hub=org/name"]
    return subprocess.run(
        [sys.executable, "-m", "cads_ray.export", *arguments], capture_output=True, text=True, env=env, timeout=120
    )


def test_the_repository_holds_what_the_folder_holds(hub, tmp_path):
    out = make_run(tmp_path / "run", 40)
    done = push(out, hub)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(out / "dataset"), f"{hub.url}/datasets/org/name"]
    (made,) = hub.created
    assert (made["type"], made["name"], made["organization"]) == ("dataset", "name", "org")
    assert made.get("private") or made.get("visibility") == "private"
    folder = out / "dataset"
    local = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {"README.md", "train/00000.parquet", "validation/00000.parquet"} <= set(local)
    assert hub.files == local


@pytest.mark.parametrize(
    ("token", "status", "code", "words"),
    [("wrong", None, 2, "HF_TOKEN"), ("secret-token", 403, 2, "HF_TOKEN"), ("secret-token", 500, 3, "(500)")],
)
def test_a_hub_that_refuses_is_told_in_one_line_and_the_dataset_is_kept(hub, token, status, code, words, tmp_path):
    out = make_run(tmp_path / "run", 4)
    hub.status = status
    done = push(out, hub, token)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "secret-token" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (out / "dataset/README.md").exists()


def test_a_hub_that_is_away_can_be_tried_again(hub, tmp_path):
    out = make_run(tmp_path / "run", 4)
    hub.shutdown()
    hub.server_close()
    done = push(out, hub)
    assert done.returncode == 3, done.stderr
    assert f"run={out} formats=[] push_to_hub=org/name" in done.stderr
