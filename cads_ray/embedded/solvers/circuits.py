"""Solves networks of resistors, lamps or pipes across one source; where the labels stand tells the connections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.measured import answered, given, kind, of_kind, request, seen, single, size
from cads_ray.embedded.solvers.text import Label, asked_unit, has

TELLING = (
    r"resistors?\b|resistances?|ohms?\b|Ω",
    r"circuit|battery|wired|supply",
    r"ammeter|voltmeter|voltage|volts?\b|currents?\b|amp(?:ere)?s?\b",
    r"lamps?\b|bulbs?\b|(?:fairy )?lights\b",
    r"pipes?\b|pump",
    r"in series|in parallel|equivalent",
)
Network = list[list[list[Label]]]  # blocks in series, of branches in parallel, of labels in series


def _resistors(found: Sequence[Label]) -> list[Label]:
    by_unit = [x for x in found if kind(x) == "resistance" or re.fullmatch(r"[RrZ]\w?", x.name)]
    return by_unit if any(x.value is not None for x in by_unit) else []


def recognises(problem: Problem) -> float:
    found = seen(problem.reading)
    told, many = has(problem.question, *TELLING), len(_resistors(found))
    if has(problem.question, "capacit", "induct") or not told:
        return 0
    return min(0.95, 0.25 + 0.15 * told + 0.1 * min(many, 4)) if many >= 1 else min(0.45, 0.15 * told)


def network(resistors: Sequence[Label], question: str) -> Network:
    """The connections by the places: one row is in series, rows above one another are branches in parallel, and what
    stands at half height beside the rows is in the main line. Words decide where all labels stand in one row."""
    rows: list[list[Label]] = []
    for label in sorted(resistors, key=lambda x: x.at[1]):
        if rows and abs(label.at[1] - rows[-1][0].at[1]) < 14:
            rows[-1].append(label)
        else:
            rows.append([label])
    rows = [sorted(row, key=lambda x: x.at[0]) for row in rows]
    if len(rows) == 1 and has(question, "in parallel", "parallel") and not has(question, "in series", "series"):
        return [[[label] for label in rows[0]]]
    if len(rows) > 1 and has(question, "in series", "series") and not has(question, "parallel"):
        return [[[label for row in rows for label in row]]]
    middle = (rows[0][0].at[1] + rows[-1][0].at[1]) / 2
    height = rows[-1][0].at[1] - rows[0][0].at[1]
    main = []
    for row in rows[1:-1]:
        others = [x.at[0] for r in rows if r is not row for x in r]
        if abs(row[0].at[1] - middle) < 0.25 * height:
            main += [x for x in row if not min(others) - 40 < x.at[0] < max(others) + 40]
    branches = [kept for row in rows if (kept := [x for x in row if x not in main])]
    return [branches, *([[x]] for x in main)]


def total(net: Network, ohms: dict[Label, Fraction]) -> Fraction:
    return sum((parallel(block, ohms) for block in net), Fraction(0))


def parallel(block: list[list[Label]], ohms: dict[Label, Fraction]) -> Fraction:
    return 1 / sum((1 / sum((ohms[x] for x in row), Fraction(0)) for row in block), Fraction(0))


def _missing(net: Network, ohms: dict[Label, Fraction], whole: Fraction) -> Fraction:
    """The one resistance that is not in `ohms`, from the resistance of the whole."""
    home = next(block for block in net if any(x not in ohms for row in block for x in row))
    own = next(row for row in home if any(x not in ohms for x in row))
    rest = whole - sum((parallel(block, ohms) for block in net if block is not home), Fraction(0))
    others = sum((1 / sum((ohms[x] for x in row), Fraction(0)) for row in home if row is not own), Fraction(0))
    return 1 / (1 / rest - others) - sum((ohms[x] for x in own if x in ohms), Fraction(0))


def _target(question: str) -> str:
    """resistance, current, voltage or power: by the unit that is asked, else by the words of the request."""
    asking = request(question)
    if has(asking, r"kPa per L/s", r"(?:total|combined|flow) (?:flow )?resist", r"the R of", "replace"):
        return "resistance"
    by_unit = {"Ω": "resistance", "kΩ": "resistance", "A": "current", "mA": "current", "V": "voltage", "mV": "voltage"}
    by_unit |= {"W": "power", "kW": "power", "L/s": "current", "L": "current", "kPa": "voltage"}
    if asked := by_unit.get(asked_unit(asking)):
        return asked
    for name, words in (
        ("power", "power|watts?"),
        ("voltage", "voltage|potential|volts?|pressure (?:drop|difference|loss)|drop of pressure"),
        ("current", "current|amp|flow|lit(?:er|re)s? per second"),
        ("resistance", "resist|ohms?|equivalent"),
    ):
        if has(asking, words):
            return name
    return ""


def solve(problem: Problem, skills: Skills) -> Solution | None:
    found = seen(problem.reading)
    resistors = _resistors(found)
    ohms = {x: size(x, skills.converts_units) for x in resistors if x.value is not None and not x.unknown}
    rated = [x for x in found if not has(x.text, "fuse|max|rated|limit")]
    volts = [*of_kind(rated, "voltage"), *(x for x in rated if x.unit == "kPa"), *given(problem.question, "voltage")]
    amps = [*of_kind(rated, "current"), *given(problem.question, "current")]
    if not resistors or len(resistors) - len(ohms) > 1 or any(value <= 0 for value in ohms.values()):
        return None
    source = size(volts[0], skills.converts_units) if volts and volts[0].unit != "kPa" else None
    source = volts[0].value if volts and volts[0].unit == "kPa" else source
    current = size(amps[0], skills.converts_units) if amps else None
    net, question = network(resistors, problem.question), problem.question
    try:
        result = _result(net, ohms, source, current, question, "unknown" in skills.slips)
    except ZeroDivisionError:
        return None
    if result is None or result[0] <= 0:
        return None
    answer = answered(*result, question, skills.converts_units)
    read = ", ".join(x.text for x in (*resistors, *volts[:1]))
    return Solution(answer, f"Read {read}; the connections follow from where they stand. The result is {answer}.")


def _result(
    net: Network,
    ohms: dict[Label, Fraction],
    source: Fraction | None,
    current: Fraction | None,
    question: str,
    confused: bool,
) -> tuple[Fraction, str] | None:
    """Value and unit of what is asked; None when something is lacking."""
    pipes = not any(x.unit for x in ohms)
    if len(ohms) < sum(len(row) for block in net for row in block):
        if source is None or not current:
            return None
        return (source / current if confused else _missing(net, ohms, source / current)), "Ω"
    whole, target = total(net, ohms), _target(question)
    if target == "resistance":
        return whole, "" if pipes else "Ω"
    if source is None and current is not None:
        source = current * whole
    if source is None or not target:
        return None
    if target == "power":
        return source**2 / whole, "W"
    part = re.search(r"\b(R\w)\b", question)
    home = next(((b, r, x) for b in net for r in b for x in r if part and x.name == part[1]), None)
    if home is None:
        return (source / whole, "L/s" if pipes else "A") if target == "current" else None
    branch = source * parallel(home[0], ohms) / whole / sum(ohms[x] for x in home[1])
    return (
        (branch, "L/s" if pipes else "A") if target == "current" else (branch * ohms[home[2]], "kPa" if pipes else "V")
    )


SOLVER = Solver("circuits", recognises, single(solve))
