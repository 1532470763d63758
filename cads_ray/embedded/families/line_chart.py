"""Line charts over time: growth, average change, percentages and gaps between lines; transferred to bars."""

from __future__ import annotations

from functools import partial

from cads_ray.embedded.families.base import Family
from cads_ray.embedded.lessons.charting import Plan
from cads_ray.embedded.lessons.lesson import first_fit
from cads_ray.schema import MetaStrategy

PLAN = Plan(
    looks=(("line", "lines"),),
    other_looks=(("bar", "lines"),),
    ops={
        (MetaStrategy.PARAMETERS, 1): ("growth", "pair_sum", "spread"),
        (MetaStrategy.PARAMETERS, 2): ("mean_growth", "steepest", "mean"),
        (MetaStrategy.PARAMETERS, 3): ("growth_percent", "steepest", "trio_mean"),
        (MetaStrategy.REVERSION, 1): ("missing_total", "missing_even"),
        (MetaStrategy.REVERSION, 2): ("missing_mean", "missing_even"),
        (MetaStrategy.REVERSION, 3): ("missing_mean", "missing_total"),
        (MetaStrategy.EXTENSION, 1): ("gap_series", "both_series"),
        (MetaStrategy.EXTENSION, 2): ("series_sum", "widest"),
        (MetaStrategy.EXTENSION, 3): ("series_gap", "widest"),
        (MetaStrategy.TRANSFER, 1): ("growth", "pair_sum", "spread"),
        (MetaStrategy.TRANSFER, 2): ("mean_growth", "steepest", "all_sum"),
        (MetaStrategy.TRANSFER, 3): ("growth_percent", "steepest", "share"),
    },
    text={
        MetaStrategy.PARAMETERS: "the same kind of line chart with another course over time",
        MetaStrategy.REVERSION: "the total, the mean or an even growth is stated and one point has to be found",
        MetaStrategy.EXTENSION: "a second line is added, and the question compares the two",
        MetaStrategy.TRANSFER: "the same change over time shown by bars",
    },
)

FAMILY = Family(
    name="line_chart",
    domain="charts",
    topic="reading line charts",
    concepts=("line chart", "change over time", "rate of growth"),
    words=(
        "line chart",
        "line graph",
        "over time",
        "from the previous month",
        "increase",
        "decrease",
        "trend",
        "peak",
        "each month",
        "month",
        "year",
        "area chart",
        "temperature",
        "rainfall",
        "stock prices",
        "heart rate",
        "recorded",
    ),
    make=partial(first_fit, attempt=PLAN.attempt),
    twists=("unlabelled", "distractor", "extra_step", "small_print"),
    slips=("swap", "unknown"),
)
