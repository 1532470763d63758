"""Right triangles: Pythagoras, perimeter, area, altitude, median; transferred to ladders, ramps, kites, shadows."""

from __future__ import annotations

import math
import random
from fractions import Fraction

from cads_ray.embedded.drawing import scenes, triangles
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.sketch import Shapes, beside, fit
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, size_of, told, worded
from cads_ray.embedded.lessons.names import PEOPLE, TRIANGLES
from cads_ray.embedded.quantity import Quantity
from cads_ray.embedded.rounding import Number, is_exact, plain
from cads_ray.schema import MetaStrategy

TRIPLES = {
    1: ((3, 4), (6, 8), (5, 12), (9, 12), (8, 15), (12, 16), (15, 20), (10, 24), (30, 40)),
    2: ((7, 24), (20, 21), (15, 36), (18, 24), (21, 28), (16, 30), (24, 45), (20, 48), (27, 36), (24, 32)),
    3: ((28, 45), (33, 56), (48, 55), (39, 80), (36, 77), (65, 72), (35, 84), (60, 91), (40, 42), (45, 60)),
}
TARGETS = {
    (MetaStrategy.PARAMETERS, 1): ("hypotenuse",),
    (MetaStrategy.PARAMETERS, 2): ("hypotenuse", "perimeter"),
    (MetaStrategy.PARAMETERS, 3): ("perimeter",),
    (MetaStrategy.REVERSION, 1): ("leg",),
    (MetaStrategy.REVERSION, 2): ("leg", "area"),
    (MetaStrategy.REVERSION, 3): ("area",),
    (MetaStrategy.EXTENSION, 1): ("height",),
    (MetaStrategy.EXTENSION, 2): ("altitude", "height"),
    (MetaStrategy.EXTENSION, 3): ("altitude", "median", "isosceles_area"),
    (MetaStrategy.TRANSFER, 1): ("hypotenuse", "leg"),
    (MetaStrategy.TRANSFER, 2): ("hypotenuse", "leg", "shadow"),
    (MetaStrategy.TRANSFER, 3): ("leg", "shadow"),
}
BEYOND = {"hypotenuse": "perimeter", "leg": "area", "height": "isosceles_area"}  # the twist extra_step
GIVEN = {"leg": "ac", "area": "ac", "height": "ac", "isosceles_area": "ac", "shadow": "abc"}  # else both legs
SCALES = {1: (Fraction(1),), 2: (Fraction(1), Fraction(1, 2)), 3: (Fraction(1), Fraction(1, 10), Fraction(5, 2))}
WORLDS = ("ladder", "ramp", "kite", "mast", "path")
WORLD_OF = {"height": "isosceles", "isosceles_area": "isosceles"} | {w: w for w in ("altitude", "median", "shadow")}
SAID = {
    "plane": "A right triangle with its legs level and upright",
    "isosceles": "An isosceles triangle on a level base with its dashed height",
    "altitude": "A right triangle with the dashed altitude onto its hypotenuse",
    "median": "A right triangle with the dashed median onto its hypotenuse",
    "ladder": "A ladder against a wall on level ground",
    "ramp": "A ramp up to a platform",
    "kite": "A kite on a straight string above level ground",
    "mast": "A mast with a stay wire on level ground",
    "path": "A rectangular lawn with a diagonal path",
    "shadow": "A post and, to its right, a tree with their shadows on level ground",
}
FINER = {"m": "cm", "cm": "mm"}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same right triangle problem with other side lengths",
    MetaStrategy.REVERSION: "the hypotenuse is given and a leg is what has to be found",
    MetaStrategy.EXTENSION: "a height or a median is added, and the problem turns on it",
    MetaStrategy.TRANSFER: "the same right triangle hidden in an everyday scene",
}


def solve(target: str, p: Number, q: Number, r: Number = 0) -> Number:
    """The target from two lengths (for `height`, p is half the base), or from a post, its shadow, a tree's."""
    if target == "shadow":
        return Fraction(p) * Fraction(r) / Fraction(q)
    third = math.sqrt(q * q - p * p) if target in GIVEN else math.hypot(p, q)
    results = {
        "perimeter": p + q + third,
        "area": p * third / 2,
        "isosceles_area": p * third,
        "altitude": p * q / third,
        "median": third / 2,
    }
    return results.get(target, third)


