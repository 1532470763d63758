"""Resistors in series and in parallel across one source; transferred to a bank of lamps and to water pipes.

The question never says how the parts are connected: the places of the labels do (see `wiring`).
"""

from __future__ import annotations

import random
from fractions import Fraction

from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.wiring import NETWORKS, Block, Network, Wiring, said
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import Values, first_fair, hidden, key_of, size_of, swapped, told, worded
from cads_ray.embedded.quantity import Quantity, exact, terminates
from cads_ray.schema import MetaStrategy

# The networks (wiring.NETWORKS) and what may be asked of them.
PLANS: dict[tuple[MetaStrategy, int], tuple[tuple[str, ...], tuple[str, ...]]] = {
    (MetaStrategy.PARAMETERS, 1): (("series2", "parallel2"), ("resistance", "current")),
    (MetaStrategy.PARAMETERS, 2): (("series3", "branch"), ("resistance", "current")),
    (MetaStrategy.PARAMETERS, 3): (("main3",), ("current", "voltage")),
    (MetaStrategy.REVERSION, 1): (("series2",), ("missing",)),
    (MetaStrategy.REVERSION, 2): (("series3", "parallel2"), ("missing",)),
    (MetaStrategy.REVERSION, 3): (("main3", "branch"), ("missing",)),
    (MetaStrategy.EXTENSION, 1): (("series3", "parallel3"), ("resistance", "current")),
    (MetaStrategy.EXTENSION, 2): (("branch", "main3"), ("resistance", "current")),
    (MetaStrategy.EXTENSION, 3): (("main4",), ("current", "voltage")),
    (MetaStrategy.TRANSFER, 1): (("series2", "parallel2"), ("resistance", "current")),
    (MetaStrategy.TRANSFER, 2): (("parallel3", "branch"), ("resistance", "current")),
    (MetaStrategy.TRANSFER, 3): (("main3",), ("current", "voltage")),
}
POOLS = {1: (2, 3, 4, 6, 8, 10, 12), 2: (4, 6, 8, 10, 12, 15, 18, 20, 24, 30), 3: (9, 12, 18, 20, 24, 30, 36, 45, 60)}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same kind of circuit with other resistors and another source",
    MetaStrategy.REVERSION: "the current is given and one of the resistors is asked",
    MetaStrategy.EXTENSION: "one more resistor, which the solution needs",
    MetaStrategy.TRANSFER: "the same combination of resistances in another world",
}
ELECTRIC = {"resistance": "Ω", "current": "A", "power": "W", "voltage": "V", "missing": "Ω"}
RESISTORS, LAMPS, PIPES = Wiring("resistors"), Wiring("lamps"), Wiring("pipes")
UNITS = {RESISTORS: ELECTRIC, LAMPS: ELECTRIC, PIPES: {"resistance": "", "current": "L/s", "voltage": "kPa"}}
VOLTS = (6, 9, 12, 18, 24, 30, 36, 48, 60, 90, 120)
BEYOND = {"resistance": "current", "current": "power"}  # the twist extra_step


def resistance(network: Network, ohms: dict[str, Fraction]) -> Fraction:
    return sum((_block(block, ohms) for block in network), Fraction(0))


def _block(block: Block, ohms: dict[str, Fraction]) -> Fraction:
    return 1 / sum((1 / _row(row, ohms) for row in block), Fraction(0))


def _row(row: tuple[str, ...], ohms: dict[str, Fraction]) -> Fraction:
    return sum((ohms[name] for name in row), Fraction(0))


def _missing(network: Network, name: str, ohms: dict[str, Fraction], total: Fraction) -> Fraction:
    """The resistance that `name` must have for the network to have this total; ZeroDivisionError when none can."""
    home = next(block for block in network if any(name in row for row in block))
    own = next(row for row in home if name in row)
    rest = total - sum((_block(block, ohms) for block in network if block != home), Fraction(0))
    others = sum((1 / _row(row, ohms) for row in home if row != own), Fraction(0))
    return 1 / (1 / rest - others) - _row(tuple(n for n in own if n != name), ohms)


