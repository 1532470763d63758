"""Charts: their words, their specification, and the picture."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.embedded.drawing.chart import Chart, read_chart
from cads_ray.pictures import pixels

TEXTS = st.text(max_size=12)
VALUES = st.none() | st.integers(0, 10**6) | st.decimals(0, 999, places=2).map(float)
POINTS = st.lists(st.tuples(TEXTS, VALUES, TEXTS), max_size=8).map(tuple)
CHARTS = st.builds(
    Chart,
    st.sampled_from(["bar", "line", "pie"]),
    *(TEXTS, TEXTS, TEXTS, POINTS, st.booleans()),
    st.integers(1, 2000),
    st.integers(1, 2000),
    st.sampled_from([10, 11, 14.5, 16]),
)
DAYS = (("Mon", 30.0, ""), ("Tue", 55.0, ""), ("Wed", None, ""))


@settings(max_examples=200, deadline=None)
@given(CHARTS, TEXTS.filter(lambda text: "Draw a" not in text))
def test_a_chart_is_read_back_from_its_words(chart: Chart, before: str) -> None:
    assert read_chart(chart.say()) == chart
    assert read_chart(f"{before}\n\n{chart.say()}\nNothing overlaps.") == chart


def test_words_begin_with_what_to_draw_and_give_a_line_to_each_point() -> None:
    lines = Chart("bar", "Books", "Day", "Books", DAYS).say().split("\n")
    assert lines[0].startswith('Draw a bar chart of 480 by 360 pixels titled "Books"')
    assert lines[1:] == ['- "Mon": 30', '- "Tue": 55', '- "Wed": ?']


def test_other_prompts_say_no_chart() -> None:
    assert read_chart("Draw on a white canvas of 480 by 360 pixels, y downwards:") is None


@pytest.mark.parametrize(
    ("largest", "step"), [(8, 1), (5, 1), (16, 2), (40, 5), (41, 10), (80, 10), (300, 50), (7000, 1000), (0.8, 0.1)]
)
def test_grid_lines_are_at_round_values(largest: float, step: float) -> None:
    chart = Chart("bar", "", "", "", (("a", largest, ""),), print_values=False)
    assert (chart.step, chart.top) == (step, pytest.approx(step * -(-largest // step)))


@pytest.mark.parametrize("kind", ["bar", "line", "pie"])
@pytest.mark.parametrize("series", [("",), ("Girls", "Boys")])
def test_the_picture_has_the_chart_s_size_and_shows_all_its_words(renderer, kind: str, series: tuple[str, ...]) -> None:
    points = tuple((name, value, s) for s in series for name, value, _ in DAYS)
    chart = Chart(kind, "Books", "Day", "percent", points)
    language, source = chart.source()
    assert (language, source) == (language, chart.source()[1])
    assert pixels(renderer.draw(language, source).data).shape[:2] == (360, 480)
    words = [word.text for word in chart.reading().words]
    assert set(chart.labels) <= set(words)
    assert {json.loads(source)["config"]["axis"][key] for key in ("labelFont", "titleFont")} == {"sans-serif"}
