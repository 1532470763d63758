"""Tables as numbers: what a table problem asks, and how its answer follows from the cells."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.quantity import Quantity, exact

Sheet = dict[str, tuple[Quantity, ...]]  # row name -> its cells, the columns after the first in order


@dataclass(frozen=True)
class TableAsk:
    """A question about rows `a`, `b` and columns `c`, `d` (by number); `total`, `n` and `m` stand in the question."""

    op: str
    a: str = ""
    b: str = ""
    c: int = 0
    d: int = 0
    total: Fraction = Fraction(0)
    n: int = 0
    m: int = 0

    def solve(self, sheet: Sheet, converts: bool = True) -> Fraction | str:
        """The answer; without `converts`, that of a person who takes all numbers as they stand."""
        return OPS[self.op](self, {name: tuple(_number(q, converts) for q in row) for name, row in sheet.items()})


Values = dict[str, tuple[Fraction, ...]]


def _number(quantity: Quantity, converts: bool) -> Fraction:
    """Masses in kg; all else as printed."""
    return quantity.base() if converts and quantity.kind == "mass" else quantity.value


def clock(minutes: Fraction) -> str:
    return f"{int(minutes) // 60}:{int(minutes) % 60:02d}"


def printed(quantity: Quantity) -> str:
    return clock(quantity.value) if quantity.unit == "clock" else quantity.text


def _lines(values: Values) -> dict[str, Fraction]:
    """Price times number, by row."""
    return {name: row[0] * row[1] for name, row in values.items()}


def _sums(values: Values) -> dict[str, Fraction]:
    return {name: sum(row, Fraction(0)) for name, row in values.items()}


def _reduced(row: tuple[Fraction, ...]) -> Fraction:
    return row[0] * (100 - row[1]) / 100


def _best(scores: dict[str, Fraction]) -> str:
    """The name with the largest score, "" on a tie."""
    top = max(scores.values())
    winners = [name for name, score in scores.items() if score == top]
    return winners[0] if len(winners) == 1 else ""


def _rest(ask: TableAsk, parts: dict[str, Fraction]) -> Fraction:
    return ask.total - sum((part for name, part in parts.items() if name != ask.a), Fraction(0))


def _ride(ask: TableAsk, values: Values, column: int) -> Fraction:
    return values[ask.b][column] - values[ask.a][column]


OPS: dict[str, Callable[[TableAsk, Values], Fraction | str]] = {
    "cost_two": lambda q, v: _lines(v)[q.a] + _lines(v)[q.b],
    "cost_gap": lambda q, v: abs(_lines(v)[q.a] - _lines(v)[q.b]),
    "cost_all": lambda q, v: sum(_lines(v).values(), Fraction(0)),
    "cheapest": lambda q, v: _best({name: -row[0] / row[1] for name, row in v.items()}),
    "row_sum": lambda q, v: _sums(v)[q.a],
    "col_sum": lambda q, v: sum((row[q.c] for row in v.values()), Fraction(0)),
    "row_gap": lambda q, v: abs(_sums(v)[q.a] - _sums(v)[q.b]),
    "row_mean": lambda q, v: _sums(v)[q.a] / len(v[q.a]),
    "best_row": lambda q, v: _best(_sums(v)),
    "missing_cell": lambda q, v: _rest(q, {name: row[q.c] for name, row in v.items()}),
    "missing_number": lambda q, v: _rest(q, _lines(v)) / v[q.a][0],
    "discount_two": lambda q, v: _reduced(v[q.a]) + _reduced(v[q.b]),
    "discount_gap": lambda q, v: abs(_reduced(v[q.a]) - _reduced(v[q.b])),
    "net_row": lambda q, v: sum((v[name][0] - v[name][1] for name in (q.a, q.b)), Fraction(0)),
    "net_all": lambda q, v: sum((row[0] - row[1] for row in v.values()), Fraction(0)),
    "trip": lambda q, v: _ride(q, v, q.c),
    "trip_gap": lambda q, v: abs(_ride(q, v, q.c) - _ride(q, v, q.d)),
    "tags": lambda q, v: q.n * v[q.a][0] + q.m * v[q.b][0],
    "weight_two": lambda q, v: v[q.a][0] + v[q.b][0],
    "weight_all": lambda q, v: sum(_lines(v).values(), Fraction(0)),
    "weight_missing": lambda q, v: _rest(q, {name: row[0] for name, row in v.items()}),
}
ROWS_USED = {
    **dict.fromkeys(("cost_two", "cost_gap", "row_gap", "discount_two", "discount_gap", "net_row"), "ab"),
    **dict.fromkeys(("trip", "trip_gap", "tags", "weight_two"), "ab"),
    **dict.fromkeys(("row_sum", "row_mean"), "a"),
}  # the others use all rows


def draw_sheet(rng: random.Random, kind: str, names: list[str], level: int, twists: frozenset[str]) -> Sheet:
    """The cells of a world. Weights are in kg, with the twist mixed_units every second one in g; the distractor of a
    timetable is one more bus."""
    if kind == "times":
        return _times(rng, names, 2 + (level > 1 or "distractor" in twists))
    sheet: Sheet = {name: _row(rng, kind, level) for name in names}
    if kind == "parcels" and "mixed_units" in twists:
        return {n: (row[0].printed_in("g"), row[1]) if i % 2 else row for i, (n, row) in enumerate(sheet.items())}
    return sheet


def _row(rng: random.Random, kind: str, level: int) -> tuple[Quantity, ...]:
    price = Fraction(rng.randint(2, 12 * level)) + (Fraction(rng.randint(0, 1), 2) if level > 1 else 0)
    count = Fraction(rng.randint(2, 6 + 3 * level))
    if kind == "sales":
        return tuple(Quantity(Fraction(rng.randint(5, 40 * level))) for _ in range(min(level + 1, 3)))
    cells: dict[str, tuple[Quantity, ...]] = {
        "orders": (Quantity(price), Quantity(count)),
        "packs": (Quantity(count * Fraction(rng.randint(2, 12), 4)), Quantity(count)),
        "shop": (
            Quantity(Fraction(10 * rng.randint(2, 6 * level))),
            Quantity(Fraction(rng.choice((10, 20, 30, 50))), "%"),
        ),
        "returns": (Quantity(Fraction(rng.randint(40, 90 * level))), Quantity(Fraction(rng.randint(5, 35)))),
        "parcels": (Quantity(Fraction(rng.randint(2, 18), 4), "kg"), Quantity(count)),
        "tags": (Quantity(price),),
    }
    return cells[kind]


def _times(rng: random.Random, names: list[str], columns: int) -> Sheet:
    clocks = [[Fraction(60 * rng.randint(6, 15) + 5 * rng.randint(0, 11))] for _ in range(columns)]
    for column in clocks:
        for _ in names[1:]:
            column.append(column[-1] + rng.randint(6, 29))
    return {name: tuple(Quantity(column[i], "clock") for column in clocks) for i, name in enumerate(names)}


def _used(ask: TableAsk, sheet: Sheet) -> tuple[str, ...]:
    """The rows that the solution reads."""
    return {"ab": (ask.a, ask.b), "a": (ask.a,)}.get(ROWS_USED.get(ask.op, ""), tuple(sheet))


def needed(ask: TableAsk, sheet: Sheet) -> tuple[str, ...]:
    """The labels that must be legible: the names of these rows and their cells, but the asked one."""
    asked = ask.a if "missing" in ask.op else ""
    return tuple(text for n in _used(ask, sheet) for text in (n, *(printed(q) for q in sheet[n] if n != asked)))


def readings(ask: TableAsk, sheet: Sheet) -> str:
    """The cells that the solution uses, in words."""
    used = _used(ask, sheet)
    asked = ask.a if "missing" in ask.op else ""
    return " ".join(f"{n}: {', '.join(printed(q) for q in sheet[n])}." for n in sheet if n in used and n != asked)


def total_of(op: str, sheet: Sheet, column: int) -> Fraction:
    """What a reverted question states: the bill, or the weight of one of each."""
    if op == "missing_cell":
        return sum((row[column].value for row in sheet.values()), Fraction(0))
    if op == "missing_number":
        return sum((row[0].value * row[1].value for row in sheet.values()), Fraction(0))
    return sum((row[0].base() for row in sheet.values()), Fraction(0)) if op == "weight_missing" else Fraction(0)


def column_total(sheet: Sheet, column: int) -> str:
    return exact(total_of("missing_cell", sheet, column))
