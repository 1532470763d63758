"""A run from outside the cluster (ray://): the driver only calls, and all of Ray Data runs there. Real Ray, by its client."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cads_ray.errors import ClusterDown

from .hosted import seeds

pytestmark = pytest.mark.slow
RUN = (
    *("-m", "cads_ray.run", "seeds.path=seeds.jsonl", "rounds.count=2", "generate.members=[sharp,coarse]"),
    *("judge=pair", "dataflow.block_rows=2"),
)
ENVIRONMENT = os.environ | {"RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A head with a client server, and the address at which it is called from outside."""
    port, agent, calls = free_port(), free_port(), free_port()
    ports = (f"--port={port}", f"--runtime-env-agent-port={agent}", f"--ray-client-server-port={calls}")
    folder = tmp_path_factory.mktemp("ray")
    head = (*ports, "--min-worker-port=0", "--max-worker-port=0", f"--temp-dir={folder}", "--num-cpus=2")
    start = (Path(sys.executable).parent / "ray", "start", "--head", "--block", "--include-dashboard=false", *head)
    log = folder / "head.log"
    with log.open("w") as out:
        process = subprocess.Popen(start, env=ENVIRONMENT, stdout=out, stderr=out)
        try:
            yield f"ray://127.0.0.1:{calls}"
        finally:
            process.terminate()
            process.wait(60)


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    line = (sys.executable, *RUN, *more)
    return subprocess.run(line, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)


def exported(out: Path) -> dict[str, bytes]:
    dataset = out / "dataset"
    return {
        str(file.relative_to(dataset)): file.read_bytes()
        for file in sorted(dataset.rglob("*"))
        if file.is_file() and file.suffix != ".md"  # the card has a date
    }


def test_a_run_from_outside_makes_the_same_dataset_and_continues(address, tmp_path):
    seeds(tmp_path, "dynamath-416", "openstax-m00126-exer-00005")
    here = run(tmp_path, "out=here")
    assert here.returncode == 0, here.stdout + here.stderr
    outside = run(tmp_path, "out=outside", f"ray.address={address}")
    assert outside.returncode == 0, outside.stdout + outside.stderr
    assert exported(tmp_path / "outside") == exported(tmp_path / "here") != {}
    again = run(tmp_path, "out=outside", f"ray.address={address}", "rounds.count=3")
    assert again.returncode == 0, again.stdout + again.stderr
    assert (tmp_path / "outside/rounds/002/manifest.json").exists()


def test_nobody_at_the_address_is_one_line_that_says_what_is_needed(tmp_path):
    seeds(tmp_path, "dynamath-416")
    done = run(tmp_path, "out=run", f"ray.address=ray://127.0.0.1:{free_port()}")
    assert done.returncode == ClusterDown.exit_code
    assert "Is its client server there" in " ".join(done.stdout.split())
