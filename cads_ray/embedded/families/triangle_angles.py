"""Angles in triangles: sums, exterior angles, isosceles triangles, added lines; transferred to roofs and streets."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from cads_ray.embedded.drawing import angle_figure
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import first_fair, hidden, size_of, told, worded
from cads_ray.embedded.lessons.names import PEOPLE, TRIANGLES
from cads_ray.embedded.rounding import plain
from cads_ray.schema import MetaStrategy

Rule = Callable[[float, float, float], float]


@dataclass(frozen=True)
class Kind:
    """One angle chase with the given angles p, q, r. Corners: A and B at the ends of the level base, C at the top, D a
    further point of the line AB, H the foot of the height, E to the right of C."""

    marks: str  # the given angles in order, then the asked one, each by three corners
    base: Callable[[float, float, float], tuple[float, float]]  # the angles of the triangle at A and B
    result: Rule
    wrong: Rule  # what is found by solving for another angle
    opening: str  # as in the wordings
    request: str


def _both(p: float, q: float, r: float) -> tuple[float, float]:
    return p, q


def _rest(p: float, q: float, r: float) -> float:
    return 180 - p - q


def _sum(p: float, q: float, r: float) -> float:
    return p + q


def _half(p: float, q: float, r: float) -> float:
    return 90 - p / 2


KINDS = {
    "third": Kind("BAC ABC ACB", _both, _rest, _sum, "plain", "third"),
    "exterior": Kind("BAC ACB CBD", lambda p, q, r: (p, 180 - p - q), _sum, _rest, "exterior", "exterior"),
    "interior": Kind(
        "CBD BAC ACB",
        lambda p, q, r: (q, 180 - p),
        lambda p, q, r: p - q,
        lambda p, q, r: 180 - p,
        "exterior",
        "interior",
    ),
    "split": Kind("BAC ABC ACD DCB", _both, lambda p, q, r: 180 - p - q - r, _rest, "split", "angle"),
    "base": Kind(
        "ACB BAC",
        lambda p, q, r: (90 - p / 2, 90 - p / 2),
        _half,
        lambda p, q, r: abs(180 - 2 * p),
        "isosceles",
        "base",
    ),
    "apex": Kind("BAC ACB", lambda p, q, r: (p, p), lambda p, q, r: 180 - 2 * p, _half, "isosceles", "apex"),
    "outer": Kind(
        "CBD ACB",
        lambda p, q, r: (180 - p, 180 - p),
        lambda p, q, r: 2 * p - 180,
        lambda p, q, r: 180 - p,
        "outer",
        "apex",
    ),
    "altitude": Kind("BAC ABC ACD", _both, lambda p, q, r: 90 - p, lambda p, q, r: 90 - q, "altitude", "angle"),
    "bisector": Kind("BAC ABC ACD", _both, lambda p, q, r: (180 - p - q) / 2, _rest, "bisector", "bisector"),
    "between": Kind(
        "BAC ABC HCD",
        _both,
        lambda p, q, r: abs(p - q) / 2,
        lambda p, q, r: (180 - p - q) / 2,
        "between",
        "between",
    ),
    "parallel": Kind("BAC ACB ECB", lambda p, q, r: (p, 180 - p - q), _rest, _sum, "parallel", "angle"),
    "streets": Kind("BAC ECB ACB", _both, _rest, _sum, "streets", "streets"),
}
PLANS = {
    (MetaStrategy.PARAMETERS, 1): ("third",),
    (MetaStrategy.PARAMETERS, 2): ("exterior", "third"),
    (MetaStrategy.PARAMETERS, 3): ("split", "exterior"),
    (MetaStrategy.REVERSION, 1): ("interior",),
    (MetaStrategy.REVERSION, 2): ("base", "interior"),
    (MetaStrategy.REVERSION, 3): ("outer",),
    (MetaStrategy.EXTENSION, 1): ("altitude", "bisector"),
    (MetaStrategy.EXTENSION, 2): ("bisector", "parallel"),
    (MetaStrategy.EXTENSION, 3): ("between", "parallel"),
    (MetaStrategy.TRANSFER, 1): ("base", "apex"),
    (MetaStrategy.TRANSFER, 2): ("streets", "apex"),
    (MetaStrategy.TRANSFER, 3): ("streets", "split"),
}
WORLDS = {"base": "roof", "apex": "roof", "split": "truss", "streets": "streets"}
STEPS = {1: 5, 2: 2, 3: 1}  # of the given angles, in degrees
SAID = dict.fromkeys(KINDS, "A triangle on a level base") | {
    "exterior": "A triangle whose base is extended to the right, to an exterior angle",
    "interior": "A triangle whose base is extended to the right, to an exterior angle",
    "split": "A triangle cut in two by a line from its top to its base",
    "base": "An isosceles triangle on a level base, the equal sides marked",
    "apex": "An isosceles triangle on a level base, the equal sides marked",
    "outer": "An isosceles triangle, the equal sides marked, its base extended to the right",
    "altitude": "A triangle with its dashed height from the top",
    "bisector": "A triangle with the dashed bisector of its top angle",
    "between": "A triangle with its dashed height and the dashed bisector of its top angle",
    "parallel": "A triangle and the parallel to its base through its top",
    "streets": "Two level parallel roads and two streets that meet on the upper road",
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same angle chase with other angles",
    MetaStrategy.REVERSION: "the angle that used to be found is given, and an inner angle is asked",
    MetaStrategy.EXTENSION: "a line is added to the triangle, and the angle it makes is asked",
    MetaStrategy.TRANSFER: "the same angle facts on a roof, a frame or a town map",
}


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    name = rng.choice(PLANS[draw.strategy, draw.level])
    stepped = "extra_step" in draw.twists and name == "third"
    name = "exterior" if stepped else name
    kind, step = KINDS[name], STEPS[draw.level]
    p, q, r = (step * rng.randint(-(-24 // step), most // step) for most in (140, 110, 60))
    names = dict(zip("ABCD", rng.choice(TRIANGLES) + rng.choice("HJNT"), strict=True))
    alpha, beta = kind.base(p, q, r)
    drawable = (
        min(alpha, beta) >= 24
        and 180 - alpha - beta >= 30
        and 90 not in (alpha, beta)
        and kind.result(p, q, r) >= (18 if name == "between" else 24)
    )
    if not drawable or len(set(names.values())) < 4 or (name in angle_figure.UPRIGHT and max(alpha, beta) > 72):
        return None
    given = kind.marks.count(" ") - (name == "altitude" and "distractor" not in draw.twists)
    texts = [f"{value}°" for value in (p, q, r)[:given]]
    swap = "swap" in draw.slips and name == "altitude" and given == 2
    world = WORLDS[name] if draw.strategy == MetaStrategy.TRANSFER else ""
    at = angle_figure.places(name, (alpha, beta), r)
    shown = texts[::-1] if swap else texts
    shapes = angle_figure.shapes(name, world, at, kind.marks.split(), shown, names, size_of(draw))
    requests = ("triangle_angles", f"opening.{world or kind.opening}", kind.request)
    return Item(
        question=worded(rng, *requests, who=rng.choice(PEOPLE), **names),
        answer=plain((kind.wrong if "unknown" in draw.slips else kind.result)(p, q, r)),
        drawing=Figure(hidden(draw, shapes, texts[0])),
        layout=f"{SAID[name]}, drawn to scale, with the angles {', '.join(texts)}.",
        rationale=f"Angle sums with {', '.join(texts)} give {plain(kind.result(p, q, r))} degrees.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *_applied(name, given, stepped)),
        truth=plain(kind.result(q, p, r) if swap else kind.result(p, q, r)),
        unit="degrees",
        needed=tuple(texts[:1] if name == "altitude" else texts),
        givens={"marks": kind.marks.split(), "angles": (p, q, r)[:given], "kind": name},
    )


def _applied(name: str, given: int, stepped: bool) -> list[str]:
    return ["distractor"] * (name == "altitude" and given == 2) + ["extra_step"] * stepped


FAMILY = Family(
    name="triangle_angles",
    domain="mathematics",
    topic="angles in triangles",
    concepts=("angle sum", "exterior angle", "isosceles triangle", "parallel lines"),
    words=(
        "angle",
        "isosceles",
        "exterior angle",
        "parallel",
        "bisector",
        "transversal",
        "degrees",
        "triangle",
        "measure",
    ),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("distractor", "extra_step", "small_print"),
    slips=("unknown", "swap", "hidden"),
)
