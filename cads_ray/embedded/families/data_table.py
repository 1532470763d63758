"""Tables of prices, sales, weights and times: sums, differences, unit prices, change; transferred to price tags and timetables."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.grid import price_tags, table
from cads_ray.embedded.drawing.sketch import Shapes
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import first_fit, told, worded, wordings
from cads_ray.embedded.lessons.sheets import (
    Sheet,
    TableAsk,
    column_total,
    draw_sheet,
    needed,
    printed,
    readings,
    total_of,
)
from cads_ray.embedded.lessons.survey import neat, operation, text_of, text_size
from cads_ray.schema import MetaStrategy

OPS = {
    (MetaStrategy.PARAMETERS, 1): ("cost_two", "row_sum", "weight_two"),
    (MetaStrategy.PARAMETERS, 2): ("cost_all", "cost_gap", "col_sum", "row_gap", "weight_two"),
    (MetaStrategy.PARAMETERS, 3): ("cost_all", "cheapest", "row_mean", "best_row", "weight_all"),
    (MetaStrategy.REVERSION, 1): ("missing_cell", "weight_missing"),
    (MetaStrategy.REVERSION, 2): ("missing_cell", "missing_number", "weight_missing"),
    (MetaStrategy.REVERSION, 3): ("missing_number", "weight_missing"),
    (MetaStrategy.EXTENSION, 1): ("discount_two", "net_row"),
    (MetaStrategy.EXTENSION, 2): ("discount_two", "discount_gap", "net_row"),
    (MetaStrategy.EXTENSION, 3): ("discount_gap", "net_all"),
    (MetaStrategy.TRANSFER, 1): ("trip", "tags"),
    (MetaStrategy.TRANSFER, 2): ("trip", "trip_gap", "tags"),
    (MetaStrategy.TRANSFER, 3): ("trip_gap", "tags"),
}
WORLD = {
    **dict.fromkeys(("cost_two", "cost_gap", "cost_all", "missing_number"), "orders"),
    **dict.fromkeys(("row_sum", "col_sum", "row_gap", "row_mean", "best_row", "missing_cell"), "sales"),
    **dict.fromkeys(("discount_two", "discount_gap"), "shop"),
    **dict.fromkeys(("net_row", "net_all"), "returns"),
    **dict.fromkeys(("trip", "trip_gap"), "times"),
    **dict.fromkeys(("weight_two", "weight_all", "weight_missing"), "parcels"),
    **{"cheapest": "packs", "tags": "tags"},
}
WEIGHED = {  # what the twist mixed_units asks of a strategy
    MetaStrategy.PARAMETERS: ("weight_two", "weight_two", "weight_all"),
    MetaStrategy.REVERSION: ("weight_missing", "weight_missing", "weight_missing"),
}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same kind of table with other rows and numbers",
    MetaStrategy.REVERSION: "a total is given and one cell is what has to be found",
    MetaStrategy.EXTENSION: "a column is added that has to be used: a discount, or what came back",
    MetaStrategy.TRANSFER: "the same look-up and arithmetic with price tags or a timetable",
}
MONEY = ("cost_two", "cost_gap", "cost_all", "discount_two", "discount_gap", "tags")


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    weighed = WEIGHED.get(draw.strategy) if "mixed_units" in draw.twists else None
    op = weighed[draw.level - 1] if weighed else operation(draw, OPS[draw.strategy, draw.level])
    kind = WORLD[op]
    world = rng.choice(wordings("tables")[kind])
    names = rng.sample(world["names"], min(draw.level + 2, len(world["names"])))
    if kind == "times":
        names.sort(key=world["names"].index)
    sheet = draw_sheet(rng, kind, names, draw.level, draw.twists)
    i, j = sorted(rng.sample(range(len(names)), 2))
    c, d = rng.sample(range(len(sheet[names[0]])), 2) if len(sheet[names[0]]) > 1 else (0, 0)
    n, m = rng.randint(2, 5), rng.randint(2, 5)
    ask = TableAsk(op, names[i], names[j], c, d, total_of(op, sheet, c), n, m)
    return _item(draw, rng, kind, world, ask, sheet)


def _item(draw: Draw, rng: random.Random, kind: str, world: dict[str, Any], ask: TableAsk, sheet: Sheet) -> Item | None:
    free = next((name for name in sheet if name not in (ask.a, ask.b)), ask.b)
    first = ask.b if "missing" in ask.op else ask.a
    exchange = {first: free, free: first} if "swap" in draw.slips and kind != "times" else {}
    shown = {exchange.get(name, name): row for name, row in sheet.items()}
    truth, key = ask.solve(shown), ask.solve(sheet, "units" not in draw.slips)
    if key != truth and not isinstance(key, str) and key <= 0:
        key = truth
    bill, stepped = rng.choice((20, 50, 100, 200)), "extra_step" in draw.twists and ask.op in MONEY
    if stepped and not isinstance(truth, str) and not isinstance(key, str):
        truth, key = bill - truth, bill - key
    drawing = Figure(_shapes(draw, kind, world, ask, shown))
    if not neat(key) or not neat(truth, tuple(" ".join(drawing.labels).split())):
        return None
    return Item(
        question=_question(rng, world, ask, sheet)
        + (f" {worded(rng, 'tables', 'change.any', bill=str(bill))}" if stepped else ""),
        answer=text_of(key),
        drawing=drawing,
        layout=_layout(kind, world),
        rationale=f"{readings(ask, sheet)} So: {text_of(key)}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *_applied(draw, kind, stepped)),
        truth=text_of(truth),
        unit=_unit(kind, ask.op),
        needed=needed(ask, shown),
        givens={"ask": ask, "sheet": shown, "bill": bill if stepped else 0},
    )


def _unit(kind: str, op: str) -> str:
    if op in MONEY:
        return "euros"
    return {"times": "min", "parcels": "kg"}.get(kind, "")


def _applied(draw: Draw, kind: str, stepped: bool) -> list[str]:
    held = {"mixed_units": kind == "parcels", "distractor": kind in ("orders", "packs", "shop"), "extra_step": stepped}
    return [name for name, applies in held.items() if applies]


def _question(rng: random.Random, world: dict[str, Any], ask: TableAsk, sheet: Sheet) -> str:
    head = world.get("head", ("", ""))
    scores = (
        {name: TableAsk("cost_two", name, name).solve(sheet) for name in (ask.a, ask.b)} if ask.op == "cost_gap" else {}
    )
    more, less = (ask.a, ask.b) if not scores or scores[ask.a] >= scores[ask.b] else (ask.b, ask.a)  # type: ignore[operator]
    rides = [TableAsk("trip", ask.a, ask.b, c).solve(sheet) for c in (ask.c, ask.d)] if ask.op == "trip_gap" else [1, 0]
    c, d = (head[i + 1] if i + 1 < len(head) else "" for i in (ask.c, ask.d))
    longer, shorter = (c, d) if rides[0] >= rides[1] else (d, c)  # type: ignore[operator]
    terms = {"noun": world.get("noun", ""), "verb": world.get("verb", ""), "row": world.get("row", head[0].lower())}
    names = {"a": ask.a, "b": ask.b, "c": c, "d": d, "more": more, "less": less, "longer": longer, "shorter": shorter}
    return worded(
        rng, "tables", f"ask.{ask.op}", **names, **terms, total=text_of(ask.total), n=str(ask.n), m=str(ask.m)
    )


def _shapes(draw: Draw, kind: str, world: dict[str, Any], ask: TableAsk, sheet: Sheet) -> Shapes:
    if kind == "tags":
        return price_tags(
            [(name, f"{printed(row[0])} EUR") for name, row in sheet.items()], world["title"], text_size(draw) + 1
        )
    asked = {"missing_cell": ask.c, "missing_number": 1, "weight_missing": 0}.get(ask.op)
    width = len(sheet[ask.a])
    rows = [[*world["head"][: width + 1]]]
    for name, row in sheet.items():
        rows.append([name, *("?" if name == ask.a and i == asked else printed(q) for i, q in enumerate(row))])
    if ask.op == "missing_cell":
        rows.append(["Total", *(column_total(sheet, i) for i in range(width))])
    if "distractor" in draw.twists and kind in ("orders", "packs", "shop"):
        numbers = draw.rng().sample(range(101, 990), len(sheet))
        rows = [[*row, extra] for row, extra in zip(rows, ["Code", *map(str, numbers)], strict=True)]
    return table(rows, world["title"], text_size(draw))


def _layout(kind: str, world: dict[str, Any]) -> str:
    if kind == "tags":
        return "Price tags in rows, each with the name of the thing and below it its price in euros."
    return f"A table titled {world['title']}: a shaded header row with {', '.join(world['head'])}, then one row for each entry."


FAMILY = Family(
    name="data_table",
    domain="tables",
    topic="arithmetic with tables",
    concepts=("table", "rows and columns", "unit price", "travel time"),
    words=(
        "table below",
        "table",
        "price",
        "timetable",
        "schedule",
        "row",
        "column",
        "cost",
        "expenses",
        "revenue",
        "sales",
        "hours worked",
        "discount",
        "product",
        "quantity",
        "employee",
        "monthly",
        "the list",
        "bill",
    ),
    make=partial(first_fit, attempt=_attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "swap"),
)
