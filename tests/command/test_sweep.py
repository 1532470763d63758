"""Sweeps: one run for each point, over one ledger, by whichever launcher; what the door makes of their exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cads_ray.command.door import open_door
from cads_ray.config import Config
from cads_ray.errors import ConfigError


@pytest.fixture
def swept(tmp_path, monkeypatch):
    """The configurations that a command line sweeps over, and the folder that the end of the sweep is told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["cads-ray"])

    def sweep(*arguments: str) -> tuple[list[Config], list[Path]]:
        found: list[Config] = []
        ended: list[Path] = []
        assert open_door(arguments, lambda config: found.append(config) or 0, ended.append) == 0
        return found, ended

    return sweep


def test_a_sweep_is_a_run_for_each_value_wherever_its_flag_stands(swept):
    found, ended = swept("rounds.count=2", "-m", "judge=pair,trio")
    assert [(len(config.judge.members), config.rounds.count) for config in found] == [(2, 2), (3, 2)]
    (folder,) = ended
    assert folder.parts[0] == "multirun"
    assert [Path(config.out) for config in found] == [folder / "0", folder / "1"]
    assert {config.ledger.dir for config in found} == {str(folder / "ledger")}


def test_the_shipped_sweep_needs_no_flag_and_takes_other_values(swept):
    found, ended = swept("experiment=sweep_judges")
    points = [(len(config.judge.members), config.context.mode) for config in found]
    assert points == [(judges, mode) for judges in (2, 3, 4) for mode in ("adversarial", "frozen")]
    assert ended == [Path("runs/sweep_judges")]
    found, ended = swept(
        "experiment=sweep_judges", "judge=solo", "context=frozen,bandit", "out=mine", "ledger.dir=calls"
    )
    assert [(len(config.judge.members), config.context.mode) for config in found] == [(1, "frozen"), (1, "bandit")]
    assert ended == [Path("mine")]
    assert [config.out for config in found] == ["mine/0", "mine/1"]
    assert {config.ledger.dir for config in found} == {"calls"}


def test_the_folder_of_a_sweep_may_be_named_after_what_hydra_knows(swept):
    _, ended = swept("-m", "judge=pair,trio", "hydra.sweep.dir=mine/${hydra.runtime.choices.judge}")
    assert ended == [Path("mine/pair")]


def test_the_worst_exit_code_counts_and_a_refused_job_does_not_end_the_others(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["cads-ray"])
    ran: list[int] = []

    def job(config: Config) -> int:
        ran.append(config.rounds.count)
        if config.rounds.count == 1:
            raise ConfigError("no such thing")
        return {2: 4, 3: 0}[config.rounds.count]

    assert open_door(["-m", "rounds.count=1,2,3"], job) == 4
    assert ran == [1, 2, 3]
    assert "no such thing" in capsys.readouterr().err


def test_a_sweep_in_a_bucket_is_refused(swept):
    with pytest.raises(ConfigError, match="lie in a folder"):
        swept("-m", "rounds.count=1,2", "out=s3://bucket/sweep")


def test_ctrl_c_ends_the_sweep(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["cads-ray"])
    ran: list[int] = []
    assert open_door(["-m", "rounds.count=1,2"], lambda config: ran.append(config.rounds.count) or 130) == 130
    assert ran == [1]


def test_ctrl_c_that_no_job_heard_of_ends_the_sweep_as_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["cads-ray"])

    def between(config):
        if config.rounds.count == 2:
            raise KeyboardInterrupt
        return 0

    with pytest.raises(KeyboardInterrupt):
        open_door(["-m", "rounds.count=1,2"], between)


ELSEWHERE = """
import os, sys
from pathlib import Path
from cads_ray.command.door import open_door

def job(config):
    Path(config.out, "pid").write_text(str(os.getpid()))
    return len(config.judge.members)

print(os.getpid(), open_door(sys.argv[1:], job, lambda folder: print("ended", folder)))
"""


@pytest.mark.parametrize("launcher", ["joblib", pytest.param("ray", marks=pytest.mark.slow)])
def test_other_launchers_run_the_jobs_in_processes_of_their_own(launcher, tmp_path):
    pytest.importorskip(f"hydra_plugins.hydra_{launcher}_launcher")
    command = [sys.executable, "-c", ELSEWHERE, "-m", "judge=pair,trio", f"hydra/launcher={launcher}", "out=here"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ended here" in done.stdout
    own, worst = next(line for line in done.stdout.splitlines() if line[0].isdigit()).split()
    pids = {(tmp_path / "here" / number / "pid").read_text() for number in "01"}
    assert own not in pids
    assert worst == "3"


@pytest.mark.slow
@pytest.mark.parametrize("launcher", ["basic", "joblib", "ray"])
def test_a_sweep_ends_in_one_comparison(launcher, tmp_path):
    if launcher != "basic":
        pytest.importorskip(f"hydra_plugins.hydra_{launcher}_launcher")
    settings = ["experiment=sweep_judges", "judge=pair,trio", "context=frozen", "rounds.count=1", "out=swept"]
    more = ["generate.members=[sharp]", f"hydra/launcher={launcher}"]
    command = [sys.executable, "-m", "cads_ray.run", *settings, *more]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads((tmp_path / "swept" / "comparison.json").read_text())
    assert [row["judge.members"] for row in rows] == ["sharp,coarse", "sharp,coarse,literal"]
    assert all(row["kept"] > 0 for row in rows)
    assert (tmp_path / "swept" / "comparison.png").stat().st_size > 1000
    assert "key right" in done.stdout
    if launcher == "basic":  # one after the other: what both need was paid by the first
        assert rows[1]["calls"] < rows[0]["calls"] <= rows[1]["from the ledger"]
