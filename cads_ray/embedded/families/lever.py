"""Balance of torques on a beam with labelled loads and distances; transferred to seesaws and mobiles."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.drawing.beam import Load, balance, roomy
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.sketch import label
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, key_of, size_of, swapped, told, worded
from cads_ray.embedded.quantity import Quantity, exact, terminates
from cads_ray.schema import MetaStrategy

# Loads on the one side and on the other, and the targets. The last load has the unknown.
PLANS: dict[tuple[MetaStrategy, int], tuple[tuple[int, int], tuple[str, ...]]] = {
    (MetaStrategy.PARAMETERS, 1): ((1, 1), ("force",)),
    (MetaStrategy.PARAMETERS, 2): ((1, 1), ("force",)),
    (MetaStrategy.PARAMETERS, 3): ((2, 1), ("force",)),
    (MetaStrategy.REVERSION, 1): ((1, 1), ("distance",)),
    (MetaStrategy.REVERSION, 2): ((1, 1), ("distance",)),
    (MetaStrategy.REVERSION, 3): ((2, 1), ("distance",)),
    (MetaStrategy.EXTENSION, 1): ((2, 1), ("force",)),
    (MetaStrategy.EXTENSION, 2): ((2, 1), ("force", "distance")),
    (MetaStrategy.EXTENSION, 3): ((2, 2), ("force", "distance")),
    (MetaStrategy.TRANSFER, 1): ((1, 1), ("force", "distance")),
    (MetaStrategy.TRANSFER, 2): ((1, 1), ("force", "distance")),
    (MetaStrategy.TRANSFER, 3): ((2, 1), ("force", "distance")),
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same balance with other loads and distances",
    MetaStrategy.REVERSION: "all loads are given and a distance is asked",
    MetaStrategy.EXTENSION: "one more load on the beam, which the solution needs",
    MetaStrategy.TRANSFER: "the same balance of torques in another world",
}


@dataclass(frozen=True)
class World:
    """Units of loads and distances, the finer unit of a distance, and the pools of numbers by level."""

    load: str
    length: str
    finer: str
    loads: tuple[range, range, range]
    steps: tuple[Fraction, Fraction, Fraction]  # distances are 1 to 8 times this
    symbol: str


TENTH, HALF, ONE = Fraction(1, 10), Fraction(1, 2), Fraction(1)
WORLDS = {
    "beam": World("N", "m", "cm", (range(10, 61, 5), range(12, 90, 2), range(15, 240, 3)), (ONE, HALF, TENTH * 3), "F"),
    "seesaw": World("kg", "m", "cm", (range(15, 61, 5), range(16, 66, 2), range(14, 75)), (HALF, HALF, TENTH * 4), "m"),
    "mobile": World(
        "g", "cm", "mm", (range(10, 61, 5), range(12, 90, 2), range(15, 150, 3)), (ONE, 3 * ONE, 4 * ONE), "m"
    ),
}


def _solve(target: str, sides: list[int], values: Values, length: str, converts: bool) -> Fraction:
    """The unknown of the last load, or the sum of all loads (`support`)."""
    ways = {k: q.printed_in(length).value if converts else q.value for k, q in values.items() if k[0] == "d"}
    last = len(sides)
    torque = sum((sides[i - 1] * values[f"F{i}"].value * ways[f"d{i}"] for i in range(1, last)), Fraction(0))
    if target == "distance":
        return -sides[-1] * torque / values[f"F{last}"].value
    force = -sides[-1] * torque / ways[f"d{last}"]
    return force if target == "force" else force + sum(values[f"F{i}"].value for i in range(1, last))


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    (near, far), targets = PLANS[draw.strategy, draw.level]
    target = rng.choice(targets)
    world = rng.choice(("seesaw", "mobile")) if draw.strategy == MetaStrategy.TRANSFER else "beam"
    kind, mirror = WORLDS[world], rng.choice((1, -1))
    sides = [-mirror] * near + [mirror] * far
    step = kind.steps[draw.level - 1]
    ways = [step * rng.randint(1, 8) for _ in sides]
    loads = rng.sample(kind.loads[draw.level - 1], len(sides))
    values = {f"F{i}": Quantity(Fraction(load), kind.load) for i, load in enumerate(loads, 1)}
    values |= {f"d{i}": Quantity(way, kind.length) for i, way in enumerate(ways, 1)}
    if target == "force":  # the last load follows from the others
        values[f"F{len(sides)}"] = Quantity(_solve("force", sides, values, kind.length, True), kind.load)
    else:
        values[f"d{len(sides)}"] = Quantity(_solve("distance", sides, values, kind.length, True), kind.length)
    found = values[f"F{len(sides)}" if target == "force" else f"d{len(sides)}"].value
    if found <= 0 or not terminates(found, 1 if draw.level < 3 else 2):
        return None
    longest = max(values[f"d{i}"].value for i in range(1, len(sides) + 1))
    places = [float(side * values[f"d{i}"].value / longest) for i, side in enumerate(sides, 1)]
    if not roomy(places):
        return None
    mixed = "mixed_units" in draw.twists
    values["d1"] = values["d1"].printed_in(kind.finer) if mixed else values["d1"]
    stepped = "extra_step" in draw.twists and target == "force" and world == "beam"
    return _item(draw, rng, world, "support" if stepped else target, sides, places, values)


def _item(
    draw: Draw, rng: random.Random, world: str, target: str, sides: list[int], places: list[float], values: Values
) -> Item:
    kind, last = WORLDS[world], len(sides)
    shown = values if target == "distance" else swapped(draw, values, "d1", f"d{last}")
    key = key_of(draw, lambda converts: _solve(target, sides, values, kind.length, converts))
    if "unknown" in draw.slips:  # gives the torque for the force or the distance
        torque = values[f"F{last}"].value * values[f"d{last}"].printed_in(kind.length).value
        key = exact(torque)
    labels = {name: q.text for name, q in shown.items()}
    labels |= {f"d{last}": "d = ?"} if target == "distance" else {f"F{last}": f"{kind.symbol} = ?"}
    needed = tuple(text for text in labels.values() if "?" not in text)
    loads = [Load(place, labels[f"F{i}"], labels[f"d{i}"]) for i, place in enumerate(places, 1)]
    shapes = balance(world, loads, size_of(draw))
    distractor = "distractor" in draw.twists
    if distractor:
        span = Quantity(2 * max(values[f"d{i}"].printed_in(kind.length).value for i in range(1, last + 1)), kind.length)
        shapes += label(f"total length {span.text}", (240, 336), size_of(draw))
    unit = kind.length if target == "distance" else kind.load
    twists = ("mixed_units", "distractor", *(("extra_step",) if target == "support" else ()))
    return Item(
        question=worded(rng, "lever", f"opening.{world}", f"{world}.{target}"),
        answer=key,
        drawing=Figure(hidden(draw, shapes, labels["d1"])),
        layout="A level beam on its pivot in the middle; every load has its label and a dimension line from the pivot.",
        rationale=f"With {', '.join(needed)}: the torques of both sides are equal, which gives {key} {unit}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *twists),
        truth=exact(_solve(target, sides, shown, kind.length, True)),
        unit=unit,
        needed=needed,
        givens={"target": target, "sides": sides, "values": shown, "length": kind.length},
    )


FAMILY = Family(
    name="lever",
    domain="physics",
    topic="balance of torques on a lever",
    concepts=("torque", "equilibrium of a lever", "principle of moments"),
    words=("lever", "beam", "torque", "balance", "equilibrium", "pivot", "seesaw", "meterstick", "fulcrum", "force"),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "unknown", "swap", "hidden"),
)
