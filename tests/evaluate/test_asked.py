"""The command line of an evaluation: what can be read, and what is refused in one line."""

from pathlib import Path

import pytest

from cads_ray.errors import ConfigError
from cads_ray.evaluate.asked import read
from cads_ray.evaluate.benchmarks import ANY, BENCHMARKS


def test_keys_of_its_own_and_keys_of_the_configuration(tmp_path):
    asked = read(["model=qwen", "benchmark=mathvista", f"data={tmp_path}", "samples=4", "budget.usd=5", "models=mine"])
    assert (asked.benchmark, asked.samples, asked.limit) == (BENCHMARKS["mathvista"], 4, None)
    assert asked.overrides == ("budget.usd=5", "models=mine")
    assert asked.out == Path("evaluations/mathvista-qwen")


def test_any_dataset_by_its_place(tmp_path):
    (tmp_path / "mine").mkdir()
    asked = read(["model=qwen", f"benchmark={tmp_path / 'mine'}", "compare=[a, b]"])
    assert (asked.benchmark, asked.others) == (ANY, ("a", "b"))
    assert asked.out.name.endswith("mine-qwen")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["benchmark=mathvista"], "model=... is missing"),
        (["model=m"], "benchmark=... is missing"),
        (["model=m", "benchmark=mathvista"], "benchmark=mathvista needs data=PATH"),
        (["model=m", "benchmark=matvista", "data=x"], "did you mean mathvista"),
        (["model=m", "benchmark=nowhere"], "neither a benchmark"),
        (["model=m", "benchmark=mathvista", "data=x", "samples=0"], "samples=0: a number of at least 1"),
        (["model=m", "-m"], "write key=value"),
    ],
)
def test_what_cannot_be_is_refused(arguments, told):
    with pytest.raises(ConfigError, match=told):
        read(arguments)
