"""Values that are read off drawn charts and graphs."""

import pytest

from cads_ray.embedded.drawing.axes import Axes
from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.drawing.figure import Figure, Path
from cads_ray.embedded.members import COARSE, SHARP
from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.reading.reader import read
from cads_ray.embedded.reading.scales import vertical_scale
from cads_ray.embedded.reading.words import Word

DAYS = ("Mon", "Tue", "Wed", "Thu")
ONE = tuple(zip(DAYS, (12.0, 31.0, 7.0, 24.0), ("",) * 4, strict=True))
TWO = tuple(
    (day, value, name)
    for name, values in (("Anna", (9, 30, 17, 22)), ("Ben", (26, 14, 5, 33)))
    for day, value in zip(DAYS, values, strict=True)
)


@pytest.mark.parametrize("eye", [SHARP, COARSE])
@pytest.mark.parametrize("kind", ["bar", "line"])
def test_values_that_are_not_printed_are_read_off_the_scale(renderer, kind, eye):
    chart = Chart(kind, "Books read", "day", "books", ONE, print_values=False)
    marks = read(renderer.draw(*chart.source()).data, eye).marks
    assert [mark.label for mark in marks] == list(DAYS)
    for mark, (_, value, _) in zip(marks, ONE, strict=True):
        assert mark.value == pytest.approx(value, abs=0.12 * chart.step)


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_series_are_told_apart_by_colour_and_named_by_the_legend(renderer, kind):
    chart = Chart(kind, "Books read", "day", "books", TWO, print_values=True)
    found = {(m.label, m.series): m.value for m in read(renderer.draw(*chart.source()).data, SHARP).marks}
    wanted = {(label, series): value for label, value, series in TWO}
    assert found.keys() == wanted.keys()
    assert all(abs(found[key] - wanted[key]) < 0.15 * chart.step for key in wanted)


def graph() -> Figure:
    axes = Axes((0, 6, 1), (0, 10, 2), ("t", "v"))
    points = tuple(axes.at(x, y) for x, y in ((0, 2), (2, 8), (4, 8), (6, 1)))
    return Figure((*axes.shapes(), Path(points, color="#1f4e9e", width=2.5)))


def test_a_graph_is_read_above_the_ticks_of_its_axis(renderer):
    marks = {mark.label: mark.value for mark in read(renderer.draw(*graph().source()).data, SHARP).marks}
    assert marks["1"] == pytest.approx(5, abs=0.3)
    assert marks["3"] == pytest.approx(8, abs=0.3)


def test_the_description_of_a_graph_gives_the_same_values_exactly():
    marks = {mark.label: mark.value for mark in reading_of_description(graph().say()).marks}
    assert marks == {"0": 2, "1": 5, "2": 8, "3": 8, "4": 8, "5": 4.5, "6": 1}


def ticks(*texts: str) -> list[Word]:
    return [Word(text, 20, 40 * (i + 1), 20, 16) for i, text in enumerate(texts)]


def test_one_misread_tick_does_not_bend_the_scale():
    scale = vertical_scale(ticks("50", "40", "80", "20", "10", "0"))
    assert scale is not None
    assert scale.value(120) == pytest.approx(30)


def test_fewer_than_three_ticks_are_no_scale():
    assert vertical_scale(ticks("50", "x", "30")) is None


def test_numbers_that_lie_on_no_line_are_no_scale():
    assert vertical_scale(ticks("3", "1", "4", "1")) is None
