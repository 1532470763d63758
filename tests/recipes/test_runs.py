"""The recipes as whole runs of the embedded models, in one process."""

import pytest

from cads_ray.errors import ConfigError
from cads_ray.generate.question import NO_PICTURE
from cads_ray.judge.attempt import NO_PROBLEM, SOLVED
from cads_ray.schema import KEPT
from tests.hosted import seeds
from tests.recipes.loop import composed, run

SMALL = ("rounds.count=1", "generate.members=[sharp]", "judge=pair", "student.samples=3", "context=frozen")
CIRCUIT, TABLE, SCAN, TASK = "dynamath-276", "dynamath-416", "vqarad-1027", "task-14"


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    home = tmp_path_factory.mktemp("failures")
    path = seeds(home, CIRCUIT, TABLE, SCAN, TASK, "dynamath-329")
    return {row["seed"]: row for row in run("recipe=failures", f"out={home / 'out'}", f"seeds.path={path}", *SMALL)}


def test_what_the_student_gets_right_is_passed_over_and_what_nobody_can_teach_is_said(failures):
    ends = {seed: (row["state"], row["reason"]) for seed, row in failures.items()}
    assert ends[TASK] == ("excluded", NO_PROBLEM)
    assert (("excluded", SOLVED)) in ends.values()
    state, reason = ends[SCAN]
    assert state == "failed"
    assert "no embedded family serves" in reason


def test_a_failure_becomes_a_sample_that_says_what_it_is_against(failures):
    made = [row for row in failures.values() if row["state"] in KEPT]
    assert made
    for row in made:
        assert row["fault"]
        assert row["remedy"] in row["strategy_text"]
        assert 0 <= row["pass_rate"] <= 1
        assert len(row["attempts"]) == 3
        tasks = [call["task"] for call in row["calls"]]
        assert tasks[:5] == ["solve", "diagnose", "propose", "illustrate", "draw"]


@pytest.fixture(scope="module")
def oasis(tmp_path_factory):
    home = tmp_path_factory.mktemp("oasis")
    path = seeds(home, TABLE, TASK, "dynamath-123")
    return run("recipe=oasis", f"out={home / 'out'}", f"seeds.path={path}", *SMALL, "generate.draws=2")


def test_a_picture_is_enough(oasis):
    made = [row for row in oasis if row["state"] in KEPT]
    assert {row["seed"] for row in made} == {TABLE, "dynamath-123"}
    for row in made:
        assert min(row[name] for name in ("solvability", "clarity", "grounding", "sense")) >= 4
        assert row["strategy"] in ("reading", "comparison", "calculation")
        assert row["image"]
        assert row["pass_rate"] is None, "no student was named"
    assert {row["reason"] for row in oasis if row["seed"] == TASK} == {NO_PICTURE}


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["recipe=faillures"], "did you mean failures"),
        (["recipe=failures", "experiment=paper"], "student.model=NAME"),
        (["student.model=studnet"], "did you mean student"),
        (["student.keep=learnable"], "needs student.model"),
        (["student.signal=true", "student.model=sharp", "student.samples=1"], "student.samples=2"),
        (["student.model=sharp", "models.members.sharp.temperature=0"], "alike at temperature 0"),
        (["student.keep=learnabel"], "did you mean learnable"),
        (["dataset.size=9", "dataset.quotas={student:{learnable:[0.5,1]}}"], "needs student.model"),
    ],
)
def test_what_cannot_be_is_refused(overrides, message):
    with pytest.raises(ConfigError, match=message):
        composed(*overrides)
