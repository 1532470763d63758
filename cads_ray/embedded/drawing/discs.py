"""Figures of sectors, rings and ring sectors, true to scale; texts by what they are: outer, inner, angle, arc, area."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cads_ray.embedded.drawing.figure import Circle, Point
from cads_ray.embedded.drawing.sketch import Shapes, angle, arc_points, beside, dimension, dot, label, line, polygon

Texts = dict[str, str]


@dataclass(frozen=True)
class Look:
    """Colours of the coloured part and of the rest of the disc ("": no rest is drawn)."""

    fill: str = "#cfe0f5"
    rest: str = "none"


LOOKS = {
    "pizza": Look("#f2b56b", "#f9e6bd"),
    "sprinkler": Look("#cfe8f7", ""),
    "clock": Look("#f2f2f2", ""),
    "pond": Look("#d8cdb8", "#bfe0f5"),
    "wiper": Look("#dfe6ee", ""),
}


def _at(centre: Point, radius: float, degrees: float) -> Point:
    turn = math.radians(degrees)
    return centre[0] + radius * math.cos(turn), centre[1] - radius * math.sin(turn)


def _centre_angle(centre: Point, degrees: float, text: str, size: float) -> Shapes:
    """The arc of the angle that opens from the right, counter-clockwise, with its label."""
    if degrees < 180:
        return angle(centre, _at(centre, 99, 0), _at(centre, 99, degrees), text, size, 26)
    arc = Circle(centre, 26, 0, degrees, width=1.5)
    return arc, *label(text, _at(centre, 36 + 0.3 * size * len(text), degrees / 2), size)


def sector(texts: Texts, degrees: float, across: bool, look: Look, size: float) -> Shapes:
    """A sector that opens from the right; its radius below the level side, or the diameter below the disc."""
    radius, middle = 112.0, degrees / 2
    centre = ((165.0 if middle < 90 else 315.0) if "arc" in texts else 240.0, 164.0)
    if not look.rest:  # the sector stands alone and may fill the canvas
        radius, centre = (
            (220.0, (140.0, 276.0)) if degrees <= 90 else (170.0, (240.0, 262.0 if degrees <= 190 else 190.0))
        )
    radius = 140.0 if degrees > 190 and not look.rest else radius
    rim = arc_points(centre, radius, 0, degrees)
    disc: Shapes = (Circle(centre, radius, width=1.5, fill=look.rest),) if look.rest else ()
    shapes = disc + polygon(centre, *rim, fill=look.fill) + line(*rim, width=4, color="#1f4e9e")
    shapes += _centre_angle(centre, degrees, texts["angle"], size)
    left, right = _at(centre, radius, 180), _at(centre, radius, 0)
    if across:
        shapes += line(left, centre, dashed=True) + _below(left, right, radius, texts["outer"], size)
    else:
        shapes += beside(texts["outer"], centre, right, (centre[0], 0), size)
    if "arc" in texts:
        wide, (dx, dy) = 0.3 * size * len(texts["arc"]), _at((0, 0), 1, middle)
        shapes += label(texts["arc"], _at(centre, radius + 12 + abs(dx) * wide + abs(dy) * size / 2, middle), size)
    return shapes + (label(texts["area"], (240, 340), size) if "area" in texts else ())


def _below(left: Point, right: Point, radius: float, text: str, size: float) -> Shapes:
    """A dimension line below the disc that spans its diameter."""
    y = left[1] + radius + 2
    return dimension((left[0], y), (right[0], y), text, (left[0], 0), size, 14)


def ring(texts: Texts, share: float, across: bool, look: Look, size: float) -> Shapes:
    """Two circles with the inner radius as a share of the outer one; arrows with leaders to labels on the right."""
    centre, radius = (168.0, 180.0), 140.0
    hole = "white" if look.rest == "none" else look.rest
    shapes: Shapes = (Circle(centre, radius, fill=look.fill), Circle(centre, round(share * radius, 1), fill=hole))
    for name, reach, turn in (("outer", radius, 38), ("inner", share * radius, -32)):
        tip = _at(centre, reach, turn)
        start = _at(centre, -reach, turn) if across else centre
        shapes += line(start, tip, width=1.5, arrow="both" if across else "end")
        shapes += line(tip, (342, tip[1]), color="#808080", width=1) + label(texts[name], (348, tip[1]), size, "start")
    return shapes + dot(centre, 3)


def fan(texts: Texts, degrees: float, share: float, look: Look, size: float) -> Shapes:
    """A sector of a ring that opens from the right by at most 150 degrees, both radii along its sides."""
    radius, centre = 190.0, (210.0 if degrees > 75 else 120.0, 262.0)
    outer, inner = arc_points(centre, radius, 0, degrees), arc_points(centre, share * radius, 0, degrees)
    shapes = polygon(*outer, *reversed(inner), fill=look.fill) + dot(centre, 3)
    shapes += line(inner[0], centre, inner[-1], dashed=True, width=1.5, color="#606060")
    shapes += _centre_angle(centre, degrees, texts["angle"], size)
    above = _at(centre, radius, degrees / 2)
    return (
        shapes
        + dimension(centre, outer[0], texts["outer"], above, size, 12)
        + dimension(centre, inner[-1], texts["inner"], above, size, 10)
    )
