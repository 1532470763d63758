"""Gas pressure from the levels of a mercury manometer; transferred to a diver beside a marked rope in a lake."""

from __future__ import annotations

import random
from fractions import Fraction

from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.manometer import lake, manometer
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, key_of, size_of, swapped, told, worded
from cads_ray.embedded.quantity import Quantity, exact
from cads_ray.schema import MetaStrategy

# What is on the right, the target, and whether an unknown pressure is asked in atm.
PLANS: dict[tuple[MetaStrategy, int], tuple[tuple[str, ...], tuple[str, ...], bool]] = {
    (MetaStrategy.PARAMETERS, 1): (("closed",), ("pressure",), False),
    (MetaStrategy.PARAMETERS, 2): (("open",), ("pressure",), False),
    (MetaStrategy.PARAMETERS, 3): (("open", "closed"), ("pressure",), True),
    (MetaStrategy.REVERSION, 1): (("open",), ("air",), False),
    (MetaStrategy.REVERSION, 2): (("open", "closed"), ("level",), False),
    (MetaStrategy.REVERSION, 3): (("open",), ("air", "level"), False),
    (MetaStrategy.EXTENSION, 1): (("bulbs",), ("pressure",), False),
    (MetaStrategy.EXTENSION, 2): (("barometer",), ("pressure",), False),
    (MetaStrategy.EXTENSION, 3): (("barometer", "bulbs"), ("pressure",), True),
    (MetaStrategy.TRANSFER, 1): (("lake",), ("pressure",), True),
    (MetaStrategy.TRANSFER, 2): (("lake",), ("pressure",), True),
    (MetaStrategy.TRANSFER, 3): (("lake",), ("pressure",), True),
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same manometer with other levels",
    MetaStrategy.REVERSION: "the gas pressure is given, and the air pressure or a level is asked",
    MetaStrategy.EXTENSION: "a second gas or a barometer, which the solution needs",
    MetaStrategy.TRANSFER: "the same pressure of a column of liquid in another world",
}
WATER = Fraction(76, 1000)  # mm of mercury for one mm of water, rounded as the question says: 10 m of water are 1 atm


def _column(values: Values, scene: str, converts: bool) -> Fraction:
    """The pressure of the column between the two levels: in mm of mercury, or in the lake careless in atm."""
    difference = values["right"].base(converts) - values["left"].base(converts)
    if scene == "lake":
        return difference / 10 * (760 if converts else 1)
    return difference * (1000 if converts else 1)


