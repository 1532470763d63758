"""Laws of the drawing helpers: what they say can be read back, labels keep clear, geometry is true to scale."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cads_ray.embedded.drawing.axes import Axes
from cads_ray.embedded.drawing.figure import Circle, Figure, Path, Text, read_figure
from cads_ray.embedded.drawing.sketch import (
    CANVAS,
    angle,
    beside,
    box_of,
    clear,
    corner,
    dimension,
    equal_mark,
    fit,
    line,
    parallel_mark,
    polygon,
    right_angle,
)

pixels = st.tuples(st.floats(60, 420), st.floats(60, 300))
turns = st.floats(0, 360)


def at(centre: tuple[float, float], radius: float, degrees: float) -> tuple[float, float]:
    turn = math.radians(degrees)
    return centre[0] + radius * math.cos(turn), centre[1] - radius * math.sin(turn)


@given(pixels, turns, st.floats(25, 170))
def test_whatever_is_drawn_can_be_read_back(a: tuple[float, float], start: float, width: float) -> None:
    b, c = at(a, 50, start), at(a, 50, start + width)
    shapes = polygon(a, b, c) + angle(a, b, c, "40°") + right_angle(a, b, c) + equal_mark(a, b, 2) + parallel_mark(b, c)
    shapes += dimension(a, b, "3 cm", c) + beside("5 m", a, c, b) + corner("A", a, b) + line(a, b, dashed=True)
    assert read_figure(Figure(shapes).say()) == Figure(shapes)


@given(pixels, turns, st.floats(20, 175), st.booleans())
def test_an_angle_is_marked_with_its_true_size_whichever_arm_comes_first(
    vertex: tuple[float, float], start: float, width: float, swapped: bool
) -> None:
    one, other = at(vertex, 50, start), at(vertex, 50, start + width)
    arc, text = angle(vertex, other, one, "40°") if swapped else angle(vertex, one, other, "40°")
    assert isinstance(arc, Circle)
    assert isinstance(text, Text)
    assert arc.end - arc.start == pytest.approx(width, abs=0.2)
    turn = math.degrees(math.atan2(vertex[1] - text.at[1], text.at[0] - vertex[0]))
    assert (turn - start - width / 2 + 180) % 360 - 180 == pytest.approx(0, abs=1)


@given(pixels, turns, st.floats(20, 200), st.text("0123456789 cm", min_size=1, max_size=8))
def test_a_label_beside_a_line_is_on_the_other_side_than_the_inside_and_clear(
    a: tuple[float, float], turn: float, length: float, words: str
) -> None:
    b, inside = at(a, length, turn), at(a, 40, turn + 70)
    (label,) = beside(words, a, b, inside)
    assert isinstance(label, Text)
    left, top, right, bottom = box_of(label)
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length

    def side(p: tuple[float, float]) -> float:
        return (p[0] - a[0]) * -uy + (p[1] - a[1]) * ux

    corners = [side(p) for p in ((left, top), (right, top), (left, bottom), (right, bottom))]
    assert all(value * side(inside) < 0 for value in corners)
    assert min(map(abs, corners)) == pytest.approx(6, abs=0.2)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2, max_size=5, unique=True))
def test_fit_keeps_proportions_and_stays_in_its_box(points: list[tuple[int, int]]) -> None:
    scale = fit(points, (80, 50, 400, 310))
    placed = [scale.at(*point) for point in points]
    assert all(79.9 <= x <= 400.1 and 49.9 <= y <= 310.1 for x, y in placed)
    assume(math.dist(*points[:2]) > 0)
    assert math.dist(*placed[:2]) == pytest.approx(scale.factor * math.dist(*points[:2]), abs=0.3)


@given(st.tuples(st.floats(20, 460), st.floats(20, 340)), turns)
def test_a_label_placed_clear_touches_no_line_and_stays_on_the_canvas(at_: tuple[float, float], turn: float) -> None:
    other = at(at_, 600, turn)
    wall = line(at_, other)
    (label,) = clear("P(3, -2)", at_, wall)
    assert isinstance(label, Text)
    left, top, right, bottom = box_of(label)
    assert CANVAS[0] <= left
    assert CANVAS[1] <= top
    assert right <= CANVAS[2]
    assert bottom <= CANVAS[3]
    steps = ((at_[0] + (other[0] - at_[0]) * i / 999, at_[1] + (other[1] - at_[1]) * i / 999) for i in range(1000))
    assert not any(left < x < right and top < y < bottom for x, y in steps)


def test_axes_put_values_where_their_ticks_are_and_cut_curves_at_the_frame() -> None:
    axes = Axes((-4, 6, 1), (-3, 7, 2))
    ticks = {s.text: s.at for s in axes.shapes() if isinstance(s, Text)}
    assert ticks["6"][0] == axes.at(6, 0)[0]
    assert ticks["5"][1] in (axes.at(0, 5)[1], axes.bottom + 8 + axes.size / 2)
    (curve,) = axes.curve(lambda x: x * x)
    assert isinstance(curve, Path)
    assert all(axes.top <= y <= axes.bottom for _, y in curve.points)
