"""How a balanced beam is drawn: loads at distances true to scale, with dimension lines from the pivot to each load."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from cads_ray.embedded.drawing import apparatus
from cads_ray.embedded.drawing.figure import Point
from cads_ray.embedded.drawing.sketch import Shapes, dimension, label, line

PIVOT, ARM = 240.0, 188.0  # x of the pivot, length in pixels of the longest arm


@dataclass(frozen=True)
class Load:
    """A load: where (share of the longest arm, negative on the left) and its two labels."""

    place: float
    weight: str
    distance: str

    @property
    def x(self) -> float:
        return PIVOT + ARM * self.place


def roomy(places: list[float]) -> bool:
    """Whether loads at these shares of the longest arm leave room for their labels."""
    xs = sorted([0.0, *places])
    return all((b - a) * ARM >= 74 for a, b in pairwise(xs))


def balance(world: str, loads: list[Load], size: float) -> Shapes:
    """The beam of a world ("beam", "seesaw" or "mobile") with its loads."""
    y = {"beam": 140.0, "seesaw": 160.0, "mobile": 150.0}[world]
    shapes = apparatus.box(PIVOT - ARM - 14, y - 4, 2 * ARM + 28, 8, apparatus.WOOD)
    if world == "mobile":
        shapes += (
            line((140, 24), (340, 24), width=4) + line((PIVOT, 24), (PIVOT, y - 4)) + apparatus.node((PIVOT, y - 4))
        )
    else:
        shapes += apparatus.pivot((PIVOT, y + 4), 44)
    for load in loads:
        shapes += _load(world, load, y, size)
    for side in (-1, 1):  # the inner dimension line near the beam, the outer one beyond it
        own = sorted((load for load in loads if load.place * side > 0), key=lambda load: abs(load.place))
        for rank, load in enumerate(own):
            shapes += _dimension(world, load, y, rank, size)
    return shapes


def _load(world: str, load: Load, y: float, size: float) -> Shapes:
    x = load.x
    if world == "seesaw":
        return apparatus.child((x, y - 6)) + label(load.weight, (x, y - 84), size)
    thread = line((x, y + 4), (x, y + 50))
    if world == "mobile":
        return thread + apparatus.disc((x, y + 66), 16, "#f5dfa3") + label(load.weight, (x, y + 100), size)
    return thread + apparatus.box(x - 18, y + 50, 36, 34, apparatus.STEEL) + label(load.weight, (x, y + 102), size)


def _dimension(world: str, load: Load, y: float, rank: int, size: float) -> Shapes:
    below = world == "seesaw"  # the children sit where the lines of the others are
    edge = y + 4 if below else y - 4
    ends: tuple[Point, Point] = ((PIVOT, edge), (load.x, edge))
    offset = (68 if below else 24) + 42 * rank
    return dimension(*ends, load.distance, (PIVOT, -900 if below else 900), size, offset)
