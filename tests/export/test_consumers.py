"""Exports read by their consumers' own packages, each in an environment of its own: pytest -m consumers -k trl.

An environment is made on first use, below $CADS_CONSUMERS (a folder that may be kept) or a temporary folder; torch 2.13.0
goes in first, because the packages alone would bring its CUDA build. TRL runs in CI, the others by hand: RESULTS.md.
"""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from cads_ray.export.formats import Options, export_run
from cads_ray.export.source import open_run
from tests.export.runs import kept_of, make_run

pytestmark = pytest.mark.consumers
HERE = Path(__file__).parent / "consumers"
# LLaMA-Factory imports torchvision and torchaudio, and the last torchaudio wants the torch that it was built with.
TORCH = {"llamafactory": ("torch==2.11.0", "torchvision==0.26.0", "torchaudio==2.11.0")}
PACKAGES = {
    "trl": ("trl==1.16.0", "datasets>=4.7,<6", "pillow", "math-verify"),
    "verl": ("verl==0.9.1",),
    "llamafactory": ("llamafactory==0.9.5",),
    "swift": ("ms-swift==4.6.0",),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """A run of 60 samples in the consumers' formats."""
    out = make_run(tmp_path_factory.mktemp("consumers") / "run", 60)
    export_run(open_run(out), Options(("trl", "verl", "llamafactory", "ms_swift")))
    return out


@pytest.fixture(scope="session")
def environments(tmp_path_factory) -> Path:
    kept = os.environ.get("CADS_CONSUMERS")
    return Path(kept) if kept else tmp_path_factory.mktemp("environments")


def interpreter(environments: Path, name: str) -> Path:
    """The Python of the consumer's environment, which is made when it is not there."""
    place = environments / f"venv-{name}"
    python, done = place / "bin/python", place / ".installed"
    if not done.exists():
        venv.create(place, with_pip=True)
        env = {key: value for key, value in os.environ.items() if key not in ("PIP_CONSTRAINT", "PYTHONPATH")}
        for packages in (TORCH.get(name, ("torch==2.13.0",)), PACKAGES[name]):
            subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True, env=env)
        done.touch()
    return python


def run_in(environments: Path, name: str, script: str, folder: Path, **env: str) -> dict:
    """What the script prints last."""
    ours = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    ours |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    command = [str(interpreter(environments, name)), str(HERE / script), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, env=ours | env, timeout=900)
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    print(name, found, file=sys.stderr)
    return found


def rows(run: Path, format: str) -> dict[str, int]:
    return json.loads((run / "export" / format / "export_report.json").read_text())["samples"]


def test_trl_takes_a_grpo_step_on_the_export_that_moves_the_vision_tower(small, environments):
    found = run_in(environments, "trl", "trl_grpo.py", small / "export/trl")
    assert found["rows"] == rows(small, "trl")
    assert found["decoded"]
    assert found["aligned"]
    assert found["vision"] > 0
    assert found["ours"] == {"1.0": len(kept_of(small))}
    assert found["stock"] == found["ours"]  # TRL's own reward understands every `solution`


def test_verl_reads_every_row_and_loads_the_reward(small, environments):
    found = run_in(environments, "verl", "verl_grpo.py", small / "export/verl")
    assert found["rows"] == rows(small, "verl")
    assert found["prompts"] == {"image, text": len(kept_of(small))}
    assert found["scores"] == {"1.0": len(kept_of(small))}


def test_ms_swift_reads_every_row_and_finds_the_pictures(small, environments):
    folder = small / "export/ms_swift"
    found = run_in(environments, "swift", "swift_sft.py", folder, ROOT_IMAGE_DIR=str(folder))
    assert found["rows"] == rows(small, "ms_swift")
    assert found["pictures"] == len(kept_of(small))
    assert found["marks"] == {"user: 1": len(kept_of(small))}


def test_llamafactory_tokenizes_every_row_with_its_picture(small, environments):
    found = run_in(environments, "llamafactory", "llamafactory_sft.py", small / "export/llamafactory")
    assert found["rows"] == rows(small, "llamafactory")
    assert found["with_picture"] == found["with_answer"] == len(kept_of(small))
