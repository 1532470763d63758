"""Problems on a town's grid of streets: walking and straight distances, where a way leads, compass directions."""

from __future__ import annotations

import math
import random
from fractions import Fraction

from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.maps import street_grid, tidy
from cads_ray.embedded.families.base import Draw, Item
from cads_ray.embedded.lessons.lesson import told, worded, wordings
from cads_ray.embedded.lessons.survey import neat, operation, text_of, text_size
from cads_ray.embedded.quantity import Quantity

OPS = {1: ("walk", "reach", "bearing"), 2: ("walk", "crow", "turns"), 3: ("crow", "turns", "reach")}
COLUMNS, ROWS = 7, 5
WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")  # clockwise
BLOCKS = {1: (100, 200, 50), 2: (80, 120, 150), 3: (60, 90, 250)}  # metres
Place = tuple[int, int]
Places = dict[str, Place]


def wind(a: Place, b: Place) -> str:
    """The compass direction from a to b, on a map with north at the top."""
    return WINDS[round(math.degrees(math.atan2(b[0] - a[0], b[1] - a[1])) / 45) % 8]


def turned(direction: str, turns: str) -> str:
    """The direction after turns by a right angle: "left", or "left and then right"."""
    index = WINDS.index(direction)
    for turn in turns.split(" and then "):
        index += {"left": -2, "right": 2, "round": 4}[turn]
    return WINDS[index % 8]


def town(draw: Draw, rng: random.Random, plan: str) -> Item | None:
    """An item on a grid of streets, or None when the places that were drawn do not make one."""
    op = operation(draw, OPS[draw.level])
    names = rng.sample(wordings("map_scale")["towns"], 4 + draw.level)
    spots = rng.sample([(i, j) for i in range(COLUMNS) for j in range(ROWS)], len(names))
    places = dict(zip(names, spots, strict=True))
    a, b = names[:2]
    if not fits(op, places[a], places[b]):
        return None
    turn = rng.choice(
        ("left", "right") if draw.level < 3 else ("left and then left", "right and then right", "left and then right")
    )
    block = Fraction(rng.choice(BLOCKS[draw.level]))
    wrong = rng.sample([w for w in WINDS if op == "bearing" or "-" not in w], 4)
    return _item(draw, rng, plan, op, places, turn, block, wrong)


def fits(op: str, a: Place, b: Place) -> bool:
    """Whether two places make the question: a whole diagonal for the crow, one street or a clear diagonal for a bearing."""
    dx, dy = abs(b[0] - a[0]), abs(b[1] - a[1])
    return {
        "walk": dx > 0 and dy > 0,
        "crow": (dx, dy) in ((3, 4), (4, 3)),
        "reach": dx > 0 and dy > 0,
        "bearing": not dx or not dy or dx == dy,
        "turns": (not dx) != (not dy),
    }[op]


def solve(op: str, places: Places, turn: str, block: Fraction, way: Place | None = None) -> Fraction | str:
    """The answer for the first two places; `way` are the blocks eastwards and northwards that are walked from the first."""
    (a, b), first = list(places.values())[:2], next(iter(places.values()))
    if op == "reach":
        end = (first[0] + way[0], first[1] + way[1]) if way else b
        return next((name for name, spot in places.items() if spot == end), "")
    if op in ("bearing", "turns"):
        return turned(wind(a, b), turn) if op == "turns" else wind(a, b)
    blocks = abs(a[0] - b[0]) + abs(a[1] - b[1]) if op == "walk" else round(math.dist(a, b))
    return blocks * block


def _item(
    draw: Draw, rng: random.Random, plan: str, op: str, places: Places, turn: str, block: Fraction, wrong: list[str]
) -> Item | None:
    names, spots = list(places), list(places.values())
    shown = dict(places)
    if "swap" in draw.slips:
        shown[names[1]], shown[names[2]] = places[names[2]], places[names[1]]
    way = spots[1][0] - spots[0][0], spots[1][1] - spots[0][1]
    key = solve(op, places, turn, block)
    truth = solve(op, shown, turn, block, way)
    km = "mixed_units" in draw.twists
    if not isinstance(key, str) and not isinstance(truth, str):
        key, truth = key / (1000 if km and "units" not in draw.slips else 1), truth / (1000 if km else 1)
    scale = f"1 block = {Quantity(block, 'm').text}"
    shapes = street_grid(shown, text_size(draw), COLUMNS, ROWS, scale)
    options = names[1:5] if op == "reach" else [str(truth), str(key), *wrong] if isinstance(key, str) else []
    choices = sorted(dict.fromkeys(options), key=options.index)[:4]
    rng.shuffle(choices)
    swapped_well = op in ("walk", "reach") or fits(op, shown[names[0]], shown[names[1]])
    if not tidy(shapes) or not swapped_well or (not isinstance(key, str) and not (neat(truth) and neat(key))):
        return None
    unit = "" if isinstance(key, str) else "km" if km else "m"
    east = f"{abs(way[0])} block{'s' * (abs(way[0]) > 1)} {'east' if way[0] > 0 else 'west'}"
    north = f"{abs(way[1])} block{'s' * (abs(way[1]) > 1)} {'north' if way[1] > 0 else 'south'}"
    terms = {"a": names[0], "b": names[1], "u": unit, "turn": turn, "east": east, "north": north}
    return Item(
        question=worded(rng, "map_scale", f"ask.{op}", **terms),
        answer=text_of(key),
        drawing=Figure(shapes),
        layout="A grid of numbered streets with north at the top; places stand at crossings; below, the length of a block.",
        rationale=f"{names[1]} is {east} and {north} of {names[0]}; {scale}. So: {text_of(key)}.",
        strategy_text=told(draw, plan, *(["mixed_units"] if km and unit else [])),
        truth=text_of(truth),
        choices=tuple(choices),
        unit=unit,
        needed=(*(names if op == "reach" else names[:2]), *([scale] if unit else [])),
        givens={"op": op, "places": shown, "first": names[:2], "turn": turn, "block": block, "km": km, "way": way},
    )
