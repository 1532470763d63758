"""Maps with a scale: routes, straight lines, travel times; transferred to a grid of streets."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import combinations, pairwise

from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.maps import road_map
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import first_fit, told, worded, wordings
from cads_ray.embedded.lessons.streets import town
from cads_ray.embedded.lessons.survey import neat, operation, text_of, text_size
from cads_ray.embedded.quantity import Quantity
from cads_ray.schema import MetaStrategy

OPS = {
    (MetaStrategy.PARAMETERS, 1): ("route",),
    (MetaStrategy.PARAMETERS, 2): ("route",),
    (MetaStrategy.PARAMETERS, 3): ("route",),
    (MetaStrategy.REVERSION, 1): ("missing_scale", "missing_road"),
    (MetaStrategy.REVERSION, 2): ("missing_scale", "missing_road"),
    (MetaStrategy.REVERSION, 3): ("missing_road",),
    (MetaStrategy.EXTENSION, 1): ("direct", "rest"),
    (MetaStrategy.EXTENSION, 2): ("shortcut", "rest"),
    (MetaStrategy.EXTENSION, 3): ("shortcut", "rest"),
}
RIGHT = ("direct", "shortcut")
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "another map with other roads and another scale",
    MetaStrategy.REVERSION: "the real distance is stated; the scale, or one length on the map, has to be found",
    MetaStrategy.EXTENSION: "a straight line across a right angle, or a rest on the way, is added and has to be used",
    MetaStrategy.TRANSFER: "the same distances and directions on a grid of streets",
}
WORDS = (
    "map", "scale of the map", "scale", "compass", "route", "street grid", "north", "as the crow flies", "straight line",
    "distance between", "city", "blocks", "walk", "bearing", "geography", "turns",
)  # fmt: skip
STEPS = ((4, 0), (5, 0), (6, 0), (0, 3), (0, 4), (3, 4), (4, 3), (0, -3), (0, -4), (3, -4), (4, -3))  # never westwards
CORNERS = (
    ((3, 0), (0, 4)),
    ((4, 0), (0, -3)),
    ((0, 3), (4, 0)),
    ((6, 0), (0, -4.5)),
    ((0, 6), (8, 0)),
)  # whole diagonals
SCALES = {1: ("2", "3", "5", "10"), 2: ("4", "6", "15", "20"), 3: ("1.5", "2.5", "12", "25")}  # km for 1 cm
SPEEDS = (12, 15, 20, 30, 60)


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    if draw.strategy == MetaStrategy.TRANSFER:
        return town(draw, rng, PLAN_TEXT[draw.strategy])
    op = operation(draw, OPS[draw.strategy, draw.level])
    steps = rng.choice(CORNERS) if op in RIGHT else [rng.choice(STEPS) for _ in range(draw.level + 1)]
    points = [(0.0, 0.0)]
    for dx, dy in steps:
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    lengths = [Quantity(Fraction(str(math.dist(a, b))), "cm") for a, b in pairwise(points)]
    if "mixed_units" in draw.twists:
        lengths[1] = lengths[1].printed_in("mm")
    ends = Fraction(str(round(math.dist(points[0], points[-1]), 6)))
    trip = Trip(
        lengths, ends, Fraction(rng.choice(SCALES[draw.level])), rng.choice(SPEEDS), rng.choice((10, 15, 20, 30))
    )
    return _item(draw, rng, op, rng.sample(wordings("map_scale")["places"], len(points) + 1), points, trip)


@dataclass(frozen=True)
class Trip:
    """Lengths on the map as printed, the straight distance of the ends in cm, km for 1 cm, km/h, minutes of rest."""

    lengths: list[Quantity]
    ends: Fraction
    scale: Fraction
    speed: int
    rest: int

    def solve(self, op: str, converts: bool = True) -> Fraction:
        cm = [q.printed_in("cm").value if converts else q.value for q in self.lengths]
        route = sum(cm, Fraction(0)) * self.scale
        return {
            "route": route,
            "missing_scale": self.scale,
            "missing_road": cm[-1],
            "direct": self.ends * self.scale,
            "shortcut": route - self.ends * self.scale,
            "rest": route * 60 / self.speed + self.rest,
            "time": route * 60 / self.speed,
        }[op]


def _item(
    draw: Draw, rng: random.Random, op: str, names: list[str], points: list[tuple[float, float]], trip: Trip
) -> Item | None:
    stepped = "extra_step" in draw.twists and op == "route"
    target = "time" if stepped else op
    truth, key = trip.solve(target), trip.solve(target, "units" not in draw.slips or op not in ("route", "rest"))
    if "unknown" in draw.slips and op in RIGHT:
        key = trip.solve("route" if op == "direct" else "direct")
    texts = [q.text for q in trip.lengths]
    texts[-1] = "?" if op == "missing_road" else texts[-1]
    route, spare = names[:-1], names[-1]
    places = dict(zip(route, points, strict=True))
    roads = [(a, b, text) for (a, b), text in zip(pairwise(route), texts, strict=True)]
    spur = rng.choice(((0, 3), (0, -3), (-3, 0)))
    extra = "distractor" in draw.twists and op not in RIGHT
    if extra:
        places[spare] = (points[0][0] + spur[0], points[0][1] + spur[1])
        roads.append((route[0], spare, "3 cm"))
    scale = f"1 cm = {'?' if op == 'missing_scale' else text_of(trip.scale)} km"
    across = (route[0], route[1], route[2]) if op in RIGHT else None
    if any(math.dist(a, b) < 2.5 for a, b in combinations(places.values(), 2)):
        return None
    shapes = road_map(places, roads, scale, text_size(draw), across, f"rest {trip.rest} min" if op == "rest" else "")
    if shapes is None or not (neat(truth) and neat(key)):
        return None
    if op.startswith("missing") and text_of(truth) in " ".join((*(text for *_, text in roads), scale)).split():
        return None
    applied = {"mixed_units": True, "distractor": extra, "extra_step": stepped}
    return Item(
        question=_question(rng, op, target, route, trip),
        answer=text_of(key),
        drawing=Figure(shapes),
        layout="A map with north at the top: places joined by roads, the length on the map beside each, the scale below.",
        rationale=f"Lengths on the map: {', '.join(texts)}; {scale}. So: {text_of(key)} {_unit(target)}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *(name for name, done in applied.items() if done)),
        truth=text_of(truth),
        unit=_unit(target),
        needed=tuple(text for text in (*route, *texts, scale) if "?" not in text),
        givens={"op": target, "points": points, "scale": trip.scale, "speed": trip.speed, "rest": trip.rest},
    )


def _unit(target: str) -> str:
    return {"rest": "min", "time": "min", "missing_road": "cm"}.get(target, "km")


def _question(rng: random.Random, op: str, target: str, route: list[str], trip: Trip) -> str:
    stops = [", ".join(route[1:-2]), route[-2]] if len(route) > 3 else [route[1]]
    way = f"from {route[0]} via {' and '.join(stops)} to {route[-1]}"
    terms = {"route": way, "a": route[0], "v": route[1], "b": route[-1], "u": "km", "speed": str(trip.speed)}
    question = worded(rng, "map_scale", f"ask.{op}", **terms, total=text_of(trip.solve("route")))
    return question if target == op else f"{question} {worded(rng, 'map_scale', 'speed.any', speed=str(trip.speed))}"


FAMILY = Family(
    name="map_scale",
    domain="geography",
    topic="maps and distances",
    concepts=("scale of a map", "route length", "compass direction"),
    words=WORDS,
    make=partial(first_fit, attempt=_attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "swap", "unknown"),
)
