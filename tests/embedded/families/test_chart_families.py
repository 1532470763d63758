"""Families of charts, tables, statistics, biology and maps: answers by an independent route, and legible figures."""

from __future__ import annotations

import json
import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
import vl_convert
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cads_ray.embedded.drawing.chart import Chart, read_chart
from cads_ray.embedded.drawing.figure import Figure, Text, read_figure
from cads_ray.embedded.families import (
    bar_chart,
    data_table,
    food_web,
    line_chart,
    map_scale,
    pie_chart,
    population,
    statistics,
)
from cads_ray.embedded.families.base import SLIPS, TWISTS, Draw, Family, Item
from cads_ray.schema import MetaStrategy
from tests.embedded.families.chart_routes import ROUTES

MODULES = (bar_chart, line_chart, pie_chart, data_table, statistics, population, food_web, map_scale)
FAMILIES: tuple[Family, ...] = tuple(module.FAMILY for module in MODULES)
by_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
few = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STRATEGIES, LEVELS, SEEDS = st.sampled_from(list(MetaStrategy)), st.integers(1, 3), st.integers(0, 10**9)
Box = tuple[str, float, float, float, float]


def draws(family: Family, slips: bool = False) -> st.SearchStrategy[Draw]:
    own = st.frozensets(st.sampled_from(family.slips)) if slips else st.just(frozenset())
    return st.builds(Draw, STRATEGIES, LEVELS, SEEDS, st.frozensets(st.sampled_from(family.twists)), own)


def agree(family: Family, item: Item) -> bool:
    one, other = ROUTES[family.name](item)
    if isinstance(one, int | float) and isinstance(other, int | float):
        # positions on a map are said to a tenth of a pixel, and its scale bar has 24 of them
        return one == pytest.approx(other, rel=6e-3 if family.name == "map_scale" else 1e-9, abs=1e-9)
    return one == other


@by_family
@few
@given(data=st.data())
def test_the_truth_follows_by_another_route(family: Family, data: st.DataObject) -> None:
    item = family.make(data.draw(draws(family)))
    assert agree(family, item), (item.question, item.truth)


@by_family
def test_every_kind_of_question_has_another_route(family: Family) -> None:
    """Many plain draws: chance leaves no operation of a family out."""
    for draw in (Draw(s, level, seed) for s in MetaStrategy for level in (1, 2, 3) for seed in range(20)):
        item = family.make(draw)
        assert agree(family, item), (item.question, item.truth)


@by_family
@few
@given(data=st.data())
def test_the_truth_holds_for_the_figure_as_a_slip_drew_it(family: Family, data: st.DataObject) -> None:
    draw = data.draw(draws(family, slips=True))
    item = family.make(draw)
    assert item.question == family.make(Draw(draw.strategy, draw.level, draw.seed, draw.twists)).question
    assert agree(family, item), (item.question, item.truth)


@by_family
@few
@given(data=st.data())
def test_without_slips_the_key_is_the_truth_and_the_asked_label_is_hidden(family: Family, data: st.DataObject) -> None:
    item = family.make(data.draw(draws(family)))
    assert item.answer == item.truth
    assert re.fullmatch(r"\d+(\.\d{1,3})?", item.answer) or item.answer in (*item.choices, *item.drawing.labels)
    assert item.choices == () or (len(set(item.choices)) == 4 and item.answer in item.choices)
    if any("?" in label for label in item.drawing.labels):
        assert item.answer not in " ".join(item.drawing.labels).replace("%", "").split() or "1 cm" in item.layout
        assert all(f'"{item.answer}"' not in line for line in item.drawing.say().split("\n"))


@by_family
@few
@given(data=st.data())
def test_what_the_question_needs_is_on_the_picture_only(family: Family, data: st.DataObject) -> None:
    item = family.make(data.draw(draws(family)))
    shown = " ".join(item.drawing.labels)
    assert all(text in shown for text in item.needed)
    unprinted = isinstance(item.drawing, Chart) and not item.drawing.print_values
    places = "places" in item.givens  # where they are is what a grid of streets tells
    assert unprinted or places or any(text not in item.question for text in item.needed)
    assert family.needs_picture


