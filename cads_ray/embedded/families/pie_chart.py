"""Pie charts in percent: what a slice stands for, the slice left out, the whole; transferred to bars of percent."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from cads_ray.embedded.drawing.chart import PERCENT, Chart
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import first_fit, told, worded, wordings
from cads_ray.embedded.lessons.survey import neat, operation, roomy, text_of, text_size
from cads_ray.schema import MetaStrategy

OPS = {
    (MetaStrategy.PARAMETERS, 1): ("count_pair", "count_gap"),
    (MetaStrategy.PARAMETERS, 2): ("count_pair", "count_gap", "count_without"),
    (MetaStrategy.PARAMETERS, 3): ("count_pair", "count_gap", "count_without"),
    (MetaStrategy.REVERSION, 1): ("percent_missing",),
    (MetaStrategy.REVERSION, 2): ("percent_missing", "whole"),
    (MetaStrategy.REVERSION, 3): ("whole",),
    (MetaStrategy.EXTENSION, 1): ("count_other", "moved"),
    (MetaStrategy.EXTENSION, 2): ("count_other", "moved"),
    (MetaStrategy.EXTENSION, 3): ("count_other", "moved_count"),
    (MetaStrategy.TRANSFER, 1): ("count_pair", "count_gap"),
    (MetaStrategy.TRANSFER, 2): ("count_pair", "count_gap", "count_without"),
    (MetaStrategy.TRANSFER, 3): ("count_gap", "moved_count"),
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same kind of pie chart with another whole and other shares",
    MetaStrategy.REVERSION: "a share or the whole is what has to be found",
    MetaStrategy.EXTENSION: "a slice without a number, or a move between slices, is added and has to be used",
    MetaStrategy.TRANSFER: "the same shares of a whole shown by bars",
}
PRICED = ("count_pair", "count_gap", "count_without", "count_other")
IN_PERCENT = ("percent_missing", "moved")
Shares = dict[str, int]  # whole percents


@dataclass(frozen=True)
class Ask:
    """A question about slices `a` and `b` of a whole of `n`; the last slice is the one without a number."""

    op: str
    a: str
    b: str
    n: int

    def solve(self, shares: Shares) -> Fraction:
        return self._percent(shares) * (Fraction(1) if self.op in (*IN_PERCENT, "whole") else Fraction(self.n, 100))

    def _percent(self, shares: Shares) -> Fraction:
        rules: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
            "count_pair": lambda a, b: a + b,
            "count_gap": lambda a, b: abs(a - b),
            "count_without": lambda a, b: 100 - a,
            "percent_missing": lambda a, b: a,
            "count_other": lambda a, b: a,
            "whole": lambda a, b: Fraction(self.n),
            "moved": lambda a, b: b + a / 2,
            "moved_count": lambda a, b: b + a / 2,
        }
        return rules[self.op](Fraction(shares[self.a]), Fraction(shares[self.b]))

    @property
    def hides(self) -> bool:
        return self.op in ("percent_missing", "count_other")


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    op = operation(draw, OPS[draw.strategy, draw.level])
    world = rng.choice(wordings("pies")["worlds"])
    count = draw.level + 3
    step = {1: 10, 2: 5, 3: 1}[draw.level]
    cuts = sorted(rng.sample(range(1, 100 // step), count - 1))
    sizes = [step * (high - low) for low, high in zip([0, *cuts], [*cuts, 100 // step], strict=True)]
    names = rng.sample(world["names"], count)
    if op == "count_other":
        names[-1] = "Other"
    n = rng.choice({1: (20, 40, 50, 60, 80), 2: (120, 160, 180, 240, 300), 3: (200, 300, 400, 500, 600)}[draw.level])
    a, b = rng.sample(names, 2)
    if Ask(op, a, b, n).hides:
        a, b = names[-1], names[0]
    shares = dict(zip(names, sizes, strict=True))
    if min(sizes) < 4 or max(sizes) > 60 or shares[a] == shares[b] or any(n * size % 100 for size in sizes):
        return None
    return _item(draw, rng, world, Ask(op, a, b, n), shares)


def _item(draw: Draw, rng: random.Random, world: dict[str, Any], ask: Ask, shares: Shares) -> Item | None:
    shown = _swapped(shares, ask) if "swap" in draw.slips else shares
    key, truth, price = ask.solve(shares), ask.solve(shown), rng.randint(2, 6)
    if "unknown" in draw.slips and ask.hides:
        key = (100 - ask.solve(shares)) if ask.op == "percent_missing" else ask.n - ask.solve(shares)
    stepped = "extra_step" in draw.twists and ask.op in PRICED
    if stepped:
        key, truth = key * price, truth * price
    chart = _chart(draw, world, ask, shown)
    if chart.kind == "pie" and not roomy(chart):
        return None
    printed = (f"{ask.n}", *(text_of(Fraction(v)) for _, v, _ in chart.points if v))
    if not neat(key) or not neat(truth, printed if ask.op != "whole" else ()):
        return None
    more, less = (ask.a, ask.b) if shares[ask.a] > shares[ask.b] else (ask.b, ask.a)
    some = text_of(Fraction(ask.n * (shares[ask.a] + shares[ask.b]), 100))
    said = {key: world[key] for key in ("noun", "verb", "link")} | {"part": "slice" if chart.kind == "pie" else "bar"}
    question = worded(rng, "pies", f"ask.{ask.op}", a=ask.a, b=ask.b, more=more, less=less, some=some, **said)
    question = " ".join(question.split())
    if stepped:
        question = f"{question} {world['pay'].format(p=price)} {worded(rng, 'charts', 'pay.any')}"
    applied = [*(["extra_step"] if stepped else []), *([] if chart.print_values else ["unlabelled"])]
    used = chart.categories if ask.hides else (ask.a,) if ask.op == "count_without" else (ask.a, ask.b)
    return Item(
        question=question,
        answer=text_of(key),
        drawing=chart,
        layout=f"A {chart.kind} chart of shares in percent, each with its name and its percentage; the title says of what.",
        rationale=" ".join(f"{k}: {v}%." for k, v in shares.items() if k in used) + f" So: {text_of(key)}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *applied),
        truth=text_of(truth),
        unit="euros" if stepped else "%" if ask.op in IN_PERCENT else "",
        needed=_needed(ask, chart, used),
        givens={"ask": ask, "price": price if stepped else 1},
    )


def _swapped(shares: Shares, ask: Ask) -> Shares:
    """The shares as shown when the names of `a` (of a known slice, where `a` is asked) and of another are exchanged."""
    free = next(name for name in shares if name not in (ask.a, ask.b))
    exchange = {(ask.b if ask.hides else ask.a): free, free: ask.b if ask.hides else ask.a}
    return {exchange.get(name, name): share for name, share in shares.items()}


def _chart(draw: Draw, world: dict[str, Any], ask: Ask, shares: Shares) -> Chart:
    title = world["bare"] if ask.op == "whole" else world["title"].format(n=ask.n)
    points = tuple((name, None if ask.hides and name == ask.a else float(share), "") for name, share in shares.items())
    transfer = draw.strategy == MetaStrategy.TRANSFER
    kind, unit = ("bar", "Percent") if transfer else ("pie", PERCENT)
    printed = not (transfer and draw.level == 1 and "unlabelled" in draw.twists)
    return Chart(kind, title, world["x"], unit, points, printed, size=text_size(draw))


def _needed(ask: Ask, chart: Chart, used: tuple[str, ...]) -> tuple[str, ...]:
    size = () if ask.op in ("whole", *IN_PERCENT) else (f"{ask.n}",)
    points = [(name, value) for name, value, _ in chart.points if name in used and value is not None]
    if chart.kind == "pie":
        return (*size, *(f"{name} {chart.printed(value)}" for name, value in points))
    return (
        *size,
        *(text for name, v in points for text in (name, *([chart.printed(v)] if chart.print_values else []))),
    )


FAMILY = Family(
    name="pie_chart",
    domain="charts",
    topic="reading pie charts",
    concepts=("pie chart", "percentage of a whole", "shares"),
    words=(
        "pie chart",
        "pie graph",
        "circle graph",
        "slice",
        "sector of the pie",
        "pie",
        "percentage of the",
        "percent",
        "proportion",
        "share",
        "shares",
        "what fraction of",
        "part of the whole",
    ),
    make=partial(first_fit, attempt=_attempt),
    twists=("extra_step", "unlabelled", "small_print"),
    slips=("swap", "unknown"),
)
