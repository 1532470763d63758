"""Tables: bills, discounts, weights, timetables, sums of rows and columns, and price tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.asking import BEYOND, NUMBER, chosen, mentions, says, stated, written
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.grids import Grid, minutes, number, read_grid, tags
from cads_ray.embedded.solvers.query import BACK, BILL, COUNT, PRICE, TOTAL, Query, Value
from cads_ray.embedded.solvers.request import LEAST, MEAN, MOST


def answer(question: str, grid: Grid, skills: Skills) -> Value:
    if says(question, *BEYOND):
        return None
    columns = _columns(question, grid)
    rows = [name for name in mentions(question, grid.rows) if not says(name, *TOTAL)]
    asked = Query(question, grid, rows, columns, stated(question, (*grid.rows, *grid.head)), skills)
    try:
        for step in (_ride, _missing, _weight, _discount, _bill, _net, _which, _plain):
            if (value := step(asked)) is not None:
                return value
    except LookupError:
        return None
    return None


def _columns(question: str, grid: Grid) -> list[int]:
    """The columns that a question names by their header, or else by a word that only one header has ("in Q3")."""
    named = [grid.head.index(name) - 1 for name in mentions(question, grid.head[1:])]
    words = [word for text in grid.head[1:] for word in set(text.split())]
    single = [word for word in mentions(question, words) if words.count(word) == 1]
    return named or [i for i, text in enumerate(grid.head[1:]) if set(text.split()) & set(single)]


def _ride(asked: Query) -> Value:
    """The time between two rows of a timetable, or the difference of two such times."""
    if not asked.grid.clocks or len(asked.rows) != 2:
        return None
    rides = []
    for column in asked.columns or ([0] if len(asked.grid.head) == 2 else []):
        start, end = (minutes(asked.grid.rows[name][column]) for name in asked.rows)
        if start is None or end is None:
            return None
        rides.append(abs(end - start))
    return asked.combined(rides) if rides else None


def _missing(asked: Query) -> Value:
    unknown = asked.grid.unknown
    if unknown is None:
        return None
    name, column = unknown
    others = [row for row in asked.body if row != name]
    total = next((row for row in asked.grid.rows if says(row, *TOTAL)), None)
    if total is not None:
        return asked.cells(column, [total])[0] - sum(asked.cells(column, others), Fraction(0))
    money = re.search(rf"({NUMBER.pattern})\s*(?:euros?|EUR)", asked.text)
    price, count = asked.grid.column(*PRICE), asked.grid.column(*COUNT)
    if money and price is not None and count is not None:
        rest = Fraction(money[1]) - sum(_times(asked, price, count, others), Fraction(0))
        return rest / (asked.cells(price, [name])[0] if column == count else asked.cells(count, [name])[0])
    return max(asked.stated) - sum(asked.cells(column, others), Fraction(0)) if asked.stated else None


def _times(asked: Query, first: int, second: int, names: list[str]) -> list[Fraction]:
    return [a * b for a, b in zip(asked.cells(first, names), asked.cells(second, names), strict=True)]


def _weight(asked: Query) -> Value:
    weight, count = asked.grid.column("weight", "mass"), asked.grid.column(*COUNT)
    if weight is None:
        return None
    if len(asked.rows) < 2 and count is not None and not asked.says("one of each", "single"):
        return sum(_times(asked, weight, count, asked.rows or asked.body), Fraction(0))
    return asked.combined(asked.cells(weight, asked.rows or asked.body))


def _discount(asked: Query) -> Value:
    price, cut = asked.grid.column(*PRICE), asked.grid.column("discount", "off", "reduction")
    if price is None or cut is None:
        return None
    names = asked.rows or asked.body
    pairs = zip(asked.cells(price, names), asked.cells(cut, names), strict=True)
    return _change(asked, asked.combined([p * (100 - c) / 100 for p, c in pairs]))


def _bill(asked: Query) -> Value:
    price, count = asked.grid.column(*PRICE), asked.grid.column(*COUNT)
    if price is None or count is None:
        return None
    names = asked.rows or asked.body
    if asked.says("which", "where", "name") and asked.says(
        "per", "a piece", "one piece", "single", "best buy", "unit price"
    ):
        prices = {n: p / c for n, p, c in zip(names, asked.cells(price, names), asked.cells(count, names), strict=True)}
        return _only(prices, min)
    return _change(asked, asked.combined(_times(asked, price, count, names)))


def _change(asked: Query, cost: Fraction) -> Fraction:
    """What comes back from a stated note, where the question asks for it."""
    note = re.search(BILL, asked.text)
    return Fraction(note[1]) - cost if note and asked.says("change", "back", "left", "returned") else cost


def _net(asked: Query) -> Value:
    if len(asked.grid.head) < 3 or not asked.says(*BACK):
        return None
    names = asked.rows or asked.body
    return sum((a - b for a, b in zip(asked.cells(0, names), asked.cells(1, names), strict=True)), Fraction(0))


def _only(scores: dict[str, Fraction], pick: Callable) -> str | None:
    best = [name for name, score in scores.items() if score == pick(scores.values())] if scores else []
    return best[0] if len(best) == 1 else None


def _which(asked: Query) -> Value:
    """The row that a superlative picks, by one column or by its sum; or the column, by its sum."""
    if not asked.says("which", "who", "name the") or not asked.says(*MOST, *LEAST, "comes out"):
        return None
    pick: Callable = max if asked.says(*MOST) else min
    if (
        not asked.columns
        and asked.says("which (?:month|quarter|week|day|year|column)")
        and not asked.says(asked.grid.head[0])
    ):
        sums = {name: sum(asked.cells(i), Fraction(0)) for i, name in enumerate(asked.grid.head[1:])}
        return _only(sums, pick)
    places = asked.columns or range(len(asked.grid.head) - 1)
    return _only({name: sum((asked.row(name)[c] for c in places), Fraction(0)) for name in asked.body}, pick)


def _plain(asked: Query) -> Value:
    """Sums, differences and means of rows, of columns and of single cells."""
    if asked.rows and asked.columns:
        parts = [asked.row(name)[column] for name in asked.rows for column in asked.columns]
    elif len(asked.rows) == 1:
        parts = asked.row(asked.rows[0])
    elif asked.rows:
        parts = [sum(asked.row(name), Fraction(0)) for name in asked.rows]
    elif asked.columns:
        parts = (
            asked.cells(asked.columns[0])
            if len(asked.columns) == 1
            else [sum(asked.cells(c), Fraction(0)) for c in asked.columns]
        )
    else:
        parts = [value for name in asked.body for value in asked.row(name)]
    if asked.says(*MEAN):
        return sum(parts, Fraction(0)) / len(parts)
    single = len(asked.rows) + len(asked.columns) < 2 and not (asked.rows and asked.columns)
    return sum(parts, Fraction(0)) if single else asked.combined(parts)


def _tagged(question: str, prices: dict[str, Fraction]) -> Value:
    """What several pieces with price tags cost: "3 of Ball", "Ball 3 times", "3 balls"."""
    total, names = Fraction(0), mentions(question, prices)
    for name in names:
        stem = re.escape(name.rstrip("s"))
        before = re.search(
            rf"(\d+)\s+(?:(?:pieces?|items?|units?|x)\s+)?(?:of\s+)?(?:the\s+)?{stem}", question, re.IGNORECASE
        )
        after = re.search(rf"{stem}\w*\s+(\d+)\s+times|{stem}\w*\s*x\s*(\d+)", question, re.IGNORECASE)
        match = after or before
        total += prices[name] * int(next((g for g in match.groups() if g), "1") if match else 1)
    note = re.search(BILL, question)
    change = note and says(question, "change", "back", "left")
    return (Fraction(note[1]) - total if note and change else total) if names else None


def recognises(problem: Problem) -> float:
    told = says(problem.question, "table", "row", "column", "timetable", "price", "cost", "bill", "discount")
    if (grid := read_grid(problem.reading)) is not None:
        return 0.75 if any(number(name) is None for name in grid.rows) else 0.5
    if len(tags(problem.reading)) > 1:
        return 0.75
    return 0.55 if told and not _seen(problem.reading) else 0.0


def _seen(reading: Reading | None) -> bool:
    return reading is not None and bool(reading.words)


def solve(problem: Problem, skills: Skills) -> Solution | None:
    grid = read_grid(problem.reading)
    if grid is None:
        prices = tags(problem.reading)
        value, said = _tagged(problem.question, prices), ", ".join(f"{n} {written(p)}" for n, p in prices.items())
    else:
        value = answer(problem.question, grid, skills)
        said = "; ".join(f"{name}: {', '.join(row)}" for name, row in grid.rows.items())
    found = chosen(written(value), problem.choices)
    return Solution(found, f"The table says {said}. So: {found}.") if found else None


SOLVER = Solver("tables", recognises, solve)
