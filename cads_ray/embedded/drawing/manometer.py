"""How columns of liquid are drawn, true to scale: a mercury U-tube at a bulb of gas, a barometer, a diver in a lake."""

from __future__ import annotations

from cads_ray.embedded.drawing import apparatus
from cads_ray.embedded.drawing.figure import Circle
from cads_ray.embedded.drawing.sketch import Shapes, extent, label, line

FOOT, BASE, SCALE = (
    332.0,
    312.0,
    0.3,
)  # the U's lowest line, where heights start, pixels of height for one mm of mercury
LEFT, RIGHT, NECK, RIM = 134.0, 254.0, 96.0, 70.0


def _bulb(x: float, name: str, note: str, pressure: str, size: float) -> Shapes:
    shapes: Shapes = (Circle((x, NECK), 40, fill="#e6e0f5"),)
    shapes += label(name, (x, NECK - 10 if note else NECK), size) + (label(note, (x, NECK + 14), size) if note else ())
    return shapes + label(pressure, (x, NECK + 60), size)


def _height(x: float, height: float, text: str, size: float) -> Shapes:
    """A double arrow beside an arm from the base to the mercury's surface, its label at the right."""
    top = BASE - SCALE * height
    ends = line((x + 10, top), (x + 26, top), width=1) + line((x + 10, BASE), (x + 26, BASE), width=1)
    arrow = line((x + 18, BASE), (x + 18, top), width=1, arrow="both")
    return ends + arrow + label(text, (x + 36 + extent(text, size)[0] / 2, (top + BASE) / 2), size)


def manometer(
    scene: str, levels: tuple[float, float], air: float, labels: dict[str, str], note: str, size: float
) -> Shapes:
    """A U-tube with the gas on the left; on the right it is "closed", "open", "open" beside a "barometer", or ends in a
    second bulb ("bulbs"). `levels` are the heights of the surfaces and `air` that of the barometer, in mm; `labels` are
    left, right, gas and other."""
    a, b = levels
    surfaces = BASE - SCALE * a, BASE - SCALE * b
    tops = NECK + 10, NECK + 10 if scene == "bulbs" else RIM
    shapes = apparatus.u_tube((LEFT, RIGHT), tops, FOOT, surfaces)
    shapes += line((94, NECK + 10), (LEFT - 10, NECK + 10), color=apparatus.GLASS)
    shapes += line((94, NECK - 10), (LEFT + 10, NECK - 10), (LEFT + 10, NECK + 10), color=apparatus.GLASS)
    shapes += _bulb(56, "gas A" if scene == "bulbs" else "gas", note, labels["gas"], size)
    shapes += _height(LEFT, a, labels["left"], size) + _height(RIGHT, b, labels["right"], size)
    if scene == "bulbs":
        shapes += line((382, NECK + 10), (RIGHT + 10, NECK + 10), color=apparatus.GLASS)
        shapes += line((382, NECK - 10), (RIGHT - 10, NECK - 10), (RIGHT - 10, NECK + 10), color=apparatus.GLASS)
        return shapes + _bulb(420, "gas B", "", labels["other"], size)
    if scene == "closed":
        cap = line((RIGHT - 10, RIM), (RIGHT + 10, RIM), color=apparatus.GLASS)
        return shapes + cap + label("vacuum", (RIGHT, RIM - 18), size)
    if scene == "open":
        return shapes + label("air", (RIGHT, RIM - 42), size) + label(labels["other"], (RIGHT, RIM - 18), size)
    return shapes + label("air", (RIGHT, RIM - 18), size) + _barometer(air, labels["other"], size)


def _barometer(height: float, text: str, size: float) -> Shapes:
    x, top = 385.0, BASE - SCALE * height
    dish = apparatus.box(x - 28, BASE, 56, 18, apparatus.MERCURY)
    column = apparatus.box(x - 7, top, 14, BASE - top, apparatus.MERCURY)
    glass = line((x - 7, BASE), (x - 7, 56), (x + 7, 56), (x + 7, BASE), color=apparatus.GLASS)
    arrow = line((x + 16, BASE), (x + 16, top), width=1, arrow="both")
    return dish + column + glass + arrow + label(text, (x + 57, 200), size) + label("barometer", (x, 36), size)


def lake(depth: float, deepest: float, labels: dict[str, str], note: str, size: float) -> Shapes:
    """A lake: a rope with the mark labels["left"] at the surface and labels["right"] at a diver's depth in m."""
    surface, rope = 110.0, 250.0
    y = surface + 200 * depth / deepest
    shapes = apparatus.water(surface, 334) + apparatus.boat(330, surface) + apparatus.diver((rope - 70, y))
    shapes += line((330, surface - 50), (rope, surface - 50), (rope, y + 12), color="#8a6d3b", width=3)
    for at in (surface, y):
        shapes += line((rope - 8, at), (rope + 8, at), color="#8a6d3b", width=3)
    shapes += label(labels["left"], (rope - 14, surface - 16), size, "end")
    shapes += label(labels["right"], (rope + 22, y), size, "start") + label(labels["gas"], (rope - 160, y), size)
    shapes += label(labels["other"], (90, 60), size) + label("air", (90, 34), size)
    return shapes + (label(note, (420, 230), size) if note else ())
