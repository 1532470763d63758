"""From configuration to the panel: what goes together, and what is refused in one line."""

import pytest

from cads_ray.command.checks import check
from cads_ray.command.door import compose
from cads_ray.errors import ConfigError
from cads_ray.panel import asking_of, check_panel, mender_of, recount_of, rule_of
from cads_ray.session.hosted import used


def composed(*overrides: str):
    config = compose(overrides)
    check(config)
    check_panel(config)
    return config


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["judge.equivalence=model"], "judge.grader=NAME"),
        (["judge.grader=shrap"], "did you mean sharp"),
        (["judge.repair=nobody"], "judge.repair: unknown model"),
        (["judge.consensus=posterior", "judge.decide_early=true"], "judge.decide_early"),
        (["judge.consensus=posterior", "judge.repair=sharp"], "judge.repair"),
        (["judge.consensus=postrior"], "did you mean posterior"),
        (["judge.audit=true", "judge.decide_early=true"], "judge.audit"),
    ],
)
def test_what_cannot_be_is_refused(overrides, message):
    with pytest.raises(ConfigError, match=message):
        composed(*overrides)


def test_the_panel_is_what_the_configuration_says():
    config = composed("models=mixed", "generate=mixed", "judge=mixed", "paint.drafter=gpt", "judge.repair=gpt")
    assert [judge.name for judge in rule_of(config).judges] == ["qwen-vl", "internvl", "glm-v"]
    assert (mender_of(config).name, recount_of(config), asking_of(config).settled) == ("gpt", None, None)
    assert "gpt" in {member.name for member in used(config)}
    assert asking_of(composed("judge.decide_early=true")).settled is not None
    assert recount_of(composed("judge.consensus=posterior")) is not None


def test_the_audit_is_all_of_the_teachers_and_a_text_only_judge():
    config = composed("experiment=audit")
    assert set(config.judge.members) == {*config.generate.members, "textual"}
    assert config.judge.audit
    assert config.context.mode == "frozen"
