"""Evaluations side by side, with the paper's rows where they have a column."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cads_ray.command.door import compose
from cads_ray.errors import ConfigError
from cads_ray.evaluate.__main__ import ENTRY, ended, job
from cads_ray.evaluate.attempts import Outcome
from cads_ray.evaluate.beside import paired, read_evaluations, side_by_side
from cads_ray.evaluate.scores import share


@pytest.fixture
def write(tmp_path):
    def evaluation(name, model, benchmark, rights, problems="d", absent=0):
        """`rights`: whether each of the problems was solved; None is a call that failed."""
        counts = dict.fromkeys(("right", "wrong", "undecided", "abstained", "absent", "pending"), 0) | {
            "absent": absent
        }
        found = {"items": len(rights), "outcomes": counts, "accuracy": share([right or 0 for right in rights])}
        found["samples"] = 1
        binding = {"model": model, "benchmark": benchmark, "problems": problems}
        (tmp_path / name).mkdir()
        (tmp_path / name / "evaluation.json").write_text(json.dumps({"binding": binding, "scores": found}))
        items = {"id": [str(n) for n in range(len(rights))]}
        pq.write_table(pa.table(items), tmp_path / name / "items.parquet")
        outcomes = {None: Outcome.ABSENT, 0: Outcome.WRONG, 1: Outcome.RIGHT}
        tries = [{"item": str(n), "outcome": str(outcomes[right])} for n, right in enumerate(rights)]
        pq.write_table(pa.Table.from_pylist(tries), tmp_path / name / "attempts.parquet")
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


def test_the_command_prints_them(write, tmp_path, capfd):
    write("1", "base", "mathvista", [1, 0])
    assert job(compose([f"compare=[{tmp_path}]"], ENTRY)) == 0
    assert "75.6%" in capfd.readouterr().out
    ended(tmp_path)  # of a sweep
    assert "75.6%" in capfd.readouterr().out
    with pytest.raises(ConfigError, match="no evaluation"):
        job(compose([f"compare=[{tmp_path / '1' / 'none'}]"], ENTRY))


def test_models_are_told_apart_problem_by_problem(write):
    base = [1, 0] * 50
    better = [1, 1] * 5 + base[10:]
    places = [write("1", "base", "mathvista", base), write("2", "mine", "mathvista", better)]
    places.append(write("3", "other", "mmmu", base, "d2"))
    (line,) = paired(read_evaluations(places))
    assert line.startswith("mine less base on mathvista: +5.0 points (+0.7 to +9.3), 100 problems")


def test_what_never_came_back_is_not_right(write):
    places = [write("1", "base", "mathvista", [1, 1, 0]), write("2", "mine", "mathvista", [None, 1, 0])]
    (line,) = paired(read_evaluations(places))
    assert "-33.3 points" in line