@by_family
@few
@given(data=st.data())
def test_the_drawing_can_be_read_back_from_its_words(family: Family, data: st.DataObject) -> None:
    item = family.make(data.draw(draws(family, slips=True)))
    read = read_chart if isinstance(item.drawing, Chart) else read_figure
    assert read(f"{item.layout}\n\n{item.drawing.say()}") == item.drawing


@by_family
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_labels_are_on_the_canvas_and_clear_of_one_another(family: Family, data: st.DataObject) -> None:
    item = family.make(data.draw(draws(family)))
    labels = boxes(item)
    for text, left, top, right, bottom in labels:
        assert left >= 0, text
        assert top >= 0, text
        assert right <= 480, text
        assert bottom <= 360, text
    for (a, *one), (b, *two) in combinations(labels, 2):
        overlap = one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
        assert not overlap, (a, b)


def boxes(item: Item) -> list[Box]:
    """Text, left, top, right, bottom of every label; of charts where Vega really put them."""
    if isinstance(item.drawing, Figure):
        texts = [(t.text, *t.at, t.size, t.anchor) for t in item.drawing.shapes if isinstance(t, Text)]
    else:
        svg = vl_convert.vegalite_to_svg(json.loads(item.drawing.source()[1]))
        texts = list(dict.fromkeys(_svg_texts(ElementTree.fromstring(svg), 0, 0)))  # a value and its halo are one label
    found = []
    for text, x, y, size, anchor in texts:
        width = 0.56 * size * len(text)
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        found.append((text, left, y - size / 2, left + width, y + size / 2))
    return found


def _svg_texts(element: ElementTree.Element, x: float, y: float) -> list[tuple[str, float, float, float, str]]:
    for dx, dy in re.findall(r"translate\((-?[\d.]+),(-?[\d.]+)\)", element.get("transform", "")):
        x, y = x + float(dx), y + float(dy)
    own = []
    if element.tag.endswith("}text") and element.text:
        size = float(element.get("font-size", "11px").removesuffix("px"))
        own = [(element.text, x, y - 0.35 * size, size, element.get("text-anchor", "start"))]
    return own + [text for child in element for text in _svg_texts(child, x, y)]


@by_family
def test_each_strategy_has_three_wordings_and_names_its_twists(family: Family) -> None:
    for strategy in MetaStrategy:
        for level in (1, 2, 3):
            plain = [family.make(Draw(strategy, level, seed)) for seed in range(12)]
            assert len({re.sub(r"[\d.]+", "", item.question) for item in plain}) >= 3
            assert len({(item.question, item.choices) for item in plain}) >= 8
    small = family.make(Draw(MetaStrategy.PARAMETERS, 1, 0, frozenset({"small_print"})))
    assert TWISTS["small_print"] in small.strategy_text
    assert TWISTS["small_print"] not in plain[0].strategy_text


@by_family
def test_a_twist_that_is_named_is_on_the_figure_or_in_the_question(family: Family) -> None:
    for twist in set(family.twists) - {"small_print"}:
        items = [family.make(Draw(s, 1, seed, frozenset({twist}))) for s in MetaStrategy for seed in range(8)]
        told = [item for item in items if TWISTS[twist] in item.strategy_text]
        assert told, twist
        for item in told:
            if twist == "unlabelled":
                assert isinstance(item.drawing, Chart)
                assert not item.drawing.print_values
                step = item.drawing.step
                assert all(value is None or value % step == 0 for _, value, _ in item.drawing.points)


@by_family
def test_each_slip_changes_some_keys(family: Family) -> None:
    assert set(family.slips) <= set(SLIPS)
    twists = frozenset(family.twists) & {"mixed_units"}
    for slip in family.slips:
        made = [family.make(Draw(s, 2, seed, twists, frozenset({slip}))) for s in MetaStrategy for seed in range(10)]
        assert any(item.answer != item.truth for item in made), slip


@by_family
def test_the_same_draw_makes_the_same_item(family: Family) -> None:
    draw = Draw(MetaStrategy.EXTENSION, 2, 7, frozenset(family.twists))
    assert family.make(draw) == family.make(draw)
