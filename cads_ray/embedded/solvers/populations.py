"""Populations on charts: growth, shares, comparisons of species, and which of several statements the chart supports."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from cads_ray.embedded.solvers.asking import chosen, mentions, says, written
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.charts import answer
from cads_ray.embedded.solvers.request import FALL, GROWTH, LEAST, MOST
from cads_ray.embedded.solvers.series import Data, read_data

LIFE = ("population", "species", "animal", "predator", "prey", "age group", "individual", "habitat", "biolog", "birth")
CREATURES = (
    "deer", "wol[fv]", "hares?", "fox", "mice", "mouse", "owls?", "seals?", "orca", "frog", "heron", "trout", "otter", "turtle", "trees?",  # noqa: E501
    "rabbit", "lynx", "bears?", "fish", "birds?", "geese", "goose", "ducks?", "beaver", "bees?", "bats?", "stork", "squirrel", "elephant",  # noqa: E501
    "people", "inhabitants", "residents", "bacteria", "insect", "moose", "salmon", "eagle", "hawk", "penguin", "whale", "zebra", "lions?",  # noqa: E501
)  # fmt: skip
FACTORS = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
MORE, LESS = (
    ("higher", "more", "greater", "larger", "above", *GROWTH),
    ("lower", "fewer", "less", "smaller", "below", *FALL),
)


def recognises(problem: Problem) -> float:
    told = says(problem.question, *LIFE)
    if (data := read_data(problem.reading)) is None:
        return 0.6 if told and says(problem.question, "graph", "chart", "population") else 0.0
    if _statements(problem, data):
        return 0.9
    spans = all(
        re.fullmatch(r"(?:1[5-9]|20)\d\d|\d+\s*[-–]\s*\d+\+?|\d+\+", name) for name in data.names
    )  # years, ages
    alive = told or any(says(text, *LIFE, *CREATURES) for text in (data.title, data.axis, problem.question))
    return 0.85 if spans and alive else 0.4


def _statements(problem: Problem, data: Data) -> bool:
    """Whether the choices are sentences about the data."""
    about = [choice for choice in problem.choices if len(choice.split()) > 3]
    return len(about) == len(problem.choices) >= 2 and sum(bool(_about(c, data)[0]) for c in about) >= len(about) - 1


def solve(problem: Problem, skills: Skills) -> Solution | None:
    data = read_data(problem.reading)
    if data is None:
        return None
    if _statements(problem, data):
        true = [choice for choice in problem.choices if holds(choice, data)]
        return (
            Solution(true[0], f"Of the statements, the chart bears out this one: {true[0]}") if len(true) == 1 else None
        )
    value = answer(problem.question, data, skills)
    if (
        isinstance(value, Fraction)
        and skills.converts_units
        and not says(problem.question, "percent", "times", "for each", r"per one\b", "share")
    ):
        value *= next((factor for word, factor in FACTORS.items() if word in data.axis.lower()), 1)
    found = chosen(written(value), problem.choices)
    said = "; ".join(f"{name} {series} {written(v)}".replace("  ", " ") for (name, series), v in data.values.items())
    return Solution(found, f"{data.axis}: {said}. So: {found}.") if found else None


def _about(statement: str, data: Data) -> tuple[list[str], dict[str, Fraction]]:
    """The categories a statement names, and the values of the series it is about."""
    names = mentions(statement, data.names)
    series = mentions(statement, [one for one in data.series if one])
    return names, data.of(series[0] if series else data.series[0])


def holds(statement: str, data: Data) -> bool:
    """Whether a statement is true on the data; False also where it cannot be decided."""
    names, own = _about(statement, data)
    if any(name not in own for name in names) or len(own) != len(data.names):
        return False
    steps = [own[b] - own[a] for a, b in pairwise(data.names)]
    if says(statement, "every", "each (?!of)", "always", "steadil", "all intervals", "throughout"):
        return max(steps) < 0 if says(statement, *FALL, "fewer", "less") else min(steps) > 0
    if len(names) == 2:
        return _compared(statement, own, names, steps)
    if len(names) == 1 and says(statement, *MOST, *LEAST):
        pick: Callable = max if says(statement, *MOST) else min
        return own[names[0]] == pick(own.values())
    return False


def _compared(statement: str, own: dict[str, Fraction], names: list[str], steps: list[Fraction]) -> bool:
    """A statement about two categories: "from a to b", or "in b than in a"."""
    first, second = (own[name] for name in names)
    before, after = (
        (first, second) if says(statement, "from", "between") and not says(statement, r"than\b") else (second, first)
    )
    if says(statement, *GROWTH) and says(statement, "most", "fastest", "largest", "strongest"):
        return after - before == max(steps) > 0
    if says(statement, "doubl", "twice"):
        return after == 2 * before
    if says(statement, "halv", "half"):
        return 2 * after == before
    if says(statement, "same", "equal", "unchanged"):
        return after == before
    return after > before if says(statement, *MORE) else after < before if says(statement, *LESS) else False


SOLVER = Solver("populations", recognises, solve)
