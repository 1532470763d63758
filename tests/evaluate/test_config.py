"""The command line of an evaluation: what can be read, and what is refused in one line."""

import pytest

from cads_ray.command.door import compose, open_door
from cads_ray.errors import ConfigError
from cads_ray.evaluate.__main__ import ENTRY
from cads_ray.evaluate.benchmarks import ANY, BENCHMARKS
from cads_ray.evaluate.config import as_run, asked_of
from cads_ray.session.hosted import required, used


def asked(*overrides):
    return asked_of(compose(overrides, ENTRY))


def test_a_benchmark_by_name_and_a_model_of_a_pool(tmp_path):
    found = asked(
        "model=qwen-vl", "models=open", "benchmark=mathvista", f"data={tmp_path}", "samples=4", "budget.usd=5"
    )
    assert (found.benchmark, found.samples, found.limit, found.split) == (BENCHMARKS["mathvista"], 4, None, "")
    assert found.out == "evaluations/mathvista-qwen-vl"


def test_any_dataset_by_its_place(tmp_path):
    (tmp_path / "mine").mkdir()
    found = asked("model=sharp", f"benchmark={tmp_path / 'mine'}")
    assert (found.benchmark, found.name) == (ANY, f"{tmp_path.name}-mine")
    assert asked("model=sharp", f"benchmark={tmp_path}/*", "out=there").out == "there"


def test_the_model_is_all_that_is_used_and_nothing_goes_on_without_it():
    config = as_run(compose(["model=sharp"], ENTRY), "out")
    assert [member.name for member in used(config)] == ["sharp"]
    assert required(config) == ["sharp"]


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (["benchmark=mathvista"], "model=... is missing"),
        (["model=sharp"], "benchmark=... is missing"),
        (["model=shrap", "benchmark=mathvista"], "did you mean sharp"),
        (["model=sharp", "benchmark=mathvista"], "benchmark=mathvista needs data=PATH"),
        (["model=sharp", "benchmark=matvista", "data=x"], "did you mean mathvista"),
        (["model=sharp", "benchmark=nowhere"], "neither a benchmark"),
        (["model=sharp", "benchmark=mathvista", "data=x", "samples=0"], "samples=0: must be at least 1"),
        (["model=sharp", "benchmark=x", "samples=2", "models.members.sharp.temperature=0"], "alike at temperature 0"),
        (["model=sharp", "benchmark=x", "grader=sharpp"], "grader=sharpp: did you mean sharp"),
    ],
)
def test_what_cannot_be_is_refused(overrides, told):
    with pytest.raises(ConfigError, match=told):
        asked(*overrides)


@pytest.mark.parametrize(
    ("argument", "told"),
    [("sample=3", "did you mean samples"), ("models=embeded", "embedded"), ("rounds.count=1", "rounds")],
)
def test_a_misspelt_key_is_refused_at_the_door(argument, told):
    with pytest.raises(ConfigError, match=told):
        open_door([argument], lambda config: 0, entry=ENTRY)
