"""Symbols of physics and chemistry figures, each a tuple of figure shapes: circuits, mechanics, glassware."""

from __future__ import annotations

from cads_ray.embedded.drawing.figure import Circle, Path, Point
from cads_ray.embedded.drawing.sketch import Shapes, dot, line, polygon, rounded

STEEL, WOOD, WATER, MERCURY, GLASS = "#c9d3df", "#e3c79b", "#bfe0f5", "#9aa4b0", "#707880"
TINTS = ("#f3c6c6", "#c8e6c4", "#f5dfa3", "#cdd3f2")


def box(left: float, top: float, width: float, height: float, fill: str = "white") -> Shapes:
    right, bottom = left + width, top + height
    return polygon((left, top), (right, top), (right, bottom), (left, bottom), fill=fill)


def resistor(a: Point, b: Point) -> Shapes:
    """A zigzag in the middle of the level wire from a to b."""
    middle, y = (a[0] + b[0]) / 2, a[1]
    teeth = ((middle - 25 + 10 * i, y + (9 if i % 2 else -9)) for i in range(6))
    return line(a, (middle - 31, y), *teeth, (middle + 31, y), b)


def lamp(a: Point, b: Point) -> Shapes:
    """A circle with a cross in the middle of the level wire from a to b."""
    middle, y = (a[0] + b[0]) / 2, a[1]
    wires = line(a, (middle - 12, y)) + line((middle + 12, y), b)
    cross = (line((middle - 8, y - s), (middle + 8, y + s)) for s in (8, -8))
    return (*wires, Circle(rounded((middle, y)), 12, fill="#fff2b0"), *(s for part in cross for s in part))


def narrow_pipe(a: Point, b: Point) -> Shapes:
    """A level pipe from a to b with a narrow, resisting part in its middle."""
    middle, y = (a[0] + b[0]) / 2, a[1]
    outline = [(a[0], y - 8), (middle - 36, y - 8), (middle - 28, y - 4), (middle + 28, y - 4), (middle + 36, y - 8)]
    upper = [*outline, (b[0], y - 8)]
    return polygon(*upper, *((x, 2 * y - v) for x, v in reversed(upper)), fill=WATER, color="#4a86b0")


def battery(middle: Point) -> Shapes:
    """Two cells on a level wire; the wire meets it 15 px left and right of the middle."""
    x, y = middle
    plates = ((-15, 16), (-5, 8), (5, 16), (15, 8))
    return tuple(
        s for dx, half in plates for s in line((x + dx, y - half), (x + dx, y + half), width=3 if half == 8 else 2)
    )


def disc(middle: Point, radius: float = 16, fill: str = "white") -> Shapes:
    """A meter, a pump, a bulb: a filled circle."""
    return (Circle(rounded(middle), radius, fill=fill),)


def pivot(tip: Point, height: float = 40) -> Shapes:
    """A triangle that carries a beam at its tip, on hatched ground."""
    x, y = tip
    foot = y + height
    ground = line((x - 44, foot), (x + 44, foot))
    hatch = tuple(s for i in range(8) for s in line((x - 38 + 11 * i, foot), (x - 44 + 11 * i, foot + 7), width=1))
    return polygon((x, y), (x + 20, foot), (x - 20, foot), fill=STEEL) + ground + hatch


def child(seat: Point, height: float = 56, color: str = "#b0472f") -> Shapes:
    """A sitting child, its seat at a point of the beam."""
    x, y = seat
    neck, head = y - 0.62 * height, 0.19 * height
    body = line((x, y), (x, neck), color=color, width=4)
    arms = line((x - 13, y - 18), (x, neck + 8), (x + 13, y - 18), color=color, width=3)
    return body + arms + (Circle(rounded((x, neck - head)), round(head, 1), fill="#f6d9bd"),)


def cart(left: float, ground: float, width: float, height: float, fill: str = STEEL) -> Shapes:
    """A cart or a wagon on two wheels."""
    wheels = tuple(Circle(rounded((left + share * width, ground - 7)), 7, fill="#555555") for share in (0.25, 0.75))
    return box(left, ground - 10 - height, width, height, fill) + wheels