def _confused(target: str, p: Number, q: Number, r: Number = 0) -> Number:
    """What a teacher finds who solves for the wrong unknown: the other ratio, the other sign, the step before."""
    if target == "shadow":
        return Fraction(q) * Fraction(r) / Fraction(p)
    added, taken = math.hypot(p, q), math.sqrt(abs(float(q) ** 2 - float(p) ** 2))
    direct = target in ("hypotenuse", "leg", "height")
    return added if direct == (target in GIVEN) else taken


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    target = rng.choice(TARGETS[draw.strategy, draw.level])
    transfer = draw.strategy == MetaStrategy.TRANSFER
    stepped = "extra_step" in draw.twists and not transfer and target in BEYOND
    target = BEYOND[target] if stepped else target
    world = rng.choice(WORLDS) if transfer and target != "shadow" else WORLD_OF.get(target, "plane")
    scale, (a, b) = rng.choice(SCALES[draw.level]), rng.sample(rng.choice(TRIPLES[draw.level]), 2)
    if (world in ("ladder", "ramp") and (b > a) == (world == "ramp")) or max(a, b) > 4 * min(a, b):
        return None  # a ladder stands steep, a ramp is flat; and no triangle is too thin for its labels
    unit = "m" if transfer else rng.choice(("cm", "m"))
    sides = {"a": a * scale, "b": b * scale, "c": Fraction(plain(math.hypot(a, b))) * scale}
    if target == "shadow":
        low, wide = sorted((Fraction(a, 10), Fraction(b, 10)))
        sides = {"a": low, "b": wide, "c": wide * rng.choice((2, 3, 4))}
    values = {name: Quantity(side, unit) for name, side in sides.items()}
    if "mixed_units" in draw.twists:
        odd = "c" if target in GIVEN else "b"
        values[odd] = values[odd].printed_in(FINER[unit])
    return _item(draw, rng, world, target, values, stepped)


def _item(draw: Draw, rng: random.Random, world: str, target: str, values: Values, stepped: bool) -> Item | None:
    given, unit = GIVEN.get(target, "ab"), values["a"].unit  # side a is never printed in another unit
    lengths = [values[g].printed_in(unit).value for g in given]
    read = [values[g].value for g in given] if "units" in draw.slips else lengths
    truth = solve(target, *lengths)
    if not is_exact(truth):
        return None
    key = plain(_confused(target, *lengths) if "unknown" in draw.slips else solve(target, *read))
    names = rng.choice(TRIANGLES)
    labels = {g: values[g].text for g in given}
    if world == "isosceles":
        labels["a"] = Quantity(2 * values["a"].value, unit).text
    sides = {g: float(values[g].printed_in(unit).value) for g in "abc"}
    shapes = _drawn(world, target, sides, labels, names, size_of(draw), rng.random() < 0.5)
    asks = f"{world}.{target}" if draw.strategy == MetaStrategy.TRANSFER else target
    fields = {"P": names[0], "Q": names[1], "R": names[2], "u": unit, "who": rng.choice(PEOPLE)}
    asked = f"square {unit}" if target in ("area", "isosceles_area") else unit
    return Item(
        question=worded(rng, "right_triangle", f"opening.{world}", asks, **fields),
        answer=key,
        drawing=Figure(hidden(draw, shapes, labels["a"])),
        layout=f"{SAID[world]}, drawn to scale, labelled with {', '.join(labels.values())}.",
        rationale=f"Pythagoras, or similar triangles, with {' and '.join(labels.values())}: {key} {asked}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], "mixed_units", *(["extra_step"] if stepped else [])),
        truth=plain(truth),
        unit=asked,
        needed=tuple(labels.values()),
        givens={"target": target, "lengths": lengths},
    )


def _drawn(
    world: str, target: str, lengths: dict[str, float], labels: dict[str, str], names: str, size: float, mirrored: bool
) -> Shapes:
    """The figure; lengths are those of the level leg (isosceles: half the base), the upright leg, the sloping side."""
    a, b = lengths["a"], lengths["b"]
    if world == "shadow":
        return scenes.shadows(a, b, lengths["c"], (labels["a"], labels["b"], labels["c"]), size)
    unknown = "?" if target in ("hypotenuse", "leg", "height", "altitude", "median") else ""
    turn, left = -1 if mirrored else 1, -a if world == "isosceles" else 0
    scale = fit(
        [(turn * left, 0), (turn * a, 0), (0, b)], scenes.FRAME if world in scenes.SCENES else (100, 56, 380, 290)
    )
    r, p, q = scale.at(0, 0), scale.at(turn * a, 0), scale.at(0, b)
    if world == "isosceles":
        ends = scale.at(-turn * a, 0), p
        return triangles.isosceles(*ends, q, (labels["a"], labels["c"], unknown), names, size)
    if world in ("altitude", "median"):
        added = triangles.with_altitude if world == "altitude" else triangles.with_median
        return triangles.right(r, p, q, (labels["a"], "", labels["b"]), names, size) + added(r, p, q, unknown, size)
    texts = labels.get("a", unknown), labels.get("c", unknown), labels.get("b", unknown)
    if world == "plane":
        return triangles.right(r, p, q, texts, names, size)
    upright = beside(texts[2], r, q, p, size, scenes.CLEARANCE.get(world, 8))
    return scenes.SCENES[world](r, p, q) + triangles.sides((r, p, q), (texts[0], texts[1], ""), size, 10) + upright


FAMILY = Family(
    name="right_triangle",
    domain="mathematics",
    topic="right triangles and Pythagoras",
    concepts=("theorem of Pythagoras", "similar triangles", "altitude"),
    words=(
        "right triangle",
        "hypotenuse",
        "pythag",
        "right angle",
        "ladder",
        "shadow",
        "missing side",
        "leg",
        "triangle",
    ),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "extra_step", "small_print"),
    slips=("units", "unknown", "hidden"),
)
