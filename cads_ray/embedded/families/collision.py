"""Bodies that meet and stick together: conservation of momentum; transferred to railway wagons and ice skaters."""

from __future__ import annotations

import random
from fractions import Fraction

from cads_ray.embedded.drawing import apparatus
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.sketch import Shapes, label, line
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, key_of, size_of, swapped, told, worded
from cads_ray.embedded.quantity import Quantity, exact, terminates
from cads_ray.schema import MetaStrategy

# How the bodies come in, from left to right (at rest, in the same direction, head-on), and the targets.
PLANS: dict[tuple[MetaStrategy, int], tuple[tuple[str, ...], tuple[str, ...]]] = {
    (MetaStrategy.PARAMETERS, 1): (("fast", "rest"), ("velocity",)),
    (MetaStrategy.PARAMETERS, 2): (("fast", "slow"), ("velocity",)),
    (MetaStrategy.PARAMETERS, 3): (("fast", "back"), ("velocity",)),
    (MetaStrategy.REVERSION, 1): (("fast", "rest"), ("mass", "speed")),
    (MetaStrategy.REVERSION, 2): (("fast", "slow"), ("mass", "speed")),
    (MetaStrategy.REVERSION, 3): (("fast", "back"), ("mass", "speed")),
    (MetaStrategy.EXTENSION, 1): (("fast", "rest", "rest"), ("velocity",)),
    (MetaStrategy.EXTENSION, 2): (("fast", "slow", "rest"), ("velocity",)),
    (MetaStrategy.EXTENSION, 3): (("fast", "rest", "back"), ("velocity",)),
    (MetaStrategy.TRANSFER, 1): (("fast", "rest"), ("velocity",)),
    (MetaStrategy.TRANSFER, 2): (("fast", "slow"), ("velocity",)),
    (MetaStrategy.TRANSFER, 3): (("fast", "back"), ("velocity",)),
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same collision with other masses and velocities",
    MetaStrategy.REVERSION: "the velocity afterwards is given and a mass or a velocity before is asked",
    MetaStrategy.EXTENSION: "a third body joins, which the solution needs",
    MetaStrategy.TRANSFER: "the same conservation of momentum in another world",
}
MASS, FINER = {"carts": "kg", "wagons": "t", "skaters": "kg"}, {"carts": "g", "wagons": "kg"}
UNITS = {"velocity": "m/s", "speed": "m/s", "mass": "kg", "energy": "J"}


def _solve(target: str, count: int, values: Values, unit: str, converts: bool) -> Fraction:
    """The target; the unknown mass is the last one, the unknown velocity before is the first one."""
    m = [values[f"m{i}"].printed_in(unit).value if converts else values[f"m{i}"].value for i in range(1, count + 1)]
    v, after = [values[f"v{i}"].value for i in range(1, count + 1)], values["u"].value
    if target == "mass":
        return sum((m[i] * (v[i] - after) for i in range(count - 1)), Fraction(0)) / (after - v[-1])
    if target == "speed":
        return (after * sum(m) - sum((m[i] * v[i] for i in range(1, count)), Fraction(0))) / m[0]
    common = sum((a * b for a, b in zip(m, v, strict=True)), Fraction(0)) / sum(m)
    return common if target == "velocity" else sum(m) * common**2 / 2


def _confused(target: str, count: int, values: Values, unit: str) -> Fraction:
    """What a teacher finds who solves for the wrong unknown: the momentum, the total mass, the velocity afterwards."""
    total = sum((values[f"m{i}"].printed_in(unit).value for i in range(1, count + 1)), Fraction(0))
    momentum = _solve("velocity", count, values, unit, True) * total
    return {"velocity": momentum, "energy": momentum, "mass": total}.get(target, values["u"].value)


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    ways, targets = PLANS[draw.strategy, draw.level]
    target, count = rng.choice(targets), len(ways)
    world = rng.choice(("wagons", "skaters")) if draw.strategy == MetaStrategy.TRANSFER else "carts"
    mixed = "mixed_units" in draw.twists
    world = "wagons" if mixed and world == "skaters" else world  # nobody weighs persons in grams
    top = {1: 6, 2: 10, 3: 20}[draw.level]
    masses = [Fraction(n, 2 if draw.level == 3 else 1) for n in rng.sample(range(1, top + 1), count)]
    masses = (
        [25 + 5 * m for m in masses] if world == "skaters" else [4 * m for m in masses] if world == "wagons" else masses
    )
    fast = rng.randint(3, 6 + 3 * draw.level)
    speeds = {"fast": fast, "rest": 0, "slow": rng.randint(1, fast - 1), "back": -rng.randint(1, 3 * draw.level)}
    unit = MASS[world]
    values = {f"m{i}": Quantity(mass, unit) for i, mass in enumerate(masses, 1)}
    values |= {f"v{i}": Quantity(Fraction(speeds[way]), "m/s") for i, way in enumerate(ways, 1)}
    values["u"] = Quantity(Fraction(0), "m/s")
    values["u"] = Quantity(_solve("velocity", count, values, unit, True), "m/s")
    if values["u"].value == 0 or not terminates(values["u"].value, draw.level - 1):
        return None
    if mixed:
        odd = "m1" if target == "mass" else "m2"
        values[odd] = values[odd].printed_in(FINER[world])
    stepped = "extra_step" in draw.twists and target == "velocity" and world == "carts"
    return _item(draw, rng, world, "energy" if stepped else target, count, values)


