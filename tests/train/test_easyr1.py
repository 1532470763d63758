"""train=easyr1: what EasyR1 needs is written, and it is started where it is installed.

EasyR1 cannot be imported without torchvision and a GPU, so a package that stands in for it is started: it reads the
configuration as EasyR1 does (OmegaConf, typed, unknown keys refused) and notes what it was told. What EasyR1 does with it is
not shown here; tests/export/test_easyr1.py has a replica of how it reads the data.
"""

import json
import stat
import sys
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from cads_ray.command.door import compose
from cads_ray.errors import ConfigError, TrainingFailed, Unequipped
from cads_ray.train.__main__ import ENTRY
from cads_ray.train.command import train
from tests.export.runs import kept_of, make_run

MAIN = """
import json, sys
from pathlib import Path
from omegaconf import OmegaConf
config = OmegaConf.load(OmegaConf.from_cli().config)
Path(config.trainer.save_checkpoint_path, "global_step_1").mkdir(parents=True, exist_ok=True)
Path(config.trainer.save_checkpoint_path, "seen.json").write_text(json.dumps(OmegaConf.to_container(config)))
sys.exit(config.data.seed)
"""
SMALL = ("train.rollout_batch=16", "train.global_batch=8", "train=easyr1")


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    return make_run(tmp_path_factory.mktemp("easyr1") / "run", 60)


def start(run: Path, out: Path, *more: str) -> tuple[int, str]:
    """The exit code, and what was printed."""
    console = Console(record=True, width=1000, file=(out.parent / "printed").open("w"))
    code = train(compose([f"data={run}", f"out={out}", *SMALL, *more], ENTRY), console)
    return code, console.export_text()


def installed(folder: Path, gpus: int) -> Path:
    """A Python in which EasyR1 is installed, and torch that sees `gpus` GPUs: stand-ins of both."""
    main = folder / "verl/trainer/main.py"
    main.parent.mkdir(parents=True)
    for package in (folder / "verl", main.parent):
        (package / "__init__.py").touch()
    main.write_text(MAIN)
    (folder / "torch").mkdir()
    (folder / "torch/__init__.py").write_text("from . import cuda")
    (folder / "torch/cuda.py").write_text(f"def device_count(): return {gpus}")
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}:$PYTHONPATH" exec {sys.executable} "$@"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    return python


def test_the_configuration_has_the_papers_settings_and_the_command_is_printed(run, tmp_path):
    code, told = start(run, tmp_path / "out", "workers=8", "train.python=" + sys.executable)
    folder = tmp_path / "out/easyr1"
    assert code == 0
    assert f"-m verl.trainer.main config={folder / 'config.yaml'}" in told
    assert "pip install -e EasyR1" in told
    config = yaml.safe_load((folder / "config.yaml").read_text())
    assert config["data"]["train_files"] == str(folder / "train")
    assert (config["data"]["rollout_batch_size"], config["worker"]["actor"]["global_batch_size"]) == (16, 8)
    assert (config["worker"]["rollout"]["n"], config["worker"]["rollout"]["temperature"]) == (8, 1.0)
    assert config["worker"]["actor"]["optim"]["lr"] == 1e-6
    assert config["trainer"]["n_gpus_per_node"] == 8
    for place in ("format_prompt", "train_files"):
        assert Path(config["data"][place]).exists()
    reward, function = config["worker"]["reward"]["reward_function"].rsplit(":", 1)
    assert (Path(reward).name, function) == ("cads_reward.py", "compute_score")
    assert sum(source["taken"] for source in json.loads((tmp_path / "out/train.json").read_text())["sources"]) == len(
        kept_of(run)
    )


def test_a_picture_of_the_largest_size_fits_into_a_prompt():
    config = compose(["data=x", "train=easyr1"], ENTRY).train
    assert config.max_pixels // 784 + 400 <= config.max_prompt


def test_it_is_started_where_it_is_installed_and_continues(run, tmp_path):
    python = installed(tmp_path / "elsewhere", gpus=2)
    for _ in range(2):
        code, told = start(run, tmp_path / "out", "workers=2", f"train.python={python}")
        assert code == 0
        assert "not installed" not in told
    seen = json.loads((tmp_path / "out/checkpoints/seen.json").read_text())
    assert seen == yaml.safe_load((tmp_path / "out/easyr1/config.yaml").read_text())
    with pytest.raises(ConfigError, match=r"begun with train\.lr"):
        start(run, tmp_path / "out", "workers=2", f"train.python={python}", "train.lr=1e-5")


def test_too_few_gpus_are_refused_and_an_error_of_easyr1_is_told(run, tmp_path):
    python = installed(tmp_path / "elsewhere", gpus=1)
    with pytest.raises(Unequipped, match="workers=2 GPUs, here are 1"):
        start(run, tmp_path / "out", "workers=2", f"train.python={python}")
    with pytest.raises(TrainingFailed, match="ended with 7"):
        start(run, tmp_path / "out", f"train.python={python}", "random_seed=7")
    with pytest.raises(ConfigError, match="no Python that runs"):
        start(run, tmp_path / "out2", "train.python=/bin/false")
    with pytest.raises(ConfigError, match="no Python that runs"):
        start(run, tmp_path / "out2", "train.python=/nowhere/python")
    with pytest.raises(ConfigError, match="@"):
        start(run, tmp_path / "a@b")


def test_too_few_questions_for_a_generation_are_refused_and_may_be_tried_again(run, tmp_path):
    with pytest.raises(ConfigError, match="fewer than a generation"):
        start(run, tmp_path / "out", "train.rollout_batch=256")
    assert start(run, tmp_path / "out")[0] == 0
