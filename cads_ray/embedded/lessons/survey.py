"""What the teachers of charts share: worlds, values by category and series, and what can be asked about them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.families.base import Draw
from cads_ray.embedded.quantity import exact, terminates

Rows = dict[tuple[str, str], Fraction]  # (category, series) -> value, in drawing order
PLAIN, SMALL = 16, 11


def operation(draw: Draw, choices: Sequence[str]) -> str:
    """The draw's operation, settled before any number is drawn: a rare kind of number then makes no rare question."""
    return random.Random(f"{draw.strategy}|{draw.level}|{draw.seed}|operation").choice(choices)


def neat(value: Fraction | str | None, printed: tuple[str, ...] = ()) -> bool:
    """Whether a value is an answer: a name, or a positive number with at most two decimals that no label gives away."""
    if value is None or isinstance(value, str):
        return bool(value)
    return 0 < value < 10**7 and terminates(value, 2) and exact(value) not in printed


def text_of(value: Fraction | str) -> str:
    return value if isinstance(value, str) else exact(value)


def text_size(draw: Draw) -> float:
    return SMALL if "small_print" in draw.twists else PLAIN


def roomy(chart: Chart) -> bool:
    """Whether no two labels of a pie are so near each other that a reader takes them for one."""
    boxes = [(w.x - w.width / 2, w.y, w.x + w.width / 2) for w in chart.reading().words[1:]]
    pairs = combinations(boxes, 2)
    return not any(a[0] < b[2] + 10 and b[0] < a[2] + 10 and abs(a[1] - b[1]) < 1.1 * chart.size for a, b in pairs)


@dataclass(frozen=True)
class Ask:
    """A question about rows: `a`, `b`, `c` categories, `s`, `t` series, `total` what a reverted question states."""

    op: str
    a: str = ""
    b: str = ""
    c: str = ""
    s: str = ""
    t: str = ""
    total: Fraction = Fraction(0)

    def solve(self, rows: Rows) -> Fraction | str | None:
        """The answer on these rows; None where there is none (a tie, no growth)."""
        return OPS[self.op](self, rows)

    def of(self, rows: Rows, name: str) -> Fraction:
        return rows[name, self.s]

    def values(self, rows: Rows, *without: str) -> list[Fraction]:
        return [value for (name, series), value in rows.items() if series == self.s and name not in without]

    def confused(self, rows: Rows) -> Fraction | str | None:
        """The answer of a teacher who solves for the wrong unknown: what the known values come to."""
        known = self.values(rows, self.a)
        wrong = {"missing_total": sum(known, Fraction(0)), "missing_mean": sum(known, Fraction(0)) / len(known)}
        if self.op == "growth_percent":
            return self.of(rows, self.b) - self.of(rows, self.a)
        return wrong.get(self.op) or self.solve(rows)


def _argmax(values: dict[str, Fraction]) -> str | None:
    best = max(values.values())
    winners = [name for name, value in values.items() if value == best]
    return winners[0] if len(winners) == 1 and best > 0 else None


def _steepest(ask: Ask, rows: Rows) -> str | None:
    names = [name for name, series in rows if series == ask.s]
    return _argmax({after: ask.of(rows, after) - ask.of(rows, before) for before, after in pairwise(names)})


def _steps(ask: Ask, rows: Rows) -> int:
    names = [name for name, series in rows if series == ask.s]
    return names.index(ask.b) - names.index(ask.a)


def _series(rows: Rows, series: str) -> Fraction:
    return sum((value for (_, own), value in rows.items() if own == series), Fraction(0))


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


