"""Questions from a picture alone (the task `question` of recipe=oasis), by what was read on it.

The asker knows signs of kinds of pictures (ohms on a circuit, bars over names) and for each kind questions that a solver
has learnt. It does not solve what it asks: whether the picture decides it is for the score and for the answer to show.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.food_webs import read_chain
from cads_ray.embedded.solvers.grids import number, read_grid
from cads_ray.embedded.solvers.maps import read_map
from cads_ray.embedded.solvers.series import read_data
from cads_ray.embedded.solvers.text import has, labels
from cads_ray.errors import Refused

LOOK, COMPARE, WORK_OUT = KINDS = ("reading", "comparison", "calculation")


@dataclass(frozen=True)
class Query:
    """A question about a picture: its kind, the domain that the picture is taken for, and the unit that is asked for."""

    kind: str
    domain: str
    text: str
    unit: str = ""


def question(fields: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """A question of the kind wanted, or of another where there is none. Raises Refused when no sign is known."""
    known = list(queries(reading))
    if not known:
        raise Refused("nothing that could be read on the picture says what might be asked of it")
    wanted = [query for query in known if query.kind == fields["strategy"]] or known
    chosen = random.Random(f"{fields['variation']}|question").choice(wanted)
    told = f"a question of {chosen.kind} about what the picture shows of {chosen.domain}"
    return {"domain": chosen.domain, "strategy_text": told, "question": chosen.text, "choices": []} | {
        "unit": chosen.unit,
        "tolerance": "",
    }


def queries(reading: Reading) -> Iterator[Query]:
    """All that this reading gives to ask; pictures of data first, since their labels are numbers as well."""
    for ask in (_chain, _map, _table, _chart):
        if found := list(ask(reading)):
            yield from found
            return
    shown = _Signs(reading)
    for sign, domain, asked in FIGURES:
        if sign(shown):
            yield from (Query(WORK_OUT, domain, text, unit) for text, unit in asked)
            return


def _chain(reading: Reading) -> Iterator[Query]:
    chain = read_chain(reading)
    boxes = [box for row in chain.rows for box in row] if chain is not None else []
    for box in boxes:
        text = f"How much energy do the {box.name} of the food chain have, in {box.unit or 'kJ'}?"
        yield Query(LOOK, "biology", text, box.unit or "kJ")
    for one, other in pairwise(boxes):
        text = f"What percentage of the energy of the {one.name} is passed on to the {other.name}?"
        yield Query(WORK_OUT, "biology", text, "%")


def _map(reading: Reading) -> Iterator[Query]:
    seen = read_map(reading)
    names = sorted(seen.places) if seen is not None else []
    for one, other in pairwise(names):
        text = f"How far is it from {one} to {other} on the map, along the roads, in km?"
        yield Query(WORK_OUT, "geography", text, "km")


def _table(reading: Reading) -> Iterator[Query]:
    grid = read_grid(reading)
    rows = [name for name in grid.rows if number(name) is None] if grid is not None else []
    if grid is None or len(rows) < 2:
        return
    for name in rows:
        yield Query(WORK_OUT, "tables", f"What is the total of all numbers in the row {name} of the table?")
    for column in grid.head[1:]:
        yield Query(WORK_OUT, "tables", f"What is the sum of the column {column} of the table?")
        for one, other in pairwise(rows):
            yield Query(COMPARE, "tables", f"In the column {column}, what is the difference between {one} and {other}?")


def _chart(reading: Reading) -> Iterator[Query]:
    data = read_data(reading)
    if data is None or all(name.isdigit() and len(name) < 4 for name in data.names):  # an axis of numbers is a graph's
        return
    of = f" of {data.series[0]}" if data.series[0] else ""
    for name in data.names:
        yield Query(LOOK, "charts", f"According to the chart, what is the total value{of} for {name}?")
    for one, other in pairwise(data.names):
        text = f"By how much do the values{of} for {one} and {other} differ in the chart?"
        yield Query(COMPARE, "charts", text)
        yield Query(WORK_OUT, "charts", f"What is the sum of the values{of} for {one} and {other} in the chart?")
    yield Query(COMPARE, "charts", f"Which category of the chart has the largest value{of}?")
    yield Query(WORK_OUT, "charts", f"What is the total of all values{of} in the chart?")


class _Signs:
    """What stands on a figure: its labels, counted by unit."""

    def __init__(self, reading: Reading):
        self._text = reading.text
        self._found = labels(reading)

    def count(self, *units: str) -> int:
        return sum(label.value is not None and label.unit in units for label in self._found)

    @property
    def bare(self) -> int:
        """Numbers without a unit."""
        return self.count("")

    @property
    def lengths(self) -> int:
        return self.count("mm", "cm", "m", "km", "ft", "in")

    def says(self, *patterns: str) -> bool:
        return has(self._text, *patterns) > 0


# A sign, the domain, and what is asked with its unit; the first sign that shows decides.
FIGURES: tuple[tuple[Callable[[_Signs], bool], str, tuple[tuple[str, str], ...]], ...] = (
    (
        lambda seen: seen.count("Ω", "kΩ") > 1,
        "physics",
        (
            ("What is the total resistance of the circuit, in ohms, rounded to two decimals?", "Ω"),
            ("What current does the battery of the circuit deliver, in amperes, rounded to two decimals?", "A"),
        ),
    ),
    (
        lambda seen: seen.count("kg") > 1 and seen.says("m/s"),
        "physics",
        (("With what velocity do the carts move after they collide and stick together, in m/s?", "m/s"),),
    ),
    (
        lambda seen: seen.count("N", "kg") > 0 and seen.lengths > 1,
        "physics",
        (
            ("The beam on its support is in balance. How large is the unknown weight, in newtons?", "N"),
            ("The beam is in balance. How far from the pivot does the load with the unknown distance hang, in m?", "m"),
        ),
    ),
    (
        lambda seen: seen.says("mm ?hg", "torr", "kpa", "atm"),
        "chemistry",
        (("What is the pressure of the gas in the flask of the mercury manometer, in mmHg?", "mmHg"),),
    ),
    (
        lambda seen: seen.says("mol"),
        "chemistry",
        (("The solutions of the beakers are mixed. What is the concentration of the mixture, in mol/L?", "mol/L"),),
    ),
    (
        lambda seen: seen.says("m/s") or seen.says(r"t \(", r"\(s\)"),
        "physics",
        (
            ("The graph shows velocity against time. What distance is travelled in all, in m?", "m"),
            ("The graph shows velocity against time. What is the acceleration at the start, in m/s²?", "m/s²"),
        ),
    ),
    (
        lambda seen: seen.says(r"[A-Z]? ?\(-?\d+ ?[,;] ?-?\d+\)"),
        "mathematics",
        (
            ("What is the slope of the line in the graph?", ""),
            ("Where does the line of the graph meet the y-axis?", ""),
        ),
    ),
    (
        lambda seen: seen.says(r"r ?=", r"d ?="),
        "mathematics",
        (
            ("What is the area of the sector of the circle, in the unit of the picture, rounded to two decimals?", ""),
            ("How long is the arc of the sector of the circle, rounded to two decimals?", ""),
        ),
    ),
    (
        lambda seen: seen.count("degrees") == 1 and seen.lengths == 1,
        "mathematics",
        (("How long is the side of the right triangle that is marked with a question mark, to one decimal?", ""),),
    ),
    (
        lambda seen: seen.count("degrees") > 1,
        "mathematics",
        (("How large is the angle of the triangle that is marked with a question mark, in degrees?", "degrees"),),
    ),
    (
        lambda seen: seen.count("g") > 2 or (seen.bare > 3 and not seen.lengths),
        "statistics",
        (
            ("What is the mean of the values in the picture, rounded to two decimals?", ""),
            ("What is the range of the values in the picture?", ""),
        ),
    ),
    (
        lambda seen: seen.lengths >= 4,
        "mathematics",
        (("What is the area of the figure, whose corners are right angles, in square units of the picture?", ""),),
    ),
    (
        lambda seen: seen.lengths in (2, 3),
        "mathematics",
        (
            ("How long is the missing side of the right triangle, rounded to two decimals?", ""),
            ("What is the perimeter of the right triangle, rounded to two decimals?", ""),
        ),
    ),
)