def _item(draw: Draw, rng: random.Random, world: str, target: str, count: int, values: Values) -> Item:
    unit = MASS[world]
    shown = values if target == "mass" else swapped(draw, values, "m1", "m2")
    key = key_of(draw, lambda converts: _solve(target, count, values, unit, converts), signed=target == "velocity")
    if "unknown" in draw.slips:
        key = exact(_confused(target, count, values, unit))
    asked = {"mass": (f"m{count}", "m = ?"), "speed": ("v1", "v = ?")}.get(target, ("u", "v = ?"))
    labels = {name: q.text for name, q in shown.items()} | {asked[0]: asked[1]}
    needed = tuple(text for text in labels.values() if "?" not in text)
    shapes = _shapes(world, shown, labels, count, size_of(draw))
    if "distractor" in draw.twists:
        shapes += label("length 12 m", (400, 344), size_of(draw))
    twists = ("mixed_units", "distractor", *(("extra_step",) if target == "energy" else ()))
    return Item(
        question=worded(rng, "collision", f"opening.{world}", f"{world}.{target}"),
        answer=key,
        drawing=Figure(hidden(draw, shapes, labels["m1"])),
        layout="Above, the bodies before they meet, each with its mass and its velocity over an arrow; below, joined.",
        rationale=f"With {', '.join(needed)}: the sum of mass x velocity stays the same, so {key} {UNITS[target]}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *twists),
        truth=exact(_solve(target, count, shown, unit, True)),
        unit=UNITS[target],
        needed=needed,
        givens={"target": target, "count": count, "values": shown, "unit": unit},
    )


def _shapes(world: str, values: Values, labels: dict[str, str], count: int, size: float) -> Shapes:
    before = {2: (60.0, 300.0), 3: (36.0, 196.0, 356.0)}[count]
    width, rise = (40.0, 112) if world == "skaters" else (92.0, 90)
    after = [240 - 46 + width * (i - (count - 1) / 2) for i in range(count)]
    shapes = label("before", (18, 20), size, "start") + label("after", (18, 194), size, "start")
    for ground, lefts in ((158.0, before), (328.0, after)):
        shapes += apparatus.track(ground)
        for i, left in enumerate(lefts):
            shapes += _body(world, i, left, ground - 2, labels[f"m{i + 1}"] if lefts is before else "", size)
    for i, left in enumerate(before):
        shapes += _velocity(left + 46, 158 - rise, values[f"v{i + 1}"].value, labels[f"v{i + 1}"], size)
    return shapes + _velocity(240, 328 - rise, values["u"].value, labels["u"], size)


def _body(world: str, index: int, left: float, ground: float, mass: str, size: float) -> Shapes:
    if world == "skaters":
        x = left + 46
        return apparatus.skater(x, ground) + (label(mass, (x + 58, ground - 40), size) if mass else ())
    body = apparatus.cart(left, ground, 92, 46, apparatus.TINTS[index])
    return body + (label(mass, (left + 46, ground - 33), size) if mass else ())


def _velocity(x: float, y: float, value: Fraction, text: str, size: float) -> Shapes:
    """A velocity over its arrow; no arrow at rest, nor for what is asked."""
    half = 26 if value > 0 else -26
    arrow = (
        line((x - half, y + 18), (x + half, y + 18), color="#c0392b", arrow="end") if value and "?" not in text else ()
    )
    return label(text, (x, y), size) + arrow


FAMILY = Family(
    name="collision",
    domain="physics",
    topic="collisions and momentum",
    concepts=("conservation of momentum", "inelastic collision", "kinetic energy"),
    words=("momentum", "collision", "collide", "colliding", "mass", "elastic", "inelastic", "carts", "stick together"),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "unknown", "swap", "hidden"),
)