def _solve(target: str, network: Network, values: Values, name: str, converts: bool) -> Fraction:
    ohms = {key: q.base(converts) for key, q in values.items() if key.startswith("R")}
    volts, total = values["source"].value, Fraction(0) if target == "missing" else resistance(network, ohms)
    if target == "missing":
        return _missing(network, name, ohms, volts / values["meter"].value)
    return {"resistance": total, "current": volts / total, "power": volts**2 / total}.get(
        target, volts * ohms["R1"] / total
    )


def _confused(target: str, network: Network, values: Values, unknown: str) -> Fraction:
    """What a teacher finds who solves for the wrong unknown."""
    volts = values["source"].value
    if target == "missing":
        return volts / values["meter"].value
    if target == "voltage":
        return volts - _solve(target, network, values, unknown, True)
    return _solve("resistance" if target == "current" else "current", network, values, unknown, True)


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    networks, targets = PLANS[draw.strategy, draw.level]
    network, target = NETWORKS[rng.choice(networks)], rng.choice(targets)
    world = rng.choice((LAMPS, PIPES)) if draw.strategy == MetaStrategy.TRANSFER else RESISTORS
    if world is PIPES and draw.twists & {"mixed_units", "extra_step", "distractor"}:
        world = LAMPS  # pipes have no customary units, and no name for power
    names = sorted(name for block in network for row in block for name in row)
    numbers, volts = rng.sample(POOLS[draw.level], len(names)), rng.choice(VOLTS)
    unknown = rng.choice(names) if target == "missing" else ""
    stepped = "extra_step" in draw.twists and target in BEYOND
    target = BEYOND[target] if stepped else target
    scale = 100 if "mixed_units" in draw.twists else 1
    unit, source = ("", "kPa") if world is PIPES else ("Ω", "V")
    values = {name: Quantity(Fraction(scale * number), unit) for name, number in zip(names, numbers, strict=True)}
    values["source"] = Quantity(Fraction(volts), source)
    if unknown:
        values["meter"] = Quantity(volts / resistance(network, {n: values[n].value for n in names}), "A")
        if not terminates(values["meter"].value):
            return None
    if scale != 1:
        odd = next(name for name in names if name != unknown)
        values[odd] = values[odd].printed_in("kΩ")
    twists = ("mixed_units", "distractor", "extra_step") if stepped else ("mixed_units", "distractor")
    plan = told(draw, PLAN_TEXT[draw.strategy], *twists)
    return _item(draw, rng, world, network, values, target, unknown, plan)


def _item(
    draw: Draw,
    rng: random.Random,
    world: Wiring,
    network: Network,
    values: Values,
    target: str,
    unknown: str,
    plan: str,
) -> Item:
    shown = values if unknown else swapped(draw, values, "R1", "R2")
    key = key_of(draw, lambda converts: _solve(target, network, values, unknown, converts))
    if "unknown" in draw.slips:
        key = exact(_confused(target, network, values, unknown))
    labels = {name: f"{name} = {q.text}" for name, q in shown.items() if name.startswith("R")}
    if unknown:
        labels |= {unknown: f"{unknown} = ?", "meter": f"I = {shown['meter'].text}"}
    labels["source"] = shown["source"].text
    needed = [x for name, x in labels.items() if "?" not in x and (name != "source" or target != "resistance")]
    shapes = world.shapes(network, labels, "fuse 10 A" if "distractor" in draw.twists else "", size_of(draw))
    return Item(
        question=worded(rng, "circuits", f"opening.{world.name}", f"{world.name}.{target}"),
        answer=key,
        drawing=Figure(hidden(draw, shapes, labels["R2" if unknown == "R1" else "R1"])),
        layout=f"A closed loop with the source below and, above it, {said(network)}; each value stands at its symbol.",
        rationale=f"With {', '.join(needed)}: {said(network)}, and V = I R, give {key} {UNITS[world][target]}.",
        strategy_text=plan,
        truth=exact(_solve(target, network, shown, unknown, True)),
        unit=UNITS[world][target],
        needed=tuple(needed),
        givens={"target": target, "network": network, "unknown": unknown, "values": shown},
    )


FAMILY = Family(
    name="circuits",
    domain="physics",
    topic="electric circuits with resistors",
    concepts=("series and parallel resistance", "Ohm's law", "electric power"),
    words=("resistor", "resistance", "circuit", "ohm", "battery", "current", "ammeter", "voltage", "in parallel"),
    make=lambda draw: first_fair(draw, _attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "unknown", "swap", "hidden"),
)