def _solve(target: str, scene: str, values: Values, unit: str, converts: bool) -> Fraction:
    """gas + left column = other + right column; the level asked for is the right one, in mm."""
    gas, other = values["gas"].base(converts), Fraction(0) if scene == "closed" else values["other"].base(converts)
    if target == "level":
        return gas - other + values["left"].base(converts) * (1000 if converts else 1)
    found = _column(values, scene, converts) + other if target == "pressure" else gas - _column(values, scene, converts)
    return Quantity(found, "mm Hg").printed_in(unit).value if converts else found


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    scenes, targets, in_atm = PLANS[draw.strategy, draw.level]
    scene, target, unit = rng.choice(scenes), rng.choice(targets), rng.choice(("mm Hg", "torr"))
    mixed = "mixed_units" in draw.twists
    if scene == "lake":
        marks = sorted(rng.sample(range(1, 12 + 14 * draw.level), 2))
        values = {"left": Quantity(Fraction(marks[0]), "m"), "right": Quantity(Fraction(marks[1]), "m")}
        values["other"] = Quantity(Fraction(rng.choice(((20,), (18, 19), (15, 16, 17))[draw.level - 1]), 20), "atm")
        values["other"] = values["other"].printed_in("torr") if mixed else values["other"]
        if marks[1] - marks[0] < 3:
            return None
    else:
        step = (20, 5, 1)[draw.level - 1]
        levels = [step * rng.randint(80 // step, 400 // step) for _ in range(2)]
        if abs(levels[0] - levels[1]) < 60 or (scene == "closed" and levels[0] > levels[1]):
            return None
        values = {n: Quantity(Fraction(h), "mm") for n, h in zip(("left", "right"), levels, strict=True)}
        air = 10 * rng.randint(70, 78) if draw.level == 1 else rng.randint(690, 790)
        values["other"] = Quantity(Fraction(rng.randint(20, 60) * 10 if scene == "bulbs" else air), "mm Hg")
    values["gas"] = Quantity(Fraction(0), "mm Hg")
    values["gas"] = Quantity(_solve("pressure", scene, values, "mm Hg", True), "mm Hg")
    if values["gas"].value < 40:
        return None
    if mixed and scene != "lake":
        values |= {n: values[n].printed_in("cm") for n in ("left", "right")}
    stepped = "extra_step" in draw.twists and target == "pressure" and not in_atm and draw.level > 1
    unit = "mm" if target == "level" else "atm" if in_atm or stepped else unit
    return _item(draw, rng, scene, target, unit, values, stepped)


def _item(draw: Draw, rng: random.Random, scene: str, target: str, unit: str, values: Values, stepped: bool) -> Item:
    shown = values if target == "level" or scene in ("closed", "lake") else swapped(draw, values, "left", "right")
    key = key_of(draw, lambda converts: _solve(target, scene, values, unit, converts))
    if "unknown" in draw.slips:  # takes the difference of the levels for the pressure
        key = exact(abs(_column(values, scene, True)))
    asked = {"pressure": "gas", "air": "other", "level": "right"}[target]
    labels = {name: q.text for name, q in shown.items()} | {asked: {"level": "h = ?"}.get(target, "P = ?")}
    if scene == "barometer":
        labels["other"] = labels["other"].removesuffix(" Hg")
    distractor = "distractor" in draw.twists
    numbers = {name: float(values[name].base()) for name in ("left", "right")}
    if scene == "lake":
        note = "14 °C" if distractor else ""
        shapes = lake(numbers["right"] - numbers["left"], 10 + 14 * draw.level, labels, note, size_of(draw))
    else:
        levels = numbers["left"] * 1000, numbers["right"] * 1000
        shapes = manometer(
            scene, levels, float(values["other"].value), labels, "2 L" if distractor else "", size_of(draw)
        )
    unused = {asked, *(("other",) if scene == "closed" else ())}
    needed = tuple(text for name, text in labels.items() if name not in unused)
    return Item(
        question=worded(
            rng, "gas_manometer", f"opening.{scene}", f"{'lake' if scene == 'lake' else 'gas'}.{target}", u=unit
        ),
        answer=key,
        drawing=Figure(hidden(draw, shapes, labels["left"])),
        layout=LAYOUT[scene],
        rationale=f"With {', '.join(needed)}: pressure plus column is equal on both sides, so {key} {unit}.",
        strategy_text=told(
            draw, PLAN_TEXT[draw.strategy], "mixed_units", "distractor", *(("extra_step",) if stepped else ())
        ),
        truth=exact(_solve(target, scene, shown, unit, True)),
        unit=unit,
        needed=needed,
        givens={"target": target, "scene": scene, "values": shown, "unit": unit},
    )


_TUBE = "A U-tube of mercury, the gas bulb on its left arm; the height of each surface stands beside its arm."
LAYOUT = {
    "closed": f"{_TUBE} The right arm is closed, with a vacuum above the mercury.",
    "open": f"{_TUBE} The right arm is open to the air.",
    "barometer": f"{_TUBE} The right arm is open to the air; a barometer stands beside it.",
    "bulbs": f"{_TUBE} A second bulb is on the right arm.",
    "lake": "A lake in section: a boat, a rope with marks at the surface and at the diver, the air's pressure above.",
}
FAMILY = Family(
    name="gas_manometer",
    domain="chemistry",
    topic="gas pressure in a manometer",
    concepts=("gas pressure", "manometer", "pressure of a column of liquid", "units of pressure"),
    words=(
        "manometer",
        "mercury",
        "mm Hg",
        "torr",
        "atmospheric pressure",
        "barometer",
        "gas",
        "pressure",
        "closed-end",
    ),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "unknown", "swap", "hidden"),
)
