"""Figures of right triangles with a marked angle, plain or in a scene, true to scale."""

from __future__ import annotations

import math

from cads_ray.embedded.drawing import scenes, triangles
from cads_ray.embedded.drawing.figure import Point
from cads_ray.embedded.drawing.sketch import Shapes, angle, beside, dimension, dot, fit, line, polygon, right_angle

Lengths = dict[str, float]
Texts = dict[str, str]
SAID = {
    "plane": "A right triangle with its legs level and upright",
    "angle": "A right triangle with its legs level and upright, one angle asked",
    "isosceles": "An isosceles triangle on a level base, its height dashed",
    "eye": "An observer and a tower on level ground, the line of sight from the eye to the top dashed",
    "antenna": "A building with an antenna, lines of sight from one spot on the ground to both tops",
    "tree": "A tree on level ground and the line of sight to its top",
    "tower": "A tower on level ground and the line of sight to its top",
    "ladder": "A ladder against a wall on level ground",
    "ramp": "A ramp up to a platform",
    "kite": "A kite on a straight string above level ground",
    "mast": "A mast with a stay wire on level ground",
    "depression": "A lighthouse, a boat, and the line of sight down to the boat below a level line",
}


def drawable(world: str, degrees: tuple[int, int], given: Lengths) -> bool:
    """Whether the scene makes a figure with room for its labels: ladders stand steep, ramps are flat."""
    first = degrees[0]
    if world == "eye":
        return 0.06 < given["eye"] / given["run"] < 0.25 and first < 55
    limits = {"ladder": (50, 70), "ramp": (22, 32), "antenna": (22, 40), "depression": (22, 50), "angle": (25, 65)}
    low, high = limits.get(world, (20, 70))
    return low <= first <= high


def shapes(
    world: str, given: Lengths, degrees: tuple[int, int], texts: Texts, names: str, size: float, mirrored: bool
) -> Shapes:
    """The figure of a world; texts by side (rise, run, slope, base, eye, tall, part), "angle" and "second"."""
    turn, first = -1 if mirrored else 1, math.radians(degrees[0])
    if world == "angle" and "slope" in given:
        first = (
            math.acos(given["run"] / given["slope"]) if "run" in given else math.asin(given["rise"] / given["slope"])
        )
    elif world == "angle":
        first = math.atan2(given["rise"], given["run"])
    if world == "eye":
        return _eye(given["eye"] / given["run"], math.tan(first), texts, size, turn)
    if world == "antenna":
        return _antenna(math.tan(first), math.tan(math.radians(sum(degrees))), texts, size, turn)
    corners = [(0.0, 0.0), (-turn * 1.0, 0.0), (0.0, math.tan(first))]
    if world == "isosceles":
        corners.append((turn * 1.0, 0.0))
    scale = fit(corners, (96, 64, 384, 290) if world in ("plane", "angle", "isosceles") else scenes.FRAME)
    r, p, q, *rest = (scale.at(*corner) for corner in corners)
    if world == "isosceles":
        drawn = triangles.isosceles(p, rest[0], q, (texts["base"], "", ""), names, size)
        return drawn + beside("?", r, q, p, size, 5) + angle(p, r, q, texts["angle"], size)
    if world == "depression":
        return _depression(r, p, q, texts, size)
    told = texts.get("run", ""), texts.get("slope", ""), texts.get("rise", "")
    marked = angle(p, r, q, texts["angle"], size, 30)
    if world in ("plane", "angle"):
        return triangles.right(r, p, q, told, names, size) + marked
    upright = beside(told[2], r, q, p, size, scenes.CLEARANCE.get(world, 8) + _spread(world, r, q)) if told[2] else ()
    return (
        scenes.SCENES[world](r, p, q) + triangles.sides((r, p, q), (told[0], told[1], ""), size, 10) + upright + marked
    )


def _spread(world: str, r: Point, q: Point) -> float:
    """How far a tree's crown reaches to the side."""
    return 0.2 * (r[1] - q[1]) if world == "tree" else 0


def _eye(eye: float, tangent: float, texts: Texts, size: float, turn: int) -> Shapes:
    """An observer with eyes at `eye`, a tower 1 away whose top is `tangent` above the eye."""
    scale = fit([(-turn * 1.0, -eye), (0, tangent)], (90, 40, 370, 280))
    r, p, q = scale.at(0, 0), scale.at(-turn * 1.0, 0), scale.at(0, tangent)
    low, feet = scale.at(0, -eye), scale.at(-turn * 1.0, -eye)
    wall = turn * 16
    drawn = polygon(low, (low[0] + wall, low[1]), (q[0] + wall, q[1]), q, fill=scenes.BRICK, width=1)
    drawn += (
        line((20, low[1]), (460, low[1]), color=scenes.GRASS, width=4)
        + line(feet, p, width=4, color="#1f4e9e")
        + dot(p)
    )
    drawn += line(p, r, dashed=True, width=1.5) + line(p, q, dashed=True) + angle(p, r, q, texts["angle"], size, 30)
    lifted = (feet[0], min(p[1], feet[1] - size - 8))  # the label keeps clear of the ground
    drawn += beside(texts["eye"], feet, lifted, r, size, 12) + dimension(feet, low, texts["run"], p, size, 14)
    edge = (low[0] + wall, low[1]), (q[0] + wall, q[1])
    return drawn + dimension(*edge, texts["tall"], p, size, 14)


def _antenna(lower: float, upper: float, texts: Texts, size: float, turn: int) -> Shapes:
    """A building as high as `lower` with an antenna up to `upper`, both seen from 1 away."""
    scale = fit([(-turn * 1.0, 0), (0, upper)], (70, 40, 370, 290))
    r, p, b, q = scale.at(0, 0), scale.at(-turn * 1.0, 0), scale.at(0, lower), scale.at(0, upper)
    wall = turn * 50
    drawn = polygon(r, (r[0] + wall, r[1]), (b[0] + wall, b[1]), b, fill=scenes.BRICK, width=1)
    drawn += line((20, r[1]), (460, r[1]), color=scenes.GRASS, width=4) + line(b, q, width=4, color="#555555") + dot(p)
    drawn += line(p, b, dashed=True, width=1.5) + line(p, q, dashed=True, width=1.5)
    drawn += angle(p, r, b, texts["angle"], size, 34) + angle(p, b, q, texts["second"], size, 60)
    return drawn + beside(texts["part"], b, q, p, size, 10) + beside(texts["run"], p, r, q, size, 12)


def _depression(r: Point, p: Point, q: Point, texts: Texts, size: float) -> Shapes:
    """A lighthouse at r with its lamp at q, a boat at p, the angle below the level line at the lamp."""
    out = 1 if p[0] < r[0] else -1
    level = (q[0] - out * 170, q[1])
    drawn = scenes.tower(r, p, q) + line(q, level, dashed=True, width=1.5)
    hull = [(p[0] - 22, p[1] - 12), (p[0] + 22, p[1] - 12), (p[0] + 14, p[1]), (p[0] - 14, p[1])]
    drawn += polygon(*hull, fill="#e3c79b") + angle(q, level, p, texts["angle"], size, 40) + right_angle(r, p, q)
    return drawn + beside(texts["run"], p, r, q, size, 12) + beside(texts["rise"], r, q, p, size, 24)
