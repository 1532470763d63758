"""The panel that a configuration asks for: its judges and their rule, how they are asked, who settles and recounts."""

from __future__ import annotations

from functools import partial

from cads_ray.config import Config
from cads_ray.errors import ConfigError
from cads_ray.judge.consensus import Rule
from cads_ray.judge.early import settled
from cads_ray.judge.recount import Recount
from cads_ray.judge.solve import Asking, Judge
from cads_ray.judge.student import Student
from cads_ray.recipe import load
from cads_ray.schema import Sees

STUDENT = "student"  # the member that a recipe which learns from a student takes, where student.model names none


def check_panel(config: Config) -> None:
    """Raise ConfigError for what cannot go together."""
    _check_student(config)
    panel = config.judge
    if panel.equivalence == "model" and panel.grader is None:
        raise ConfigError("judge.equivalence=model needs judge.grader=NAME, a member of the pool")
    if panel.audit and panel.decide_early:
        raise ConfigError("judge.audit compares rules on the votes of all judges: judge.decide_early=false")
    if panel.consensus == "posterior":
        for key, asked in (("decide_early", panel.decide_early), ("repair", panel.repair is not None)):
            if asked:
                raise ConfigError(
                    f"judge.{key} needs states that are decided sample by sample: judge.consensus=independent or paper"
                )


def _check_student(config: Config) -> None:
    student = student_of(config)
    if config.student.keep != "all" and (student is None or not student.samples):
        raise ConfigError(f"student.keep={config.student.keep} needs student.model=NAME, and student.samples=8 or so")
    if student is not None and student.samples > 1 and config.models.members[student.judge.name].temperature == 0:
        raise ConfigError(
            f"student.samples={student.samples} attempts of {student.judge.name} would be alike at temperature 0"
        )
    if config.student.signal and (student is None or student.samples < 2):
        raise ConfigError("student.signal needs student.model=NAME, and at least student.samples=2")
    if "student" in (config.dataset.quotas or {}) and (student is None or not student.samples):
        raise ConfigError("dataset.quotas by student needs student.model=NAME, and student.samples=8 or so")


def judge_of(config: Config, name: str) -> Judge:
    """A member in the role of a judge."""
    return Judge(name, Sees(config.models.members[name].sees))


def rule_of(config: Config) -> Rule:
    """The judges, and which of their votes decide what."""
    panel = config.judge
    judges = tuple(judge_of(config, name) for name in panel.members)
    return Rule(panel.consensus, judges, panel.quorum, panel.dissent, panel.blind)


def asking_of(config: Config) -> Asking:
    """How the judges are asked."""
    panel = config.judge
    return Asking(
        panel.grader if panel.equivalence == "model" else None,
        partial(settled, rule=rule_of(config)) if panel.decide_early else None,
    )


def mender_of(config: Config) -> Judge | None:
    """Who settles contested samples."""
    return judge_of(config, config.judge.repair) if config.judge.repair is not None else None


def student_of(config: Config) -> Student | None:
    """The model that is to be trained, None where nobody asks for it. Raises ConfigError when a recipe needs one."""
    name = config.student.model
    if name is None:
        if not load(config.recipe).learns:
            return None
        name = STUDENT
        if name not in config.models.members:
            raise ConfigError(f"recipe={config.recipe} learns from what a student gets wrong: set student.model=NAME")
    return Student(judge_of(config, name), config.student.samples, config.student.keep == "learnable")


def recount_of(config: Config) -> Recount | None:
    """What decides states once a round is complete, where the rule needs all of its votes."""
    return Recount(rule_of(config)) if config.judge.consensus == "posterior" else None
