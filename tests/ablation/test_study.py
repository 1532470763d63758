"""What the study makes of runs that are done; and, slowly, the whole of it."""

import json
from dataclasses import asdict

import pytest
from rich.console import Console

from cads_ray.ablation.arms import ARMS
from cads_ray.ablation.measures import Sample
from cads_ray.ablation.study import SAMPLES, ablate, conclude
from cads_ray.command.door import compose
from cads_ray.errors import ConfigError
from cads_ray.schema import State

RUNS = {"frozen": 4, "context": 9}  # adversarial samples of 20
DESCRIPTIONS = [f"models.members.{name}.sees=description" for name in ("sharp", "coarse", "literal")]


def study(out, *overrides):
    return compose(["experiment=ablation", f"out={out}", "ablation.arms=[generate,judge,context]", *overrides])


def write(out, run: str, random_seed: int) -> None:
    states = [State.ADVERSARIAL] * RUNS[run] + [State.ACCEPTED] * (19 - RUNS[run]) + [State.CONTESTED]
    rows = [
        Sample(f"r010-s{i:02d}", state, state != State.CONTESTED, False, f"{run} {random_seed} {i}", 8, 4)
        for i, state in enumerate(states)
    ]
    place = out / run / str(random_seed)
    place.mkdir(parents=True)
    (place / SAMPLES).write_text(json.dumps([asdict(row) for row in rows]))


def test_the_runs_that_are_there_make_the_table_and_the_figure(tmp_path):
    for run in RUNS:
        for random_seed in (0, 1):
            write(tmp_path, run, random_seed)
    conclude(study(tmp_path), Console(quiet=True))
    table = (tmp_path / "ablation.md").read_text()
    lines = {
        name: next(line for line in table.splitlines() if ARMS[name].label in line) for name in ("judge", "context")
    }
    assert "| 0.20 (" in lines["judge"]
    assert "| 0.45 (" in lines["context"]
    assert "| 2.25 (" in lines["context"]
    assert all("| 38 |" in line for line in lines.values())  # equal numbers of kept samples
    assert (tmp_path / "ablation.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("override", "said"),
    [("ablation.arms=[jugde]", "did you mean judge"), ("models.members.coarse.provider=openai", "embedded authors")],
)
def test_what_cannot_be_studied_is_said_before_anything_runs(override, said, tmp_path):
    with pytest.raises(ConfigError, match=said):
        ablate(study(tmp_path, override), Console(quiet=True))


@pytest.mark.slow
def test_the_whole_study_once_and_then_from_what_is_there(tmp_path):
    config = study(tmp_path, "rounds.count=1", "ablation.seeds=1", "ablation.draws=1", *DESCRIPTIONS)
    for _ in range(2):
        assert ablate(config, Console(quiet=True)) == 0
    assert len((tmp_path / "ablation.md").read_text().splitlines()) == 2 + 3
