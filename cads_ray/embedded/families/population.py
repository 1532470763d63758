"""Populations over the years and by age: growth, percentages, predator and prey, and what a chart lets one conclude."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.claims import Claim, one_true, right_one
from cads_ray.embedded.lessons.counts import IN_PERCENT, SCALED, Count
from cads_ray.embedded.lessons.lesson import first_fit, told, worded, wordings
from cads_ray.embedded.lessons.survey import (
    Rows,
    heights,
    neat,
    operation,
    paired_heights,
    text_of,
    text_size,
)
from cads_ray.embedded.quantity import terminates
from cads_ray.schema import MetaStrategy

OPS = {
    (MetaStrategy.PARAMETERS, 1): ("per_year", "percent", "conclusion"),
    (MetaStrategy.PARAMETERS, 2): ("per_year", "percent", "conclusion"),
    (MetaStrategy.PARAMETERS, 3): ("per_year", "percent", "conclusion"),
    (MetaStrategy.REVERSION, 1): ("missing_even",),
    (MetaStrategy.REVERSION, 2): ("missing_even", "missing_mean"),
    (MetaStrategy.REVERSION, 3): ("missing_mean",),
    (MetaStrategy.EXTENSION, 1): ("both", "ratio", "conclusion"),
    (MetaStrategy.EXTENSION, 2): ("growth_gap", "ratio", "conclusion"),
    (MetaStrategy.EXTENSION, 3): ("growth_gap", "ratio", "conclusion"),
    (MetaStrategy.TRANSFER, 1): ("age_sum", "age_gap", "conclusion"),
    (MetaStrategy.TRANSFER, 2): ("age_sum", "age_share", "conclusion"),
    (MetaStrategy.TRANSFER, 3): ("age_share", "conclusion"),
}
AGES = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59")
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "another population over other years",
    MetaStrategy.REVERSION: "the kind of growth or the mean is stated and one count is what has to be found",
    MetaStrategy.EXTENSION: "a second species is added and has to be compared with the first",
    MetaStrategy.TRANSFER: "the same reasoning on an age-structure chart",
}
WORDS = (
    "population", "age structure", "age group", "species", "predator", "prey", "growth per year", "life cycle",
    "which conclusion", "animals", "biology", "habitat", "number of individuals", "per year",
)  # fmt: skip


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    op = operation(draw, OPS[draw.strategy, draw.level])
    transfer, two = draw.strategy == MetaStrategy.TRANSFER, draw.strategy == MetaStrategy.EXTENSION
    world = rng.choice(wordings("population")["ages" if transfer else "worlds"])
    prey, hunter = (world["noun"], "") if transfer else world["species"]
    count, apart = draw.level + 3 - (two and draw.level > 1), rng.choice((1, 2, 4))
    start = rng.randint(1990, 2024 - apart * count)
    names = AGES[:count] if transfer else tuple(str(start + apart * i) for i in range(count))
    multiples = "unlabelled" in draw.twists
    if two:
        low, high = paired_heights(rng, draw.level, count, multiples)
        rows = {(n, hunter): v for n, v in zip(names, low, strict=True)}
        rows = {(n, prey): v for n, v in zip(names, high, strict=True)} | rows
    else:
        rows = {(n, ""): v for n, v in zip(names, heights(rng, draw.level, count, multiples), strict=True)}
    i, j, k = sorted(rng.sample(range(count), 3))
    order = (i, j, k)
    if op.startswith("missing"):
        middle = rng.randrange(1, count - 1)
        order = (middle, middle - 1, middle + 1)
    s, t = (prey, hunter) if two else ("", "")
    mean = sum(rows.values(), Fraction(0)) / count if op == "missing_mean" else Fraction(0)
    first, second, third = (names[n] for n in order)
    ask = Count(op, first, second, third, s, t, mean)
    scale = 100 if "mixed_units" in draw.twists and op in SCALED else 1
    if not terminates(mean, 1):
        return None
    claims = (
        one_true(rng, rows, {prey: prey, hunter: hunter} if two else {"": prey}, transfer) if op == "conclusion" else ()
    )
    return None if claims is None else _item(draw, rng, (prey, hunter), ask, rows, scale, claims)


def _item(
    draw: Draw,
    rng: random.Random,
    species: tuple[str, str],
    ask: Count,
    rows: Rows,
    scale: int,
    claims: tuple[Claim, ...],
) -> Item | None:
    transfer = draw.strategy == MetaStrategy.TRANSFER
    shown = _exchanged(rows) if "swap" in draw.slips else rows
    if claims:
        picked = right_one(claims, rows), right_one(claims, shown)
        shown = shown if picked[1] else rows  # a figure on which no statement or several hold would be no question
        key, truth = (claim.say(transfer) for claim in (picked[0], picked[1] or picked[0]) if claim)
    else:
        plain = 1 if "units" in draw.slips else scale
        results = ask.solve(rows) * plain, ask.solve(shown) * scale
        if not all(neat(result) for result in results):
            return None
        key, truth = map(text_of, results)
    chart = _chart(draw, rng, species, ask, shown, scale)
    if ask.op.startswith("missing") and truth in chart.labels:
        return None
    terms = {"a": ask.a, "b": ask.b, "c": ask.c, "noun": species[0], "other": species[1]}
    question = worded(rng, "population", f"ask.{ask.op}", **terms, total=text_of(ask.total * scale))
    twists = [*(["mixed_units"] if scale > 1 else []), "unlabelled"]
    return Item(
        question=question,
        answer=key,
        drawing=chart,
        layout=f"A {chart.kind} chart of a population by {chart.x_title.lower()}, the axis from 0 and named above.",
        rationale=f"{'; '.join(f'{n} {s} {text_of(v)}'.replace('  ', ' ') for (n, s), v in rows.items())}. So: {key}",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *twists),
        truth=truth,
        choices=tuple(claim.say(transfer) for claim in claims),
        unit="%" if ask.op in IN_PERCENT else "",
        needed=_needed(ask, chart, scale),
        givens={"ask": ask, "scale": scale, "claims": claims},
    )


def _exchanged(rows: Rows) -> Rows:
    """The rows as shown when the names of the first and of the last category are exchanged."""
    names = list(dict.fromkeys(name for name, _ in rows))
    exchange = {names[0]: names[-1], names[-1]: names[0]}
    return {(exchange.get(name, name), series): value for (name, series), value in rows.items()}


def _chart(draw: Draw, rng: random.Random, species: tuple[str, str], ask: Count, rows: Rows, scale: int) -> Chart:
    transfer, prey = draw.strategy == MetaStrategy.TRANSFER, species[0].capitalize()
    worlds = wordings("population")["ages" if transfer else "worlds"]
    world = next(w for w in worlds if species[0] == (w["noun"] if transfer else w["species"][0]))
    title = (
        world["title"]
        if transfer
        else f"{' and '.join(s.capitalize() for s in species if ask.t or s == species[0])} {world['place']}"
    )
    hidden = ask.a if ask.op.startswith("missing") else None
    points = tuple((name, None if name == hidden else float(value), s) for (name, s), value in rows.items())
    y = f"{'Animals' if ask.t else prey}{' (hundreds)' if scale > 1 else ''}"
    kind, x = ("bar", "Age") if transfer else ("line", "Year")
    return Chart(kind, title, x, y, points, "unlabelled" not in draw.twists, size=text_size(draw))


def _needed(ask: Count, chart: Chart, scale: int) -> tuple[str, ...]:
    names = {"both": (ask.a,), "ratio": (ask.a,), "missing_even": (ask.b, ask.c)}.get(ask.op, (ask.a, ask.b))
    names = chart.categories if ask.op in ("conclusion", "missing_mean", "age_share", "age_gap") else names
    values = [chart.printed(v) for n, v, _ in chart.points if n in names and v is not None and chart.print_values]
    unit = ["hundreds"] if scale > 1 else []
    return tuple(dict.fromkeys([*names, *(s for s in chart.series if s), *values, *unit]))


FAMILY = Family(
    name="population",
    domain="biology",
    topic="populations",
    concepts=("population growth", "age structure", "predator and prey"),
    words=WORDS,
    make=partial(first_fit, attempt=_attempt),
    twists=("unlabelled", "mixed_units", "small_print"),
    slips=("units", "swap"),
)
