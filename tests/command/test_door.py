"""The command line: what is misspelt or wrong is refused before anything starts, with the nearest valid name."""

import pytest

from cads_ray.command.binding import binding
from cads_ray.command.checks import check
from cads_ray.command.door import open_door
from cads_ray.config import CONF_DIR, Config
from cads_ray.errors import ConfigError
from cads_ray.session.hosted import members


def composed(*overrides: str) -> Config:
    found: list[Config] = []
    open_door(overrides, lambda config: check(config) or (members(config) and found.append(config)) or 0)
    return found[0]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("rouds.count=3", "did you mean rounds.count?"),
        ("rounds.cuont=3", "did you mean rounds.count?"),
        ("rounds.count=three", "rounds.count"),
        ("rounds.count=0", "at least 1"),
        ("rounds.overlap=1.5", "a share of the verdicts"),
        ("judge=quat", "did you mean quad?"),
        ("experiment=demmo", "did you mean demo?"),
        ("context.mode=advers", "did you mean adversarial?"),
        ("judge.members=[sharp,corse]", "did you mean coarse?"),
        ("judge.members=[]", "judge.members is empty"),
        ("generate.members=[sharp,sharp]", "twice"),
        ("models.members.sharp.provder=x", "provder"),
        ("paint.drafter=null", "drafter"),
        ("judge=pair,trio", "add -m"),
        ("nonsense", "key=value"),
        ("--frobnicate", "unknown option"),
        ("+foo=1", "without"),
        ("~rounds", "without"),
        ("models.members.sharp.sees=foo", "sees"),
        ("judge.quorum=-3", "at least 1"),
        ("judge.quorum=99", "only 4 judges count"),
        ("budget.usd=-1", "more than 0"),
        ("dataflow.min_actors=3", "max_actors=1"),
        ("dataflow.min_actors=0", "at least 1"),
        ("retries.reply=-1", "negative"),
        ("context.from_run=/nope", "no playbook"),
        ("models=paper", "experiment=NAME"),
    ],
)
def test_a_wrong_option_is_refused_with_a_hint(override, message):
    with pytest.raises(ConfigError, match=message.replace("?", r"\?")):
        composed(override)


@pytest.mark.parametrize("experiment", sorted(path.stem for path in (CONF_DIR / "experiment").glob("*.yaml")))
def test_every_experiment_composes(experiment):
    assert composed(f"experiment={experiment}").rounds.count >= 1


def test_groups_and_values_combine():
    config = composed("judge=pair", "rounds.count=2", "models.members.sharp.max_in_flight=3")
    assert config.judge.members == ["sharp", "coarse"]
    assert config.rounds.count == 2
    assert config.models.members["sharp"].max_in_flight == 3


def test_what_decides_a_sample_binds_a_run_directory_and_speed_does_not():
    base = binding(composed())
    assert binding(composed("rounds.count=9", "dataflow.block_rows=2", "verbose=true", "out=x")) == base
    assert binding(composed("models.members.sharp.max_in_flight=2", "models.members.sharp.rpm=9")) == base
    for change in (
        "judge=pair",
        "random_seed=1",
        "generate.draws=2",
        "context=frozen",
        "models.members.sharp.max_tokens=9",
    ):
        assert binding(composed(change)) != base
