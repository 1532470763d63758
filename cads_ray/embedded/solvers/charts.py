"""Bar, line and pie charts: sums, differences, means, shares and changes of the values that a question names."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from cads_ray.embedded.solvers.asking import BEYOND, NUMBER, chosen, price, says, written
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.missing import missing
from cads_ray.embedded.solvers.request import (
    FALL,
    GAP,
    GROWTH,
    LEAST,
    LEFT_OUT,
    MEAN,
    MOST,
    SUM,
    WIDE,
    Request,
    Value,
    request,
)
from cads_ray.embedded.solvers.series import Data, read_data


def answer(question: str, data: Data, skills: Skills) -> Value:
    """The answer by the data, None where question and data do not decide it."""
    asked = request(question, data)
    if asked.says(*BEYOND):
        return None
    factor = price(question) or Fraction(1)
    if data.percent and (value := _share_of_whole(asked, skills)) is not None:
        return value * factor
    if _asks_name(asked):
        return _named(asked, skills)
    for step in (missing, _ratio, _percent, _mean, _two_series, _extremes, _excluded, _growth, _gap, _sum):
        found = step(asked, skills)
        if found is not None:
            return found * factor if isinstance(found, Fraction) else found
    return None


def _asks_name(asked: Request) -> bool:
    """Whether a superlative is to pick a name."""
    picked = asked.says("which (?!number|value)", "what (?:category|month|year|day|week)", "name the", "where", "who")
    return picked and not asked.stated and len(asked.names) < 2 and asked.says(*MOST, *LEAST, *WIDE)


def _named(asked: Request, skills: Skills) -> Value:
    """The name that a superlative picks."""
    if len(asked.data.series) == 2 and (
        len(asked.series) == 2 or asked.says("gap", "difference between", "two", "closest")
    ):
        first, second = (asked.data.of(name) for name in asked.data.series)
        scores = {name: abs(first[name] - second[name]) for name in first if name in second}
    elif asked.says(*GROWTH, "previous", "preceding", "before it"):
        scores = {
            b: asked.values[b] - asked.values[a] for a, b in pairwise(asked.data.names) if {a, b} <= set(asked.values)
        }
    else:
        scores = {name: sum(v for (own, _), v in asked.data.values.items() if own == name) for name in asked.data.names}  # type: ignore[misc]
    return _only(scores, max if asked.says(*MOST, *WIDE) else min)


def _only(scores: dict[str, Fraction], pick: Callable) -> str | None:
    best = [name for name, score in scores.items() if score == pick(scores.values())] if scores else []
    return best[0] if len(best) == 1 else None


def _ratio(asked: Request, skills: Skills) -> Value:
    if not asked.says("how many times", "times as many", "times that", "ratio", "for each of the", r"per\b"):
        return None
    if len(asked.series) == 2 and len(asked.names) == 1:
        pair = [asked.data.values.get((asked.names[0], one)) for one in asked.series]
    elif len(asked.names) == 2 and asked.says("times", "ratio"):
        pair = list(asked.known or [])
    else:
        return None
    known = [value for value in pair if value is not None]
    return known[0] / known[1] if len(known) == len(pair) == 2 and known[1] else None


def _percent(asked: Request, skills: Skills) -> Value:
    if not asked.says("percent", "share", "proportion", "%"):
        return None
    known = asked.known
    if known is None or not known:
        return None
    if len(known) == 2 and asked.says(*GROWTH, *FALL, "change", "more", "fewer", "less"):
        a, b = reversed(known) if asked.says("than") and not asked.says("from") else known
        if "unknown" in skills.slips:
            return abs(b - a)
        return abs(100 * (b - a) / a) if a else None
    return 100 * sum(known, Fraction(0)) / sum(asked.values.values(), Fraction(0)) if asked.complete else None


def _span(asked: Request) -> int:
    """How far the two names lie apart: in years where the question counts by years, otherwise in steps of the chart."""
    years = [int(name) for name in asked.names if name.isdigit()]
    if asked.says("per year", "yearly", "a year", "each year", "every year", "annual") and len(years) == 2:
        return abs(years[1] - years[0])
    first, last = (asked.data.names.index(name) for name in asked.names)
    return abs(last - first)


def _mean(asked: Request, skills: Skills) -> Value:
    if not asked.says(*MEAN):
        return None
    if asked.says(*GROWTH, *FALL, "change", "added") and len(asked.names) == 2 and asked.known:
        a, b = asked.known
        return abs((b - a) / _span(asked))
    if asked.says("above", "more than", "exceed", "greater than") and asked.says("how many") and asked.complete:
        middle = sum(asked.values.values(), Fraction(0)) / len(asked.values)
        return Fraction(sum(value > middle for value in asked.values.values()))
    chosen_values = asked.known if len(asked.names) > 1 else list(asked.values.values()) if asked.complete else None
    return sum(chosen_values, Fraction(0)) / len(chosen_values) if chosen_values else None


def _two_series(asked: Request, skills: Skills) -> Value:
    """Both series compared or added, at one category or as a whole."""
    both = (
        asked.series
        if len(asked.series) == 2
        else list(asked.data.series)
        if len(asked.data.series) == 2 and not asked.series
        else []
    )
    if len(both) != 2 or (not asked.series and not asked.says("both", "two", "together", "difference")):
        return None
    parts = [asked.data.of(one) for one in both]
    if len(asked.names) == 2 and asked.says(*GROWTH):
        rises = [part[asked.names[1]] - part[asked.names[0]] for part in parts if set(asked.names) <= set(part)]
        return abs(rises[0] - rises[1]) if len(rises) == 2 else None
    if asked.names:
        if any(name not in part for part in parts for name in asked.names):
            return None
        sums = [sum((part[name] for name in asked.names), Fraction(0)) for part in parts]
    else:
        if any(len(part) != len(asked.data.names) for part in parts):
            return None
        sums = [sum(part.values(), Fraction(0)) for part in parts]
    return abs(sums[0] - sums[1]) if asked.says(*GAP) else sums[0] + sums[1]


def _extremes(asked: Request, skills: Skills) -> Value:
    """The span of all values, or the largest or smallest of them."""
    most, least = asked.says(*MOST, "strongest"), asked.says(*LEAST, "weakest", "rarest")
    if asked.names or not asked.complete or not (most or least) or not asked.values:
        return None
    low, high = min(asked.values.values()), max(asked.values.values())
    return high - low if most and least else high if most else low


def _excluded(asked: Request, skills: Skills) -> Value:
    if not asked.names or not asked.says(*LEFT_OUT) or not asked.complete:
        return None
    return sum((value for name, value in asked.values.items() if name not in asked.names), Fraction(0))


def _growth(asked: Request, skills: Skills) -> Value:
    known = asked.known
    if not known or len(known) != 2 or not asked.says(*GROWTH, *FALL):
        return None
    change = known[1] - known[0] if asked.says(*GROWTH) else known[0] - known[1]
    return change / _span(asked) if asked.says("per year", "yearly", "a year", "each year", "annual") else change


def _gap(asked: Request, skills: Skills) -> Value:
    known = asked.known
    return abs(known[0] - known[1]) if known and len(known) == 2 and asked.says(*GAP) else None


def _sum(asked: Request, skills: Skills) -> Value:
    if len(asked.names) > 1 or (asked.names and not asked.says("all", "total")):
        return sum(asked.known, Fraction(0)) if asked.known else None
    if asked.names:
        return asked.values.get(asked.names[0])
    return sum(asked.values.values(), Fraction(0)) if asked.complete and asked.says(*SUM, "all") else None


def _share_of_whole(asked: Request, skills: Skills) -> Fraction | None:
    """Charts in percent: a part in percent, or of the whole whose size the title or the question states."""
    data, values = asked.data, asked.values
    titled = [Fraction(text.replace(",", "")) for text in NUMBER.findall(data.title)]
    unknown = (
        data.unknown[0] if data.unknown else next((n for n in ("Other", "Others", "Rest") if n in asked.names), "")
    )
    shares = dict(values)
    if unknown and len(values) == len(data.names) - 1:
        shares[unknown] = (
            sum(values.values(), Fraction(0)) if "unknown" in skills.slips else 100 - sum(values.values(), Fraction(0))
        )
    names = asked.names or ([unknown] if unknown else [])
    known = [shares.get(name) for name in names]
    if not names or None in known:
        return None
    parts = [Fraction(value or 0) for value in known]
    if not titled and asked.stated and asked.says("whole", "total", "complete", "altogether", "in all", "how many"):
        return max(asked.stated) * 100 / sum(parts, Fraction(0))
    if asked.says("half") and len(parts) == 2:
        part = parts[1] + parts[0] / 2 if not asked.says("gains", "receives", "gets") else parts[0] + parts[1] / 2
    elif asked.says(*LEFT_OUT) and names != [unknown]:
        part = 100 - sum(parts, Fraction(0))
    else:
        part = abs(parts[0] - parts[1]) if len(parts) == 2 and asked.says(*GAP) else sum(parts, Fraction(0))
    in_percent = asked.says("percent", "share", "%") and not asked.says("how many (?!percent)")
    return part if in_percent or (unknown and not titled) else part * titled[0] / 100 if titled else None


def recognises(problem: Problem) -> float:
    data = read_data(problem.reading)
    told = says(problem.question, "chart", "graph", "bars?", "slices?", "pie", "diagram")
    if data is None or problem.reading is None:
        return 0.55 if told else 0.0
    return 0.8 if told or request(problem.question, data).names else 0.7


def solve(problem: Problem, skills: Skills) -> Solution | None:
    data = read_data(problem.reading)
    if data is None:
        return None
    found = chosen(written(answer(problem.question, data, skills)), problem.choices)
    said = "; ".join(f"{name} {series} {written(v)}".replace("  ", " ") for (name, series), v in data.values.items())
    return Solution(found, f"The chart shows {said}. So: {found}.") if found else None


SOLVER = Solver("charts", recognises, solve)