OPS: dict[str, Callable[[Ask, Rows], Fraction | str | None]] = {
    "pair_sum": lambda q, r: q.of(r, q.a) + q.of(r, q.b),
    "pair_gap": lambda q, r: abs(q.of(r, q.a) - q.of(r, q.b)),
    "spread": lambda q, r: max(q.values(r)) - min(q.values(r)),
    "all_sum": lambda q, r: sum(q.values(r), Fraction(0)),
    "mean": lambda q, r: _mean(q.values(r)),
    "except_sum": lambda q, r: sum(q.values(r, q.a), Fraction(0)),
    "share": lambda q, r: 100 * q.of(r, q.a) / sum(q.values(r)),
    "ratio": lambda q, r: max(q.of(r, q.a), q.of(r, q.b)) / min(q.of(r, q.a), q.of(r, q.b)),
    "trio_mean": lambda q, r: _mean([q.of(r, name) for name in (q.a, q.b, q.c)]),
    "growth": lambda q, r: q.of(r, q.b) - q.of(r, q.a),
    "mean_growth": lambda q, r: (q.of(r, q.b) - q.of(r, q.a)) / _steps(q, r),
    "growth_percent": lambda q, r: 100 * (q.of(r, q.b) / q.of(r, q.a) - 1),
    "steepest": _steepest,
    "missing_total": lambda q, r: q.total - sum(q.values(r, q.a), Fraction(0)),
    "missing_mean": lambda q, r: q.total * len(q.values(r)) - sum(q.values(r, q.a), Fraction(0)),
    "missing_pair": lambda q, r: q.of(r, q.b) + q.of(r, q.c),
    "missing_even": lambda q, r: (q.of(r, q.b) + q.of(r, q.c)) / 2,
    "gap_series": lambda q, r: abs(r[q.a, q.s] - r[q.a, q.t]),
    "both_series": lambda q, r: r[q.a, q.s] + r[q.a, q.t],
    "series_sum": lambda q, r: _series(r, q.s),
    "series_gap": lambda q, r: abs(_series(r, q.s) - _series(r, q.t)),
    "widest": lambda q, r: _argmax({n: abs(v - r[n, q.t]) for (n, s), v in r.items() if s == q.s}),
}
TWO_SERIES = ("gap_series", "both_series", "series_sum", "series_gap", "widest")
SHARES = ("share", "growth_percent")


def heights(rng: random.Random, level: int, count: int, multiples: bool) -> list[Fraction]:
    """Different values for a row of bars or points.

    As multiples of one grid line's step they can be read off the scale exactly; the largest is 6 to 8 steps high, so
    that the chart's grid has this very step.
    """
    step, factors = _step(rng, level, multiples), rng.sample(range(1, 9), count)
    if max(factors) < 6:
        factors[factors.index(max(factors))] = rng.randint(6, 8)
    return [step * (factor + _noise(rng, level, multiples)) for factor in factors]


def paired_heights(
    rng: random.Random, level: int, count: int, multiples: bool
) -> tuple[list[Fraction], list[Fraction]]:
    """Two rows of values on one scale, the second above the first everywhere, so that lines never cross."""
    step, low = _step(rng, level, multiples), [rng.randint(1, 5) for _ in range(count)]
    high = [factor + rng.randint(2, 3) for factor in low]
    high[rng.randrange(count)] = 8
    first, second = ([step * (f + _noise(rng, level, multiples)) for f in factors] for factors in (low, high))
    return first, second


def _step(rng: random.Random, level: int, multiples: bool) -> Fraction:
    plain = {1: (1, 2, 5, 10), 2: (5, 10, 20), 3: (10, 20, 50, 100)}[level]
    odd = {2: (10,), 3: (20, 50)}.get(level, plain)
    return Fraction(rng.choice(plain if multiples else odd))


def _noise(rng: random.Random, level: int, multiples: bool) -> Fraction:
    """What a printed value, at the levels above 1, is off a grid line, in steps."""
    off = Fraction(rng.randint(-4, 4), 10)
    return Fraction(0) if multiples or level == 1 else off


def swapped(rows: Rows, ask: Ask) -> Rows:
    """The rows as a figure shows them on which the names of `a` and of its neighbour are exchanged."""
    names = list(dict.fromkeys(name for name, _ in rows))
    free = [name for name in names if name not in (ask.a, ask.b, ask.c)] or [name for name in names if name != ask.a]
    exchange = {ask.a: free[0], free[0]: ask.a}
    return {(exchange.get(name, name), series): value for (name, series), value in rows.items()}


def chart_of(kind: str, world: dict[str, Any], rows: Rows, ask: Ask, printed: bool, size: float) -> Chart:
    """The chart of the rows; a reverted question's category has no value on it."""
    hidden = (ask.a, ask.s) if ask.op.startswith("missing") else None
    points = tuple((name, None if (name, s) == hidden else float(value), s) for (name, s), value in rows.items())
    return Chart(kind, world["title"], world["x"], world["y"], points, printed, size=size)
