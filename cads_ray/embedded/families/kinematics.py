"""Area and slope of a velocity-time graph; transferred to the flow into a tank and to posts along a railway."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.motion import Course, area, graph, posts
from cads_ray.embedded.drawing.sketch import Shapes, label
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import first_fair, hidden, key_of, size_of, told, worded
from cads_ray.embedded.quantity import Quantity, exact, terminates
from cads_ray.schema import MetaStrategy

# Phases: speeds up, holds, brakes to rest. Targets as in the wordings.
PLANS: dict[tuple[MetaStrategy, int], tuple[tuple[str, ...], tuple[str, ...]]] = {
    (MetaStrategy.PARAMETERS, 1): (("up hold",), ("distance", "acceleration")),
    (MetaStrategy.PARAMETERS, 2): (("up hold up", "hold stop"), ("distance", "average")),
    (MetaStrategy.PARAMETERS, 3): (("up hold stop",), ("average", "braking")),
    (MetaStrategy.REVERSION, 1): (("up hold",), ("speed",)),
    (MetaStrategy.REVERSION, 2): (("up hold stop",), ("speed",)),
    (MetaStrategy.REVERSION, 3): (("up hold", "up hold stop"), ("time",)),
    (MetaStrategy.EXTENSION, 1): (("up hold stop",), ("distance", "braking")),
    (MetaStrategy.EXTENSION, 2): (("up hold up hold",), ("distance", "average")),
    (MetaStrategy.EXTENSION, 3): (("up hold up stop",), ("distance", "average")),
    (MetaStrategy.TRANSFER, 1): (("up hold",), ("distance",)),
    (MetaStrategy.TRANSFER, 2): (("up hold stop",), ("distance", "average")),
    (MetaStrategy.TRANSFER, 3): (("up hold up", "up hold stop"), ("average", "distance")),
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same kind of graph with other speeds and times",
    MetaStrategy.REVERSION: "the distance is given and a coordinate of the graph is asked",
    MetaStrategy.EXTENSION: "a further phase of motion, which the solution needs",
    MetaStrategy.TRANSFER: "the same area under a changing rate, in another world",
}
UNITS = {"distance": "m", "average": "m/s", "acceleration": "m/s²", "braking": "m/s²", "speed": "m/s", "time": "s"}
TANK_UNITS = {"distance": "L", "average": "L/s"}
BURDEN = {"car": "mass 900 kg", "tank": "depth 3 m", "train": "mass 80 t"}  # what the distractor prints
CONFUSED = dict.fromkeys(("average", "acceleration", "braking"), "distance") | dict.fromkeys(
    ("distance", "speed", "time"), "average"
)  # what is found instead by one who solves for the wrong unknown
FILLS = {"car": "none", "tank": "#d5ebf8"}
_GRAPH = "A graph against time on a grid: straight lines between marked key points, each labelled with its coordinates."
LAYOUT = {
    "car": _GRAPH,
    "tank": _GRAPH,
    "train": "A track with posts at distances true to scale; the sign on each post carries the time above the speed.",
}


def _course(rng: random.Random, level: int, phases: str) -> Course | None:
    """A course with these phases, or None when there would be no room for a label."""
    unit = {1: 2, 2: 3, 3: 4}[level]
    time, rate = 0, 0 if phases.startswith("up") and level < 3 else unit * rng.randint(1, 3)
    course = [(time, rate)]
    for phase in phases.split():
        time += rng.randint(2, 4 + 2 * level)
        rate = {"up": rate + unit * rng.randint(2, 5), "hold": rate, "stop": 0}[phase]
        course.append((time, rate))
    if any(b[0] - a[0] < 0.14 * time for a, b in pairwise(course)) or 0 < course[0][1] < 0.2 * max(
        v for _, v in course
    ):
        return None
    return tuple((Fraction(t), Fraction(v)) for t, v in course)


def _solve(target: str, course: Course, given: Fraction) -> Fraction:
    """What is asked of a course; for `speed` and `time` the coordinate that makes the area `given`."""
    (t0, v0), (t1, v1), end = course[0], course[1], course[-1]
    if target in ("speed", "time"):
        low, high = (area(_with(target, course, Fraction(x))) for x in (0, 1))
        return (given - low) / (high - low)
    if target == "acceleration":
        return (v1 - v0) / (t1 - t0)
    if target == "braking":
        return (course[-2][1] - end[1]) / (end[0] - course[-2][0])
    return area(course) / (1 if target == "distance" else end[0] - t0)


def _with(target: str, course: Course, value: Fraction) -> Course:
    """The course with its highest speed, or its last time, put in place."""
    if target == "time":
        return (*course[:-1], (value, course[-1][1]))
    top = max(v for _, v in course)
    return tuple((t, value if v == top else v) for t, v in course)


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    phases, targets = PLANS[draw.strategy, draw.level]
    course, target = _course(rng, draw.level, rng.choice(phases)), rng.choice(targets)
    world = rng.choice(("tank", "train")) if draw.strategy == MetaStrategy.TRANSFER else "car"
    stepped = "extra_step" in draw.twists and target == "distance"
    target = "average" if stepped else target
    if course is None:
        return None
    mixed = "mixed_units" in draw.twists and (target == "distance" or (target == "average" and world == "train"))
    if mixed and world == "train":
        course = tuple((6 * t, v) for t, v in course)
    applied = [name for name, done in (("mixed_units", mixed), ("extra_step", stepped)) if done]
    return _item(draw, rng, world, course, target, applied)


def _item(draw: Draw, rng: random.Random, world: str, course: Course, target: str, applied: list[str]) -> Item | None:
    """The item, or None when the scene does not come out well."""
    minutes = "mixed_units" in applied and world != "train"  # the whole time axis; of the posts only the last one
    posted = [Quantity(t, "min" if minutes else "s") for t, _ in course]
    if "mixed_units" in applied and world == "train":
        posted[-1] = posted[-1].printed_in("min")
    read = {c: tuple((t.base(c), v) for t, (_, v) in zip(posted, course, strict=True)) for c in (True, False)}
    given = area(read[True])
    key = key_of(draw, lambda converts: _solve(target, read[converts], given))
    if "unknown" in draw.slips:
        key = exact(_solve(CONFUSED[target], read[True], given))
    printed = f"distance = {exact(given)} m" if target in ("speed", "time") else ""
    labels = _labels(course, target)
    shapes: Shapes | None
    if world == "train":
        signs = [(t.text, Quantity(v, "m/s").text) for t, (_, v) in zip(posted, course, strict=True)]
        shapes, needed = posts(course, signs, size_of(draw)), [text for sign in signs for text in sign]
    else:
        names = (f"t ({posted[0].unit})", "flow (L/s)" if world == "tank" else "v (m/s)")
        shapes = graph(course, labels, names, size_of(draw), {"speed": "y", "time": "x"}.get(target, ""), FILLS[world])
        needed = [*labels.values(), *([printed] if printed else [])]
    if shapes is None or not all(terminates(t.value, 2) for t in posted):
        return None
    shapes += label(printed, (470, 20), size_of(draw), "end") if printed else ()
    shapes += label(BURDEN[world], (190, 20), size_of(draw)) if "distractor" in draw.twists else ()
    unit = (TANK_UNITS if world == "tank" else UNITS)[target]
    return Item(
        question=worded(rng, "kinematics", f"opening.{world}", f"{world}.{target}"),
        answer=key,
        drawing=Figure(hidden(draw, shapes, needed[-1 if world == "train" else 0])),
        layout=LAYOUT[world],
        rationale=f"With {', '.join(needed)}: distance is area, acceleration is slope, so {key} {unit}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], "distractor", *applied),
        truth=exact(_solve(target, read[True], given)),
        unit=unit,
        needed=tuple(needed),
        givens={"target": target, "course": read[True], "area": given},
    )


def _labels(course: Course, target: str) -> dict[int, str]:
    """The coordinates of the key points, without the origin; what is asked is a question mark."""
    top, last = max(v for _, v in course), course[-1][0]
    texts = {}
    for i, (t, v) in enumerate(course):
        time = "?" if target == "time" and t == last else exact(t)
        rate = "?" if target == "speed" and v == top else exact(v)
        if (t, v) != (0, 0):
            texts[i] = f"({time}, {rate})"
    return texts


FAMILY = Family(
    name="kinematics",
    domain="physics",
    topic="motion in a velocity-time graph",
    concepts=("distance as area under the graph", "acceleration as slope", "average speed"),
    words=("velocity", "acceleration", "v(t)", "speed", "motion", "m/s", "distance travelled", "race", "train", "time"),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "unknown", "hidden"),
)
