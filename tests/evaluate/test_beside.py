"""Evaluations side by side, with the paper's rows where they have a column."""

import json

import pytest
from rich.console import Console

from cads_ray.errors import ConfigError
from cads_ray.evaluate.__main__ import main
from cads_ray.evaluate.beside import read_evaluations, side_by_side
from cads_ray.evaluate.scores import share


@pytest.fixture
def write(tmp_path):
    def evaluation(name, model, benchmark, rights, problems="d", absent=0):
        counts = dict.fromkeys(("right", "wrong", "undecided", "abstained", "absent", "pending"), 0) | {
            "absent": absent
        }
        found = {"items": len(rights), "outcomes": counts, "accuracy": share(rights)}
        binding = {"model": model, "benchmark": benchmark, "problems": problems}
        (tmp_path / name).mkdir()
        (tmp_path / name / "evaluation.json").write_text(json.dumps({"binding": binding, "scores": found}))
        return str(tmp_path / name)

    return evaluation


def test_a_row_for_each_model_a_column_for_each_benchmark(write):
    places = [write("1", "base", "mathvista", [1, 0]), write("2", "mine", "mathvista", [1, 1], absent=3)]
    places.append(write("3", "mine", "mmmu", [0.0]))
    columns, rows = side_by_side(read_evaluations(places))
    assert columns == ["mathvista", "mmmu"]
    assert rows["base"]["mathvista"].startswith("50.0% (")
    assert rows["mine"]["mathvista"].endswith(", 3 without an answer")
    assert rows["R1-SyntheticVL-7B (paper)"] == {"mathvista": "75.6%"}


def test_other_problems_are_another_column(write, tmp_path):
    write("1", "base", "dataset", [1, 0], "d1")
    write("2", "base", "dataset", [1, 0, 1], "d2")
    columns, rows = side_by_side(read_evaluations([str(tmp_path)]))
    assert columns == ["dataset (2 of 1)", "dataset (3 of 2)"]
    assert not [name for name in rows if "paper" in name]


def test_the_command_prints_them(write, tmp_path):
    write("1", "base", "mathvista", [1, 0])
    console = Console(record=True, width=200)
    assert main([f"compare=[{tmp_path}]"], console) == 0
    assert "75.6%" in console.export_text()
    with pytest.raises(ConfigError, match="no evaluation"):
        main([f"compare=[{tmp_path / '1' / 'none'}]"], console)
    assert main(["--help"], console) == 0
