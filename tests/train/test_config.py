"""What is wrong in a training's configuration is refused before anything starts."""

from importlib.util import find_spec

import pytest

from cads_ray.command.door import compose, open_door
from cads_ray.errors import ConfigError, Unequipped
from cads_ray.train.__main__ import ENTRY
from cads_ray.train.config import TrainConfig, check_training, sources
from cads_ray.train.launch import check_packages


def checked(*overrides: str) -> TrainConfig:
    config = compose(overrides, ENTRY)
    check_training(config)
    return config


def test_the_default_configuration_is_the_papers():
    config = checked("data=runs/demo")
    told = config.train
    assert sources(config) == ["runs/demo"]
    assert (told.samples, told.global_batch, told.rollout_batch, told.temperature, told.lr) == (8, 128, 256, 1.0, 1e-6)
    assert config.model == "Qwen/Qwen2.5-VL-7B-Instruct"
    assert (told.by, told.lora, told.rollouts) == ("trl", None, "transformers")


def test_datasets_are_named_with_their_sizes_and_the_trainer_by_its_name():
    config = checked("data=[a,b]", "sizes=[2000,2000]", "train=easyr1", "train.lora=64")
    assert (sources(config), config.sizes, config.train.by, config.train.lora) == (
        ["a", "b"],
        [2000, 2000],
        "easyr1",
        64,
    )


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ((), "data is missing"),
        (("data=a", "device=tpu"), "device=tpu"),
        (("data=[a,b]", "sizes=[1]"), "one for each"),
        (("data=[a,b]", "sizes=[0,0]"), "not all of them 0"),
        (("data=a", "train.samples=1"), "2 at least"),
        (("data=a", "train.lr=0"), "more than 0"),
        (("data=a", "train.kl=-1"), "negative"),
        (("data=a", "train.format_weight=1"), "below 1"),
        (("data=a", "train.rollouts=vlm"), "did you mean vllm?"),
        (("data=a", "train.max_pixels=4000000"), "max_pixels"),
        (("data=a", "workers=0"), "at least 1"),
    ],
)
def test_a_wrong_value_is_refused_with_a_hint(overrides, message):
    with pytest.raises(ConfigError, match=message.replace("?", r"\?")):
        checked(*overrides)


@pytest.mark.parametrize(
    ("override", "message"),
    [("train=easyr", "did you mean easyr1"), ("dta=x", "did you mean data"), ("judge=pair", "unknown key judge")],
)
def test_a_misspelt_key_or_choice_is_refused_with_the_nearest(override, message):
    with pytest.raises(ConfigError, match=message):
        open_door([override], lambda config: 0, entry=ENTRY)


def test_the_papers_table_4_is_five_trainings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found: list[TrainConfig] = []
    assert open_door(["train=table4", "data=[real,made]"], lambda config: found.append(config) or 0, entry=ENTRY) == 0
    assert [config.sizes for config in found] == [[2000, 0], [0, 2000], [2000, 2000], [4000, 0], [0, 4000]]
    assert len({config.out for config in found}) == 5
    assert {config.train.by for config in found} == {"trl"}


def test_what_is_not_installed_is_named_with_how_to_get_it():
    assert find_spec("vllm") is None
    with pytest.raises(Unequipped, match=r'vllm.*pip install "cads-ray\[train\]"'):
        check_packages(compose(["data=a", "train.rollouts=vllm"], ENTRY))
    assert Unequipped.exit_code == 2
