import json

from cads_ray.ablation.arms import ARMS
from cads_ray.ablation.figure import figure
from cads_ray.ablation.measures import Measures
from cads_ray.ablation.table import HEADER, Findings, interval, pooled, ratio, table

RATES = {"judge": [(8, 40), (9, 40), (7, 40)], "context": [(16, 40), (14, 40), (18, 40)]}


def findings():
    measures = {
        name: [Measures(hard, (38, 40), (0, 40), (3, 42), 12.0, 9.5, 0.4) for hard in rates]
        for name, rates in RATES.items()
    }
    return Findings(measures, {"context": [(5, 27), (9, 27)]})


def test_an_interval_holds_the_rate_and_narrows_with_more_rows():
    low, high = interval(lambda arms: pooled(arms[0]), RATES["judge"])
    assert low < pooled(RATES["judge"]) < high
    wide = interval(lambda arms: pooled(arms[0]), [(2, 10), (2, 10), (2, 10)])
    assert high - low < wide[1] - wide[0]
    assert interval(ratio, RATES["context"], RATES["judge"])[0] > 1


def test_chance_is_the_same_every_time():
    assert table(findings()) == table(findings())


def test_the_table_has_a_line_for_each_arm_and_a_ratio_for_those_that_learn():
    lines = table(findings()).splitlines()
    assert len(lines) == 2 + len(RATES)
    assert all(line.count("|") == len(HEADER) + 1 for line in lines)
    assert "2.00 (" in next(line for line in lines if ARMS["context"].label in line)


def test_an_arm_without_hits_breaks_nothing():
    assert ratio([[(1, 2)], [(0, 2)]]) == float("inf")


def test_the_figure_is_drawn_with_its_words(renderer):
    picture = renderer.draw("vega-lite", json.dumps(figure(findings()))).data
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 10_000
