"""Mixing and diluting solutions; transferred to bars of gold that are melted together and to buckets of warm water."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.drawing import apparatus
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.sketch import Shapes, label, line
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, key_of, size_of, swapped, told, worded
from cads_ray.embedded.quantity import Quantity, exact, terminates
from cads_ray.schema import MetaStrategy

# How many vessels, whether the last one holds water (c = 0), and the targets.
PLANS: dict[tuple[MetaStrategy, int], tuple[int, bool, tuple[str, ...]]] = {
    (MetaStrategy.PARAMETERS, 1): (2, False, ("final",)),
    (MetaStrategy.PARAMETERS, 2): (2, False, ("final",)),
    (MetaStrategy.PARAMETERS, 3): (2, False, ("final", "amount")),
    (MetaStrategy.REVERSION, 1): (2, True, ("volume",)),
    (MetaStrategy.REVERSION, 2): (2, False, ("source", "volume")),
    (MetaStrategy.REVERSION, 3): (3, False, ("source", "volume")),
    (MetaStrategy.EXTENSION, 1): (3, True, ("final",)),
    (MetaStrategy.EXTENSION, 2): (3, False, ("final",)),
    (MetaStrategy.EXTENSION, 3): (3, False, ("final", "amount")),
    (MetaStrategy.TRANSFER, 1): (2, False, ("final",)),
    (MetaStrategy.TRANSFER, 2): (2, False, ("final",)),
    (MetaStrategy.TRANSFER, 3): (3, False, ("final",)),
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same mixture with other volumes and concentrations",
    MetaStrategy.REVERSION: "the mixture is given and one of its parts is asked",
    MetaStrategy.EXTENSION: "a further vessel goes into the mixture, which the solution needs",
    MetaStrategy.TRANSFER: "the same weighted mean in another world",
}


@dataclass(frozen=True)
class World:
    """Units of quantity (usual, and the twist's) and of content, their steps by level, and how the mixture looks."""

    volume: str
    other: str
    content: str
    volumes: tuple[int, int, int]
    contents: tuple[Fraction, Fraction, Fraction]
    tint: str
    mixture: str
    burden: str  # what the distractor prints


TENTH, ONE = Fraction(1, 10), Fraction(1)
BEAKERS = World("mL", "L", "mol/L", (100, 50, 20), (ONE, 2 * TENTH, TENTH), "#cfe8d5", "mixture", "25 °C")
INGOTS = World("g", "kg", "%", (100, 50, 20), (10 * ONE, 5 * ONE, 2 * ONE), "#f0cf6b", "alloy", "1064 °C")
BUCKETS = World("L", "mL", "°C", (2, 1, 1), (10 * ONE, 5 * ONE, 2 * ONE), "#bfe0f5", "bath", "depth 35 cm")
WORLDS = {"beakers": BEAKERS, "ingots": INGOTS, "buckets": BUCKETS}


def _solve(target: str, count: int, values: Values, unit: str, converts: bool) -> Fraction:
    """The target; the unknown volume or content is that of the last vessel; an amount is in mol, or in grams."""
    v = [values[f"V{i}"].printed_in(unit).value if converts else values[f"V{i}"].value for i in range(1, count + 1)]
    c, mixed = [values[f"c{i}"].value for i in range(1, count + 1)], values["c"].value
    if target == "volume":
        return sum((v[i] * (c[i] - mixed) for i in range(count - 1)), Fraction(0)) / (mixed - c[-1])
    if target == "source":
        return (mixed * sum(v) - sum((v[i] * c[i] for i in range(count - 1)), Fraction(0))) / v[-1]
    total = sum((a * b for a, b in zip(v, c, strict=True)), Fraction(0))
    if target == "amount":
        return total / (100 if unit == "g" else 1000 if converts else 1)
    return total / sum(v)


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    count, diluted, targets = PLANS[draw.strategy, draw.level]
    target = rng.choice(targets)
    name = rng.choice(("ingots", "buckets")) if draw.strategy == MetaStrategy.TRANSFER else "beakers"
    world = WORLDS[name]
    volumes = [world.volumes[draw.level - 1] * n for n in rng.sample(range(1, 10), count)]
    contents = [world.contents[draw.level - 1] * n for n in rng.sample(range(1, 10), count)]
    if diluted:
        contents[-1] = Fraction(0)
    values = {f"V{i}": Quantity(Fraction(volume), world.volume) for i, volume in enumerate(volumes, 1)}
    values |= {f"c{i}": Quantity(content, world.content) for i, content in enumerate(contents, 1)}
    values["c"] = Quantity(Fraction(0), world.content)
    values["c"] = Quantity(_solve("final", count, values, world.volume, True), world.content)
    if not terminates(values["c"].value, 2) or values["c"].value == contents[-1]:
        return None
    if "mixed_units" in draw.twists:
        values["V1"] = values["V1"].printed_in(world.other)
    if "extra_step" in draw.twists and target == "final" and name != "buckets":
        target = "amount"
    return _item(draw, rng, name, target, count, values)


def _item(draw: Draw, rng: random.Random, name: str, target: str, count: int, values: Values) -> Item:
    world = WORLDS[name]
    shown = values if target == "volume" else swapped(draw, values, "V1", "V2")
    key = key_of(draw, lambda converts: _solve(target, count, values, world.volume, converts))
    if "unknown" in draw.slips:  # gives the amount for the content, the other way round, the total volume for a volume
        total = sum((values[f"V{i}"].printed_in(world.volume).value for i in range(1, count + 1)), Fraction(0))
        wrong = "final" if target != "final" else "amount"
        key = exact(total if target == "volume" else _solve(wrong, count, values, world.volume, True))
    labels = {k: "water" if k != "c" and q.value == 0 else q.text for k, q in shown.items()}
    asked = {"volume": (f"V{count}", "V = ?"), "source": (f"c{count}", "c = ?"), "final": ("c", "c = ?")}
    if name == "buckets":
        asked["final"] = ("c", "T = ?")
    labels |= dict([asked.get(target, ("c", "m = ?" if name == "ingots" else "n = ?"))])
    needed = tuple(text for text in labels.values() if "?" not in text)
    shapes = _shapes(name, shown, labels, count, size_of(draw))
    if "distractor" in draw.twists:
        shapes += label(world.burden, (240, 40), size_of(draw))
    units = {"volume": world.volume, "amount": "g" if name == "ingots" else "mol"}
    unit = units.get(target, world.content)
    twists = ("mixed_units", "distractor", *(("extra_step",) if target == "amount" else ()))
    return Item(
        question=worded(rng, "concentration", f"opening.{name}", f"{name}.{target}"),
        answer=key,
        drawing=Figure(hidden(draw, shapes, labels["V1"])),
        layout="The parts stand on the left, with quantity and content below each; on the right is the mixture.",
        rationale=f"With {', '.join(needed)}: quantity x content adds up over the parts, so {key} {unit}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *twists),
        truth=exact(_solve(target, count, shown, world.volume, True)),
        unit=unit,
        needed=needed,
        givens={"target": target, "count": count, "values": shown, "unit": world.volume},
    )


def _shapes(name: str, values: Values, labels: dict[str, str], count: int, size: float) -> Shapes:
    """The vessels, true to scale in their contents, an arrow, the mixture; two lines of labels below each."""
    world, middles = WORLDS[name], {2: (70.0, 190.0), 3: (58.0, 168.0, 278.0)}[count]
    volumes = [values[f"V{i}"].printed_in(world.volume).value for i in range(1, count + 1)]
    whole, bench, small, large = float(sum(volumes)), 262.0, 84.0, 108.0
    scale = min(110 / float(max(volumes)), 190 * large / small / whole)  # pixels of height for a unit of volume
    shapes = line((10, bench + 2), (470, bench + 2), color="#8a6d3b", width=4)
    for i, (x, volume) in enumerate(zip(middles, volumes, strict=True), 1):
        shapes += _vessel(name, x, bench, small, scale * float(volume), labels[f"c{i}"])
        shapes += label(labels[f"V{i}"], (x, bench + 30), size) + label(labels[f"c{i}"], (x, bench + 58), size)
    shapes += line((middles[-1] + 48, bench - 60), (350, bench - 60), width=3, arrow="end")
    shapes += _vessel(name, 412, bench, large, scale * whole * small / large, "")
    return shapes + label(world.mixture, (412, bench + 30), size) + label(labels["c"], (412, bench + 58), size)


def _vessel(name: str, x: float, bench: float, width: float, filled: float, content: str) -> Shapes:
    if name == "ingots":
        return apparatus.ingot(x - width / 2, bench, width, filled, WORLDS[name].tint)
    height = max(90.0, filled + 24)
    tint = BUCKETS.tint if content == "water" else WORLDS[name].tint
    return apparatus.beaker(x - width / 2, bench, width, height, filled / height, tint)


FAMILY = Family(
    name="concentration",
    domain="chemistry",
    topic="mixing and diluting solutions",
    concepts=("concentration", "dilution", "amount of substance", "weighted mean"),
    words=("concentration", "solution", "mol/L", "molarity", "dilute", "beaker", "titration", "flask", "mixture", "mL"),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "unknown", "swap", "hidden"),
)
