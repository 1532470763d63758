"""Schematic maps as figure shapes: roads between places, with scale bar and compass; and a town's grid of streets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from cads_ray.embedded.drawing.figure import Path, Point, Text
from cads_ray.embedded.drawing.sketch import GREY, Shapes, beside, box_of, clear, dot, fit, label, line, right_angle

LAND: tuple[float, float, float, float] = (
    70,
    70,
    400,
    268,
)  # where places may lie; labels, scale and compass around it
BLOCK = 54.0  # pixels from street to street
CORNER: Point = (76, 282)  # where the first street meets the lowest row


def compass(at: Point, size: float) -> Shapes:
    x, y = at
    return line((x, y + 22), (x, y - 14), width=2, arrow="end") + label("N", (x, y - 28), size)


def road_map(
    places: dict[str, Point],
    roads: Sequence[tuple[str, str, str]],
    scale: str,
    size: float,
    direct: tuple[str, str, str] | None = None,
    note: str = "",
) -> Shapes | None:
    """Places (in cm, y upwards) and roads (from, to, text), true to scale; None where labels would touch.

    `direct` is the dashed straight line (from, corner, to) across a right angle; `note` stands below the compass.
    """
    land = fit(places.values(), LAND)
    at = {name: land.at(*point) for name, point in places.items()}
    if land.factor < 24:
        return None
    shapes: Shapes = ()
    for a, b, _ in roads:
        shapes += line(at[a], at[b], color="#7a5230", width=3)
    if direct:
        shapes += line(at[direct[0]], at[direct[2]], width=1.5, dashed=True)
        shapes += right_angle(at[direct[1]], at[direct[0]], at[direct[2]])
    shapes = shapes + tuple(s for point in at.values() for s in dot(point, 5))
    corner = (20 + land.pixels(1), 338)
    shapes += line((20, 332), (20, 338), corner, (corner[0], 332), width=2)
    shapes += label(scale, (corner[0] + 10, 334), size, "start") + compass((446, 60), size)
    shapes += label(note, (466, 110), size, "end") if note else ()
    middle = (sum(p[0] for p in at.values()) / len(at), sum(p[1] for p in at.values()) / len(at))
    for a, b, text in roads:
        shapes += beside(text, at[a], at[b], at[direct[2]] if direct and b == direct[1] else middle, size, gap=4)
    for name, point in at.items():
        shapes += clear(name, point, shapes, size, gap=7)
    return shapes if tidy(shapes) else None


def street_grid(places: dict[str, tuple[int, int]], size: float, columns: int, rows: int, scale: str) -> Shapes:
    """Numbered streets that cross at right angles; places stand at crossings (column, row), counted from 0."""
    x0, y0 = CORNER
    right, top = x0 + BLOCK * (columns - 1), y0 - BLOCK * (rows - 1)
    shapes: Shapes = ()
    for i in range(columns):
        x = x0 + BLOCK * i
        shapes += line((x, y0 + 14), (x, top - 14), color=GREY, width=5) + label(str(i + 1), (x, y0 + 28), size)
    for j in range(rows):
        y = y0 - BLOCK * j
        shapes += line((x0 - 14, y), (right + 14, y), color=GREY, width=5) + label(str(j + 1), (x0 - 30, y), size)
    for name, (i, j) in places.items():
        at = (x0 + BLOCK * i, y0 - BLOCK * j)
        shapes += dot(at, 5) + label(name, (at[0], at[1] - 0.5 * size - 8), size)
    return shapes + label(scale, (20, 340), size, "start") + compass((448, 60), size)


def tidy(shapes: Shapes) -> bool:
    """Whether all labels are on the canvas, clear of each other and of all lines that are not grey.

    Side by side they need more room than one above the other: a reader takes near neighbours for one label.
    """
    boxes = [box_of(shape) for shape in shapes if isinstance(shape, Text)]
    inside = all(b[0] >= 3 and b[1] >= 3 and b[2] <= 477 and b[3] <= 357 for b in boxes)
    apart = not any(_touch(a, b) for a, b in combinations(boxes, 2))
    return inside and apart and not any(_crosses(box, shape) for box in boxes for shape in shapes if _is_line(shape))


def _touch(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] < b[2] + 12 and b[0] < a[2] + 12 and a[1] < b[3] + 2 and b[1] < a[3] + 2


def _is_line(shape: object) -> bool:
    return isinstance(shape, Path) and not shape.closed and shape.color != GREY


def _crosses(box: Sequence[float], shape: object) -> bool:
    points = shape.points if isinstance(shape, Path) else ()
    for (ax, ay), (bx, by) in pairwise(points):
        steps = max(2, int(max(abs(bx - ax), abs(by - ay)) / 3))
        for i in range(steps + 1):
            x, y = ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps
            if box[0] < x < box[2] and box[1] < y < box[3]:
                return True
    return False
