"""Areas of figures put together from rectangles, triangles and half discs; transferred to rooms, walls, gardens."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.drawing.composites import DRAWN
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.sketch import Shapes, label
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, size_of, swapped, told, worded
from cads_ray.embedded.lessons.names import PEOPLE
from cads_ray.embedded.quantity import Quantity, exact, terminates
from cads_ray.schema import MetaStrategy

PI = Fraction(314, 100)
# The lengths of each kind: the first two are those of the rectangle, or of the L's longest sides.
LENGTHS = {
    "corner_piece": ("width", "height", "top", "side"),
    "house": ("width", "height", "rise"),
    "arch": ("width", "height"),
    "stadium": ("width", "height"),
    "frame": ("width", "height", "inner_width", "inner_height"),
    "clipped": ("width", "height", "cut_width", "cut_height"),
    "washer": ("width", "height", "hole"),
}
ROUND = ("arch", "stadium", "washer")
PLANS = {
    (MetaStrategy.PARAMETERS, 1): ("corner_piece", "house"),
    (MetaStrategy.PARAMETERS, 2): ("corner_piece", "house", "arch"),
    (MetaStrategy.PARAMETERS, 3): ("arch", "stadium"),
    (MetaStrategy.REVERSION, 1): ("house", "corner_piece"),
    (MetaStrategy.REVERSION, 2): ("corner_piece", "house"),
    (MetaStrategy.REVERSION, 3): ("corner_piece", "arch"),
    (MetaStrategy.EXTENSION, 1): ("frame",),
    (MetaStrategy.EXTENSION, 2): ("frame", "clipped"),
    (MetaStrategy.EXTENSION, 3): ("clipped", "washer"),
    (MetaStrategy.TRANSFER, 1): ("room", "gable"),
    (MetaStrategy.TRANSFER, 2): ("garden", "gable", "window"),
    (MetaStrategy.TRANSFER, 3): ("track", "window"),
}
WORLDS = {"room": "corner_piece", "gable": "house", "window": "arch", "garden": "frame", "track": "stadium"}
POOLS: dict[int, Sequence[int | Fraction]] = {
    1: range(2, 15),
    2: range(5, 41),
    3: [Fraction(n, 2) for n in range(7, 96, 3)],
}
SAID = {
    "corner_piece": "An L-shaped figure with right angles, the notch at the upper right",
    "house": "A rectangle with an isosceles triangle on top, its height dashed",
    "arch": "A rectangle with a semicircle on its upper side",
    "stadium": "A level rectangle with a semicircle at its left and its right end",
    "frame": "A coloured rectangle with a white rectangular hole",
    "clipped": "A rectangle without its upper right corner, the missing triangle dashed",
    "washer": "A coloured rectangle with a round white hole in the middle and its diameter as an arrow",
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "another figure of the same kind with other lengths",
    MetaStrategy.REVERSION: "the area is given, and one of the lengths is asked",
    MetaStrategy.EXTENSION: "a part is cut out of the figure, and has to be taken away",
    MetaStrategy.TRANSFER: "the same sum of areas in a house, a garden or on a sports field",
}


def area(kind: str, n: dict[str, Fraction], radius_of: Fraction = Fraction(1, 2)) -> Fraction:
    """The coloured area; a diameter times `radius_of` is the radius."""
    whole = n["width"] * n["height"]
    return {
        "corner_piece": lambda: n["width"] * n["side"] + n["top"] * (n["height"] - n["side"]),
        "house": lambda: whole + n["width"] * n["rise"] / 2,
        "arch": lambda: whole + PI * (n["width"] * radius_of) ** 2 / 2,
        "stadium": lambda: whole + PI * (n["height"] * radius_of) ** 2,
        "frame": lambda: whole - n["inner_width"] * n["inner_height"],
        "clipped": lambda: whole - n["cut_width"] * n["cut_height"] / 2,
        "washer": lambda: whole - PI * (n["hole"] * radius_of) ** 2,
    }[kind]()


def _unknown(kind: str, n: dict[str, Fraction], asked: str, total: Fraction, radius_of: Fraction) -> Fraction:
    """The length `asked` that makes the area `total`: the area grows evenly with it."""
    at_zero, at_one = (area(kind, {**n, asked: Fraction(x)}, radius_of) for x in (0, 1))
    return (total - at_zero) / (at_one - at_zero)


def _drawable(kind: str, n: dict[str, Fraction]) -> bool:
    """Whether the parts fit into each other with room for the labels."""
    width, height = n["width"], n["height"]
    if not Fraction(1, 2) < width / height < 2:
        return False
    return {
        "corner_piece": lambda: all(
            Fraction(1, 4) < s < Fraction(3, 4) for s in (n["top"] / width, n["side"] / height)
        ),
        "house": lambda: Fraction(1, 4) < n["rise"] / height < 1,
        "arch": lambda: height > width / 2,
        "stadium": lambda: width > height,
        "frame": lambda: n["inner_width"] < Fraction(3, 5) * width and n["inner_height"] < Fraction(3, 5) * height,
        "clipped": lambda: n["cut_width"] < Fraction(3, 5) * width and n["cut_height"] < Fraction(3, 5) * height,
        "washer": lambda: Fraction(1, 3) * max(width, height) < n["hole"] < Fraction(4, 5) * min(width, height),
    }[kind]()


@dataclass(frozen=True)
class Task:
    """What is asked of which lengths; `asked` is "" for the area, `price` 0 when no cost is asked."""

    kind: str
    unit: str
    values: Values
    asked: str
    total: Fraction
    price: int

    def answer(self, values: Values, converts: bool = True, radius_of: Fraction = Fraction(1, 2)) -> Fraction:
        n = {k: q.printed_in(self.unit).value if converts else q.value for k, q in values.items()}
        if self.asked:
            return _unknown(self.kind, n, self.asked, self.total, radius_of)
        return area(self.kind, n, radius_of) * (self.price or 1)

    def confused(self) -> Fraction:
        """What is found by answering another question: the frame of the figure, or the length with the rest left out."""
        n = {k: q.printed_in(self.unit).value for k, q in self.values.items()}
        return self.total / n["width"] if self.asked else 2 * (n["width"] + n["height"])


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    world = rng.choice(PLANS[draw.strategy, draw.level])
    kind, unit = WORLDS.get(world, world), "m" if world in WORLDS and world != "window" else "cm"
    picked = rng.sample(POOLS[draw.level], len(LENGTHS[kind]))
    n = {name: Fraction(length) for name, length in zip(LENGTHS[kind], picked, strict=True)}
    if not _drawable(kind, n):
        return None
    values = {name: Quantity(length, unit) for name, length in n.items()}
    reverted = draw.strategy == MetaStrategy.REVERSION
    mixed, stepped = (twist in draw.twists and not reverted for twist in ("mixed_units", "extra_step"))
    if mixed:
        values["width"] = values["width"].printed_in({"m": "cm", "cm": "mm"}[unit])
    asked = {"house": "rise", "corner_piece": "side", "arch": "height"}[kind] if reverted else ""
    price = rng.randint(2, 9)
    task = Task(kind, unit, values, asked, area(kind, n), price if stepped else 0)
    if not terminates(task.total, 2):
        return None
    return _item(draw, rng, task, world, ["mixed_units"] * mixed + ["extra_step"] * stepped)


def _item(draw: Draw, rng: random.Random, task: Task, world: str, twists: list[str]) -> Item:
    shown = task.values
    if task.kind in ("corner_piece", "house") and not task.asked:
        switched = swapped(draw, shown, *(("top", "side") if task.kind == "corner_piece" else ("height", "rise")))
        fits = task.kind == "house" or all(
            switched[a].base() < shown[b].base() for a, b in (("top", "width"), ("side", "height"))
        )
        shown = switched if fits else shown
    radius_of = Fraction(1) if "diameter" in draw.slips else Fraction(1, 2)
    key = task.confused() if "unknown" in draw.slips else task.answer(task.values, "units" not in draw.slips, radius_of)
    texts = {name: quantity.text for name, quantity in shown.items()} | ({task.asked: "?"} if task.asked else {})
    if "distractor" in draw.twists and task.kind == "corner_piece":
        texts["rest"] = Quantity(
            task.values["width"].printed_in(task.unit).value - task.values["top"].value, task.unit
        ).text
        twists = [*twists, "distractor"]
    request = "side" if task.asked else "cost" if task.price else "scene" if world != task.kind else "area"
    kinds = (f"opening.{world}", request, *(["pi"] if task.kind in ROUND else []))
    needed = [texts[name] for name in LENGTHS[task.kind] if name != task.asked]
    total = [f"area {exact(task.total)} square {task.unit}"] if task.asked else []
    return Item(
        question=worded(rng, "composite_area", *kinds, u=task.unit, who=rng.choice(PEOPLE), price=str(task.price)),
        answer=exact(key),
        drawing=Figure(hidden(draw, _shapes(task, texts, total, size_of(draw)), needed[-1])),
        layout=f"{SAID[task.kind]}, drawn to scale, labelled with {', '.join([*texts.values(), *total])}.",
        rationale=f"Adding or taking away the parts, from {', '.join(needed + total)}, gives {exact(key)}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *twists),
        truth=exact(task.answer(shown)),
        unit="coins" if task.price else task.unit if task.asked else f"square {task.unit}",
        needed=(*needed, *total),
        givens={
            "kind": task.kind,
            "values": shown,
            "asked": task.asked,
            "total": task.total,
            "price": task.price,
            "unit": task.unit,
        },
    )


def _shapes(task: Task, texts: dict[str, str], total: list[str], size: float) -> Shapes:
    lengths = {name: float(quantity.printed_in(task.unit).value) for name, quantity in task.values.items()}
    shapes = DRAWN[task.kind](lengths, texts, size)
    return shapes + (label(total[0], (240, 342), size) if total else ())


FAMILY = Family(
    name="composite_area",
    domain="mathematics",
    topic="areas of composite figures",
    concepts=("area", "composite figure", "rectangle", "semicircle"),
    words=(
        "area",
        "shaded",
        "composite",
        "rectangle",
        "semicircle",
        "floor plan",
        "square units",
        "perimeter",
        "dimensions",
    ),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "diameter", "unknown", "swap", "hidden"),
)
