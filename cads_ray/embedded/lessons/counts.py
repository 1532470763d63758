"""What a population problem asks of its counts: growth, percentages, means, predator and prey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.lessons.survey import Rows

IN_PERCENT = ("percent", "age_share")
SCALED = ("per_year", "missing_even", "growth_gap", "both", "age_sum", "age_gap")  # grow with the unit of the axis


@dataclass(frozen=True)
class Count:
    """A question about years (or age groups) `a`, `b`, `c` of the series `s`; `t` is the other species."""

    op: str
    a: str
    b: str
    c: str
    s: str = ""
    t: str = ""
    total: Fraction = Fraction(0)

    def solve(self, rows: Rows) -> Fraction:
        return SOLVE[self.op](self, rows)

    def own(self, rows: Rows) -> list[Fraction]:
        return [value for (_, series), value in rows.items() if series == self.s]


def _rise(count: Count, rows: Rows, series: str) -> Fraction:
    return rows[count.b, series] - rows[count.a, series]


def _even(count: Count, rows: Rows) -> Fraction:
    years, start = int(count.c) - int(count.b), rows[count.b, count.s]
    return start + (rows[count.c, count.s] - start) * (int(count.a) - int(count.b)) / years


def _missing(count: Count, rows: Rows) -> Fraction:
    others = (value for (name, series), value in rows.items() if series == count.s and name != count.a)
    return count.total * len(count.own(rows)) - sum(others, Fraction(0))


SOLVE: dict[str, Callable[[Count, Rows], Fraction]] = {
    "per_year": lambda q, r: _rise(q, r, q.s) / (int(q.b) - int(q.a)),
    "percent": lambda q, r: 100 * _rise(q, r, q.s) / r[q.a, q.s],
    "missing_even": _even,
    "missing_mean": _missing,
    "ratio": lambda q, r: r[q.a, q.s] / r[q.a, q.t],
    "growth_gap": lambda q, r: _rise(q, r, q.s) - _rise(q, r, q.t),
    "both": lambda q, r: r[q.a, q.s] + r[q.a, q.t],
    "age_sum": lambda q, r: r[q.a, q.s] + r[q.b, q.s],
    "age_share": lambda q, r: 100 * r[q.a, q.s] / sum(q.own(r)),
    "age_gap": lambda q, r: max(q.own(r)) - min(q.own(r)),
}