def skater(x: float, ground: float, color: str = "#1f4e9e") -> Shapes:
    """A person on skates, 84 px tall."""
    hip, neck = ground - 36, ground - 62
    legs = line((x - 11, ground - 3), (x, hip), (x + 11, ground - 3), color=color, width=4)
    body = line((x, hip), (x, neck), color=color, width=5)
    arms = line((x - 17, neck + 17), (x, neck + 5), (x + 17, neck + 17), color=color, width=3)
    blades = line((x - 19, ground), (x - 5, ground)) + line((x + 4, ground), (x + 18, ground))
    return legs + body + arms + blades + (Circle(rounded((x, neck - 11)), 11, fill="#f6d9bd"),)


def track(ground: float, left: float = 20, right: float = 460) -> Shapes:
    return line((left, ground), (right, ground), color="#555555", width=3)


def beaker(left: float, bottom: float, width: float, height: float, share: float, fill: str) -> Shapes:
    """A beaker filled to a share of its height; a spout at its left rim."""
    right, top, surface = left + width, bottom - height, bottom - share * height
    liquid = box(left, surface, width, bottom - surface, fill)
    return liquid + line((left - 6, top - 5), (left, top), (left, bottom), (right, bottom), (right, top), color=GLASS)


def ingot(left: float, bottom: float, width: float, height: float, fill: str) -> Shapes:
    """A bar of metal: a trapezium with a brighter top face."""
    right, top = left + width, bottom - height
    face = polygon((left, bottom), (right, bottom), (right - 14, top), (left + 14, top), fill=fill)
    return face + polygon((left + 14, top), (right - 14, top), (right - 26, top - 11), (left + 26, top - 11), fill=fill)


def u_tube(arms: tuple[float, float], tops: tuple[float, float], foot: float, levels: tuple[float, float]) -> Shapes:
    """A U of glass with square bends, 20 px wide, with mercury up to the two levels (pixels); arms are the middles."""
    (a, b), half = arms, 10
    inner = foot - 2 * half
    mercury = [(a - half, levels[0]), (a - half, foot), (b + half, foot), (b + half, levels[1])]
    mercury += [(b - half, levels[1]), (b - half, inner), (a + half, inner), (a + half, levels[0])]
    outer = ((a - half, tops[0]), (a - half, foot), (b + half, foot), (b + half, tops[1]))
    inside = ((a + half, tops[0]), (a + half, inner), (b - half, inner), (b - half, tops[1]))
    return polygon(*mercury, fill=MERCURY, color=MERCURY) + line(*outer, color=GLASS) + line(*inside, color=GLASS)


def water(surface: float, bed: float, left: float = 10, right: float = 470) -> Shapes:
    """A lake in section, between its surface and its bed (pixels)."""
    sand = polygon((left, bed), (right, bed), (right, bed + 14), (left, bed + 14), fill=WOOD, color="#b39762")
    return box(left, surface, right - left, bed - surface, "#d8edf9") + sand


def boat(x: float, surface: float) -> Shapes:
    hull = polygon(
        (x - 46, surface - 14), (x + 46, surface - 14), (x + 32, surface + 8), (x - 32, surface + 8), fill=WOOD
    )
    return hull + line((x, surface - 14), (x, surface - 52), width=3)


def diver(at: Point) -> Shapes:
    """A swimmer under water with a bottle on the back, head to the left."""
    x, y = at
    body = line((x - 14, y), (x + 20, y + 3), (x + 42, y - 5), color="#333333", width=6)
    return (*body, Circle(rounded((x - 23, y)), 9, fill="#f6d9bd"), *box(x - 6, y - 13, 24, 8, "#f5dfa3"))


def node(at: Point) -> Shapes:
    return dot(at, 3)


def cover(left: float, top: float, width: float, height: float) -> Path:
    """An opaque plate: what a label disappears behind."""
    corners = ((left, top), (left + width, top), (left + width, top + height), (left, top + height))
    return Path(tuple(map(rounded, corners)), closed=True, fill="#b8b8b8")
