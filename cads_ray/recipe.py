"""A recipe: a synthesis system as a list of stages. Each lies in a file of its own in cads_ray/recipes/, found by its name.

What a recipe is free in: its stages, the columns that they add, how its rows are told apart in the report. What it shares
with all others and never writes again: plan, pools, ledger, limits, rounds, accounting, resume, judges, export, report.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from cads_ray.command.names import nearest
from cads_ray.dataset.compare import compare
from cads_ray.errors import ConfigError
from cads_ray.judge.consensus import Rule, consensus
from cads_ray.judge.repair import repair
from cads_ray.judge.solve import Asking, Judge, solve
from cads_ray.judge.student import Student, measure
from cads_ray.models.client import Client
from cads_ray.paint.paint import Painter, paint
from cads_ray.pool import AtOnce, Pool, Step
from cads_ray.schema import VERDICT, MetaStrategy
from cads_ray.tools import Tools

HOME = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class Cast:
    """Who does what in a run, as the configuration says; a recipe takes of it what it needs.

    `mender` settles contested samples; `student` is the model to be trained. Authors are named by the rows of the plan.
    """

    painter: Painter
    rule: Rule
    asking: Asking
    mender: Judge | None = None
    student: Student | None = None

    @property
    def learner(self) -> Judge:
        """The student of a recipe that `learns`. Raises ConfigError when there is none."""
        if self.student is None:
            raise ConfigError("the recipe learns from what a student gets wrong: set student.model=NAME")
        return self.student.judge


@dataclass(frozen=True)
class Recipe:
    """`pools`: the stages in order, with their values bound.

    `says`: what the system is, in a sentence for the dataset's card. `keeps`: columns that its stages add beyond
    schema.VERDICT; rounds keep them, exports carry them, report and inspect show them. `strategies`: what the plan draws
    from for each row, and the bandit learns to choose among. `once`: tasks whose request depends on seed and author
    alone, so that later rounds have the reply from the ledger. `by`: columns of `keeps` by whose values the report counts the
    samples. `learns`: it needs a student.
    """

    pools: Callable[[Cast], tuple[Pool, ...]]
    says: str
    keeps: pa.Schema = field(default_factory=lambda: pa.schema([]))
    strategies: tuple[str, ...] = tuple(MetaStrategy)
    once: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    learns: bool = False

    @property
    def verdict(self) -> pa.Schema:
        """The columns that rounds keep of each row."""
        return pa.unify_schemas([VERDICT, self.keeps])


def load(name: str) -> Recipe:
    """The recipe of this name: a file of cads_ray/recipes/, or else any module that can be imported. Raises ConfigError."""
    known = sorted(file.stem for file in HOME.glob("[!_]*.py"))
    place = f"cads_ray.recipes.{name}" if name in known else name
    try:
        found = importlib.util.find_spec(place) if place.replace(".", "").isidentifier() else None
    except ModuleNotFoundError:
        found = None
    recipe = getattr(importlib.import_module(place), "RECIPE", None) if found is not None else None
    if not isinstance(recipe, Recipe):
        raise ConfigError(f"recipe={name}: no such recipe, and no module with a RECIPE; {nearest(name, known)}")
    return recipe


# -- steps: stages with their values bound, as a pool holds them


def told(stage: Callable[[pa.Table, Client], Coroutine[Any, Any, pa.Table]]) -> Step:
    """A stage that needs nothing but the models."""
    return lambda batch, tools: stage(batch, tools.client)


async def compared(batch: pa.Table, tools: Tools) -> pa.Table:
    """Repetitions and a benchmark's questions are set aside before more is paid for them."""
    return await compare(batch, tools.past)


def painted(painter: Painter) -> Step:
    """The picture of each row's visual prompt."""
    return lambda batch, tools: paint(batch, tools.client, painter, tools.renderer, tools.blobs)


def judged(cast: Cast) -> Pool:
    """How a recipe ends: the judges, consensus, who settles what is contested, and the student.

    All judges are asked at once; where no vote may be asked for that changes nothing, one after another.
    """
    votes = [(f"judge_{judge.name}", _solved(judge, cast.asking)) for judge in cast.rule.judges]
    asked = [AtOnce((vote,)) for vote in votes] if cast.asking.settled else [AtOnce(tuple(votes))]
    after: list[Step] = [_agreed(cast.rule)]
    if cast.mender is not None:
        after.append(_repaired(cast.mender, cast.rule))
    if cast.student is not None and cast.student.samples:
        after.append(told(partial(measure, student=cast.student)))
    return Pool("judge", (*asked, *after))


def _solved(judge: Judge, asking: Asking) -> Step:
    return lambda batch, tools: solve(batch, tools.client, judge, asking)


def _agreed(rule: Rule) -> Step:
    return lambda batch, tools: consensus(batch, rule)


def _repaired(judge: Judge, rule: Rule) -> Step:
    return lambda batch, tools: repair(batch, tools.client, judge, rule)
