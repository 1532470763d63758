"""Bar charts: sums, differences, means and shares of bars; transferred to lines and pies."""

from __future__ import annotations

from functools import partial

from cads_ray.embedded.families.base import Family
from cads_ray.embedded.lessons.charting import Plan
from cads_ray.embedded.lessons.lesson import first_fit
from cads_ray.schema import MetaStrategy

PLAN = Plan(
    looks=(("bar", "bars"),),
    other_looks=(("line", "lines"), ("pie", "bars")),
    ops={
        (MetaStrategy.PARAMETERS, 1): ("pair_sum", "pair_gap", "spread"),
        (MetaStrategy.PARAMETERS, 2): ("all_sum", "mean", "except_sum", "ratio"),
        (MetaStrategy.PARAMETERS, 3): ("share", "trio_mean", "except_sum"),
        (MetaStrategy.REVERSION, 1): ("missing_total", "missing_pair"),
        (MetaStrategy.REVERSION, 2): ("missing_mean", "missing_total"),
        (MetaStrategy.REVERSION, 3): ("missing_mean", "missing_total"),
        (MetaStrategy.EXTENSION, 1): ("gap_series", "both_series"),
        (MetaStrategy.EXTENSION, 2): ("series_sum", "widest"),
        (MetaStrategy.EXTENSION, 3): ("series_gap", "widest"),
        (MetaStrategy.TRANSFER, 1): ("pair_sum", "pair_gap", "spread"),
        (MetaStrategy.TRANSFER, 2): ("all_sum", "mean", "except_sum", "ratio"),
        (MetaStrategy.TRANSFER, 3): ("share", "trio_mean", "except_sum"),
    },
    text={
        MetaStrategy.PARAMETERS: "the same kind of bar chart with other categories and heights",
        MetaStrategy.REVERSION: "the total or the mean is stated and one bar is what has to be found",
        MetaStrategy.EXTENSION: "a second series of bars is added, and the question compares the two",
        MetaStrategy.TRANSFER: "the same comparison of values in another kind of chart",
    },
)

FAMILY = Family(
    name="bar_chart",
    domain="charts",
    topic="reading bar charts",
    concepts=("bar chart", "comparison of categories", "total and mean"),
    words=(
        "bar chart",
        "bar graph",
        "bars",
        "column chart",
        "histogram",
        "pareto chart",
        "tallest bar",
        "categories",
        "each category",
        "all categories",
        "category",
        "chart",
        "survey",
        "total",
        "how many more",
        "graph shows",
    ),
    make=partial(first_fit, attempt=PLAN.attempt),
    twists=("unlabelled", "distractor", "extra_step", "small_print"),
    slips=("swap", "unknown"),
)
