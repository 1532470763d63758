"""Mean, median, range and mode of values that are shown one by one, or with the numbers of times they occur."""

from __future__ import annotations

import re
import statistics
from fractions import Fraction

from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.asking import chosen, mentions, says, stated, without, written
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.grids import number, read_grid
from cads_ray.embedded.solvers.request import GAP, MISSING
from cads_ray.embedded.solvers.series import read_data
from cads_ray.embedded.solvers.text import Label, asked_unit, convert, labels

_ONE = re.compile(r"-?\d[\d.,]*\s*[A-Za-z%]{0,4}|\?\s*[A-Za-z%]{0,4}")
MEAN, MEDIAN = ("mean", "average"), ("median", "in the middle", "middle value")
MODE = ("mode\\b", "most often", "most frequent", "most common")
RANGE = ("range", "how far apart", "spread")
ABOVE = (
    "above the (?:mean|average)",
    "(?:more|greater|higher|larger) than the (?:mean|average)",
    "exceed the (?:mean|average)",
)
Values = list[Fraction]


def frequencies(reading: Reading | None) -> Values | None:
    """All values, each as often as a chart of counts or a table of two columns says; None where neither is shown."""
    data, grid = read_data(reading), read_grid(reading)
    pairs: list[tuple[str, Fraction | None]] = []
    if data is not None and len(data.series) == 1:
        pairs = [(name, data.values.get((name, ""))) for name in data.names]
    elif grid is not None and len(grid.head) == 2:
        pairs = [(name, number(row[0])) for name, row in grid.rows.items()]
    if len(pairs) < 3 or any(not re.fullmatch(r"\d+", name) or count is None for name, count in pairs):
        return None
    years = all(1900 <= int(name) <= 2100 for name, _ in pairs)
    return None if years else [Fraction(name) for name, count in pairs for _ in range(int(count or 0))]


def cards(reading: Reading, question: str) -> list[Label]:
    """The labels that are one value each: all of them, or those of the group that the question names."""
    found = labels(reading)
    ones = [label for label in found if _ONE.fullmatch(label.text.strip())]
    left = min((one.at[0] for one in ones), default=0)
    groups = [label for label in found if label not in ones and label.at[0] < left]
    wanted = mentions(question, [group.text for group in groups])
    if len(groups) < 2 or not wanted:
        return ones
    return [one for one in ones if min(groups, key=lambda g: abs(g.at[1] - one.at[1])).text == wanted[0]]


def recognises(problem: Problem) -> float:
    told = says(problem.question, *MEAN, *MEDIAN, *MODE, *RANGE, "maximum", "largest", "values")
    if problem.reading is None or not problem.reading.words:
        return 0.55 if says(problem.question, *MEDIAN, *MODE, "mean of", "range of") else 0.0
    if frequencies(problem.reading) is not None:
        return (
            0.9
            if told or says(problem.question, "all", "together", "altogether", "total", "in all", "sum", "add")
            else 0.6
        )
    if read_data(problem.reading) is not None or read_grid(problem.reading) is not None:
        return 0.0
    found = labels(problem.reading)
    ones = [label for label in found if _ONE.fullmatch(label.text.strip())]
    return 0.85 if told and len(ones) > 2 and len(ones) >= len(found) - 4 else 0.0


def solve(problem: Problem, skills: Skills) -> Solution | None:
    if problem.reading is None:
        return None
    values, hidden = frequencies(problem.reading), False
    if values is None:
        ones, unit = cards(problem.reading, problem.question), asked_unit(problem.question)
        hidden = any(one.unknown for one in ones)
        known = [(one.value, one.unit) for one in ones if one.value is not None and not one.unknown]
        values = [convert(value, own, unit) if skills.converts_units and unit else value for value, own in known]
    if len(values) < 2:
        return None
    value = _missing(_unnamed(problem), values, skills) if hidden else measure(problem.question, values)
    found = chosen(written(value), problem.choices)
    return Solution(found, f"The values are {', '.join(map(written, values[:40]))}. So: {found}.") if found else None


def _unnamed(problem: Problem) -> str:
    """The question without the names of groups, whose numbers are no values ("Team 2")."""
    found = labels(problem.reading) if problem.reading else []
    return without(problem.question, [one.text for one in found if not _ONE.fullmatch(one.text.strip())])


def _missing(question: str, known: Values, skills: Skills) -> Fraction | None:
    """The hidden value, from a stated mean or range."""
    numbers = stated(question)
    if not numbers:
        return None
    if says(question, *MEAN) and "unknown" in skills.slips:
        return statistics.mean(known)
    if says(question, *MEAN):
        return numbers[0] * (len(known) + 1) - sum(known, Fraction(0))
    if says(question, *RANGE, "difference"):
        least = says(
            question,
            "(?:is|the) (?:the )?(?:smallest|minimum|least|lowest)[^.]*(?:hidden|missing|\\?)",
            "hidden one is the smallest",
        )
        return max(known) - numbers[0] if least else min(known) + numbers[0]
    return numbers[0] - sum(known, Fraction(0)) if says(question, "sum", "total") else None


def measure(question: str, values: Values) -> Fraction | None:
    """The measure of location or spread that a question asks for, None where it asks for none."""
    mean, median = statistics.mean(values), Fraction(statistics.median(values))
    large = says(question, "largest", "greatest", "maximum", "highest")
    if says(question, *MEAN) and says(question, *MEDIAN):
        return abs(mean - median)
    if (
        says(question, "how many")
        and says(question, *ABOVE, "above", "more than", "greater than")
        and says(question, *MEAN)
    ):
        return Fraction(sum(value > mean for value in values))
    if says(question, *MEAN) and large:
        return max(values) - mean
    if says(question, *RANGE) or (
        large and says(question, "smallest", "least", "minimum", "lowest") and says(question, *GAP)
    ):
        return max(values) - min(values)
    if says(question, *MEDIAN):
        return median
    if says(question, *MODE):
        modes = statistics.multimode(values)
        return modes[0] if len(modes) == 1 else None
    if says(question, *MEAN):
        return mean
    if says(question, *MISSING):
        return None
    return (
        sum(values, Fraction(0)) if says(question, "total", "together", "sum", "altogether", "in all", "add") else None
    )


SOLVER = Solver("statistics", recognises, solve)
