"""Arcs, sectors and rings of circles, given by radius or diameter; transferred to pizzas, sprinklers, ponds, wipers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cads_ray.embedded.drawing import discs
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, size_of, told, worded
from cads_ray.embedded.lessons.names import PEOPLE
from cads_ray.embedded.quantity import Quantity, exact, terminates
from cads_ray.schema import MetaStrategy

PLANS = {
    (MetaStrategy.PARAMETERS, 1): ("arc", "area"),
    (MetaStrategy.PARAMETERS, 2): ("area", "perimeter"),
    (MetaStrategy.PARAMETERS, 3): ("perimeter",),
    (MetaStrategy.REVERSION, 1): ("angle_of_arc",),
    (MetaStrategy.REVERSION, 2): ("radius", "angle_of_arc"),
    (MetaStrategy.REVERSION, 3): ("angle_of_area",),
    (MetaStrategy.EXTENSION, 1): ("ring",),
    (MetaStrategy.EXTENSION, 2): ("ring", "fan"),
    (MetaStrategy.EXTENSION, 3): ("fan",),
    (MetaStrategy.TRANSFER, 1): ("pizza.area", "sprinkler.area"),
    (MetaStrategy.TRANSFER, 2): ("clock.arc", "pond.ring"),
    (MetaStrategy.TRANSFER, 3): ("wiper.fan", "pond.ring"),
}
RADII: dict[int, Sequence[int | Fraction]] = {
    1: range(2, 13),
    2: range(7, 36),
    3: [Fraction(n, 2) for n in range(9, 90, 2)],
}
ANGLES = {1: (45, 60, 72, 90, 120, 180), 2: (36, 40, 54, 80, 105, 135, 150, 210, 270), 3: range(35, 280, 5)}
PIS = {"3.14": Fraction(314, 100), "22/7": Fraction(22, 7)}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same circle computation with other radius and angle",
    MetaStrategy.REVERSION: "arc or area are given, and the angle or the radius is asked",
    MetaStrategy.EXTENSION: "a second circle around the same centre is added, which the answer needs",
    MetaStrategy.TRANSFER: "the same circle computation in an everyday scene",
}
SAID = {
    "ring": "Two concentric circles, the ring between them coloured",
    "fan": "A coloured sector of a ring",
    "sector": "A coloured sector that opens from the right side of its circle",
}


@dataclass(frozen=True)
class Task:
    """What is asked of which lengths. `across`: the lengths are diameters."""

    world: str
    target: str
    pi: str
    unit: str
    values: Values
    across: bool
    twists: tuple[str, ...]

    @property
    def kind(self) -> str:
        return self.target if self.target in ("ring", "fan") else "sector"

    def answer(self, across: bool, converts: bool = True) -> Fraction:
        """The answer for one who takes the lengths for diameters or not, and converts units or not."""
        outer, inner = (self._length(name, converts) / (1 + across) for name in ("outer", "inner"))
        turn = self.values["angle"].value / 360 if "angle" in self.values else Fraction(1)
        pi = PIS[self.pi]
        if self.target == "radius":
            return self.values["arc"].value / (2 * pi * turn)
        if self.target == "angle_of_arc":
            return 360 * self.values["arc"].value / (2 * pi * outer)
        if self.target == "angle_of_area":
            return 360 * self.values["area"].value / (pi * outer**2)
        return solve(self.target, pi, outer, turn, inner)

    def _length(self, name: str, converts: bool) -> Fraction:
        if name not in self.values:
            return Fraction(0)
        return self.values[name].printed_in(self.unit).value if converts else self.values[name].value

    def labels(self) -> dict[str, str]:
        """What the figure prints; the unknown is a question mark."""
        letter = ("D", "d") if self.across else ("R", "r")
        outer, inner = letter if "inner" in self.values else (letter[1], "")
        texts = {"outer": f"{outer} = ", "inner": f"{inner} = ", "angle": "", "arc": "arc ", "area": "area "}
        said = {name: texts[name] + quantity.text + "°" * (name == "angle") for name, quantity in self.values.items()}
        if self.kind == "ring":
            return said
        asked = "outer" if self.target == "radius" else "angle" if self.target.startswith("angle") else ""
        return said | ({asked: texts[asked] + "?"} if asked else {})


def solve(target: str, pi: Fraction, outer: Fraction, turn: Fraction, inner: Fraction = Fraction(0)) -> Fraction:
    """Arc, area or perimeter for radii and the share `turn` of the full circle."""
    if target == "arc":
        return 2 * pi * outer * turn
    if target == "perimeter":
        return 2 * pi * outer * turn + 2 * outer
    return pi * (outer**2 - inner**2) * turn


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    world, _, target = rng.choice(PLANS[draw.strategy, draw.level]).rpartition(".")
    stepped = "extra_step" in draw.twists and target == "arc" and not world
    target = "perimeter" if stepped else target
    pi, unit = rng.choice(tuple(PIS)), "m" if world in ("sprinkler", "pond") else "cm"
    inner, outer = sorted(Fraction(r) for r in rng.sample(RADII[draw.level], 2))
    degrees, across = rng.choice(ANGLES[draw.level]), rng.random() < (0.3 if draw.level == 1 else 0.5)
    if not Fraction(1, 4) * outer < inner < Fraction(4, 5) * outer or (target == "fan" and degrees > 150):
        return None
    across = across and target not in ("fan", "radius") and world in ("", "pizza", "pond")
    values = {"outer": Quantity((1 + across) * outer, unit)}
    if target != "ring":
        values["angle"] = Quantity(Fraction(degrees))
    if target in ("ring", "fan"):
        values["inner"] = Quantity((1 + across) * inner, unit)
    given = {"angle_of_arc": "arc", "radius": "arc", "angle_of_area": "area"}.get(target, "")
    mixed = "mixed_units" in draw.twists and not given
    if mixed:
        values["outer"] = values["outer"].printed_in({"cm": "mm", "m": "cm"}[unit])
    if given:
        said = {"arc": unit, "area": f"square {unit}"}[given]
        values[given] = Quantity(solve(given, PIS[pi], outer, Fraction(degrees, 360)), said)
    if not all(terminates(quantity.value) for quantity in values.values()):
        return None
    twists = ("mixed_units",) * mixed + ("extra_step",) * stepped
    return _item(draw, rng, Task(world, target, pi, unit, values, across, twists), float(inner / outer))


def _item(draw: Draw, rng: random.Random, task: Task, share: float) -> Item:
    truth = task.answer(task.across)
    key = task.answer(task.across and "diameter" not in draw.slips, "units" not in draw.slips)
    if "unknown" in draw.slips and task.target in ("arc", "area", "perimeter"):
        other = {"arc": "area", "area": "arc", "perimeter": "arc"}[task.target]
        key = replace(task, target=other).answer(task.across)
    texts, look, size = task.labels(), discs.LOOKS.get(task.world, discs.Look()), size_of(draw)
    degrees = float(task.values["angle"].value) if "angle" in task.values else 0
    shapes = {
        "ring": lambda: discs.ring(texts, share, task.across, look, size),
        "fan": lambda: discs.fan(texts, degrees, share, look, size),
        "sector": lambda: discs.sector(texts, degrees, task.across, look, size),
    }[task.kind]()
    length = task.target in ("arc", "perimeter", "radius")
    request = f"{task.world}.{task.target}".lstrip(".")
    wording = (
        "circle_sector",
        f"opening.{task.world or task.kind}",
        request,
        "pi.decimal" if task.pi == "3.14" else "pi.fraction",
    )
    given = [text for text in texts.values() if "?" not in text]
    return Item(
        question=worded(rng, *wording, who=rng.choice(PEOPLE), u=task.unit),
        answer=exact(key),
        drawing=Figure(hidden(draw, shapes, given[0])),
        layout=f"{SAID[task.kind]}, drawn to scale, with the labels {', '.join(texts.values())}.",
        rationale=f"From {', '.join(given)} and pi = {task.pi} follows {exact(key)}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *task.twists),
        truth=exact(truth),
        unit="degrees" if task.target.startswith("angle") else task.unit if length else f"square {task.unit}",
        needed=tuple(given),
        givens={"target": task.target, "pi": task.pi, "values": task.values, "across": task.across, "unit": task.unit},
    )


FAMILY = Family(
    name="circle_sector",
    domain="mathematics",
    topic="arcs, sectors and rings of circles",
    concepts=("arc length", "area of a sector", "area of a ring"),
    words=("sector", "arc", "radius", "diameter", "circumference", "ring", "circle", "central angle", "pi"),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "extra_step", "small_print"),
    slips=("diameter", "units", "unknown", "hidden"),
)
