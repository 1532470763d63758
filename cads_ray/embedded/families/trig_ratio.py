"""Sides and angles by sine, cosine, tangent, with a stated rounding; transferred to towers, ladders, kites, boats."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.drawing import trig_figure
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, size_of, told, worded
from cads_ray.embedded.lessons.names import PEOPLE, TRIANGLES
from cads_ray.embedded.quantity import Quantity
from cads_ray.embedded.rounding import plain
from cads_ray.schema import MetaStrategy

# world, what is given besides angles, what is asked; rise, run and slope are the upright, level and sloping side.
PLANS = {
    (MetaStrategy.PARAMETERS, 1): (("plane", "slope", "rise"), ("plane", "slope", "run"), ("plane", "run", "rise")),
    (MetaStrategy.PARAMETERS, 2): (("plane", "rise", "slope"), ("plane", "run", "slope"), ("plane", "rise", "run")),
    (MetaStrategy.PARAMETERS, 3): (("plane", "slope", "perimeter"), ("plane", "run", "perimeter")),
    (MetaStrategy.REVERSION, 1): (("angle", "run rise", "angle"),),
    (MetaStrategy.REVERSION, 2): (("angle", "slope rise", "angle"), ("angle", "slope run", "angle")),
    (MetaStrategy.REVERSION, 3): (("angle", "slope rise", "angle"), ("angle", "run rise", "angle")),
    (MetaStrategy.EXTENSION, 1): (("isosceles", "base", "height"),),
    (MetaStrategy.EXTENSION, 2): (("eye", "run eye", "eye"),),
    (MetaStrategy.EXTENSION, 3): (("antenna", "run", "antenna"), ("eye", "run eye", "eye")),
    (MetaStrategy.TRANSFER, 1): (("tree", "run", "rise"), ("tower", "run", "rise"), ("kite", "slope", "rise")),
    (MetaStrategy.TRANSFER, 2): (("ladder", "slope", "rise"), ("ladder", "slope", "run"), ("mast", "rise", "slope")),
    (MetaStrategy.TRANSFER, 3): (("depression", "rise", "depression"), ("ramp", "rise", "slope")),
}
ANGLES = {1: range(25, 70, 5), 2: range(22, 69), 3: range(22, 69)}
LENGTHS: dict[int, Sequence[int | Fraction]] = {
    1: range(4, 21),
    2: range(12, 81),
    3: [Fraction(n, 10) for n in range(45, 900, 7)],
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same right triangle problem with another side and angle",
    MetaStrategy.REVERSION: "two sides are given and the angle is asked",
    MetaStrategy.EXTENSION: "a height, an eye level or a second angle is added, and the answer needs it",
    MetaStrategy.TRANSFER: "the same ratio of sides at a tower, a ladder, a kite or a lighthouse",
}


def ratio(side: str, degrees: float) -> float:
    """A side of the right triangle whose sloping side is 1, by the angle between the sloping and the level side."""
    turn = math.radians(degrees)
    return {"rise": math.sin(turn), "run": math.cos(turn), "slope": 1.0}[side]


def solve(asked: str, given: dict[str, float], degrees: tuple[float, float]) -> float:
    """The asked quantity; `given` by side, and the angles (the second one is the antenna's)."""
    if asked == "angle":
        sides = {name: given.get(name, 0.0) for name in ("rise", "run", "slope")}
        rise = sides["rise"] or math.sqrt(max(0.0, sides["slope"] ** 2 - sides["run"] ** 2))
        run = sides["run"] or math.sqrt(max(0.0, sides["slope"] ** 2 - sides["rise"] ** 2))
        return math.degrees(math.atan2(rise, run))
    tangent = math.tan(math.radians(degrees[0]))
    if asked == "height":
        return given["base"] / 2 * tangent
    if asked == "eye":
        return given["run"] * tangent + given["eye"]
    if asked == "antenna":
        return given["run"] * (math.tan(math.radians(sum(degrees))) - tangent)
    (known, length), *_ = given.items()
    if asked == "perimeter":
        return sum(length * ratio(side, degrees[0]) / ratio(known, degrees[0]) for side in ("rise", "run", "slope"))
    return length * ratio({"depression": "run"}.get(asked, asked), degrees[0]) / ratio(known, degrees[0])


@dataclass(frozen=True)
class Task:
    world: str
    asked: str
    unit: str
    values: Values
    degrees: tuple[int, int]
    decimals: int

    def answer(self, converts: bool = True, degrees: tuple[float, float] | None = None) -> str:
        given = {n: float(q.printed_in(self.unit).value if converts else q.value) for n, q in self.values.items()}
        return plain(solve(self.asked, given, degrees or self.degrees), self.decimals)

    def confused(self) -> str:
        """What is found with the other angle of the triangle, or with sine and cosine exchanged."""
        if self.asked == "angle":
            return plain(90 - float(self.answer()), self.decimals)
        added = self.degrees[1] if self.asked == "antenna" else 0
        return self.answer(degrees=(90 - self.degrees[0] - added, self.degrees[1]))

    def labels(self) -> dict[str, str]:
        """What the figure prints, by side, "angle" and "second"; the unknown is a question mark."""
        texts = {name: quantity.text for name, quantity in self.values.items()}
        if self.asked == "angle":
            return texts | {"angle": "?"}
        texts["angle"] = f"{self.degrees[0]}°"
        if self.asked == "antenna":
            texts["second"] = f"{self.degrees[1]}°"
        place = {"depression": "run", "eye": "tall", "antenna": "part", "height": "rise"}.get(self.asked, self.asked)
        return texts if place == "perimeter" else texts | {place: "?"}


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    world, given, asked = rng.choice(PLANS[draw.strategy, draw.level])
    stepped = "extra_step" in draw.twists and world == "plane" and asked != "perimeter"
    asked, degrees = "perimeter" if stepped else asked, (rng.choice(ANGLES[draw.level]), rng.randint(15, 25))
    length = Fraction(rng.choice(LENGTHS[draw.level]))
    unit = "m" if world not in ("plane", "angle", "isosceles") else "cm"
    values = {name: Quantity(length, unit) for name in given.split()}
    if world == "angle":
        values = _two_sides(given.split(), length, degrees[0], unit)
    if world == "eye":
        values["eye"] = Quantity(Fraction(rng.randint(14, 18), 10), unit)
    if not trig_figure.drawable(world, degrees, {n: float(q.value) for n, q in values.items()}):
        return None
    mixed = "mixed_units" in draw.twists
    if mixed:
        odd = "eye" if world == "eye" else next(iter(values))
        values[odd] = values[odd].printed_in({"m": "cm", "cm": "mm"}[unit])
    task = Task(world, asked, unit, values, degrees, 0 if world == "angle" and draw.level < 3 else 1)
    return _item(draw, rng, task, ("mixed_units",) * mixed + ("extra_step",) * stepped)


def _two_sides(names: list[str], length: Fraction, degrees: float, unit: str) -> Values:
    """Two sides with whole numbers of tenths that make about this angle."""
    second = Fraction(round(10 * float(length) * ratio(names[1], degrees) / ratio(names[0], degrees)), 10)
    return {names[0]: Quantity(length, unit), names[1]: Quantity(second, unit)}


def _item(draw: Draw, rng: random.Random, task: Task, twists: tuple[str, ...]) -> Item:
    key = task.confused() if "unknown" in draw.slips else task.answer("units" not in draw.slips)
    names, labels = rng.choice(TRIANGLES), task.labels()
    mirrored = rng.random() < 0.5
    true = {name: float(quantity.printed_in(task.unit).value) for name, quantity in task.values.items()}
    shapes = trig_figure.shapes(task.world, true, task.degrees, labels, names, size_of(draw), mirrored)
    asks = "side" if task.world == "plane" and task.asked != "perimeter" else task.asked
    request = "kite" if task.world == "kite" else asks
    needed = [text for text in labels.values() if text != "?"]
    fields = {"P": names[0], "Q": names[1], "R": names[2], "u": task.unit, "who": rng.choice(PEOPLE)}
    return Item(
        question=worded(rng, "trig_ratio", f"opening.{task.world}", request, f"rounding.{task.decimals}", **fields),
        answer=key,
        drawing=Figure(hidden(draw, shapes, needed[0])),
        layout=f"{trig_figure.SAID[task.world]}, drawn to scale, labelled with {', '.join(labels.values())}.",
        rationale=f"A ratio of sides in a right triangle, with {', '.join(needed)}, gives {key}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *twists),
        truth=task.answer(),
        unit="degrees" if task.asked == "angle" else task.unit,
        tolerance=json.dumps({"decimals": task.decimals}),
        needed=tuple(needed),
        givens={"world": task.world, "asked": task.asked, "given": true, "degrees": task.degrees},
    )


FAMILY = Family(
    name="trig_ratio",
    domain="mathematics",
    topic="right-triangle trigonometry",
    concepts=("sine", "cosine", "tangent", "angle of elevation"),
    words=(
        "angle of elevation",
        "elevation",
        "sine",
        "cosine",
        "tangent",
        "trigonometr",
        "depression",
        "kite",
        "degrees",
    ),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "extra_step", "small_print"),
    slips=("units", "unknown", "hidden"),
)
