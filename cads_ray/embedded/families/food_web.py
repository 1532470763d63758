"""Food chains: what part of the energy each level passes on; two kinds of prey, the need of one animal; pyramids of biomass.

Each level stands in a row of its own, plants at the bottom, and each percentage between the rows that it connects: so
the places of the labels say who eats whom, to a reader of words as well.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.pyramids import Level, chain, pyramid
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.lesson import first_fit, told, worded, wordings
from cads_ray.embedded.lessons.survey import neat, operation, text_of, text_size
from cads_ray.embedded.quantity import Quantity
from cads_ray.schema import MetaStrategy

OPS = {
    MetaStrategy.PARAMETERS: ("up", "loss"),
    MetaStrategy.REVERSION: ("down", "efficiency"),
    MetaStrategy.EXTENSION: ("branch", "feed"),
    MetaStrategy.TRANSFER: ("up", "loss", "down"),
}
PERCENTS = {1: (10, 20), 2: (5, 10, 20, 25), 3: (4, 5, 8, 10, 20, 25)}
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "another food chain with other energies and percentages",
    MetaStrategy.REVERSION: "the upper level is given; the lower one, or the percentage, has to be found",
    MetaStrategy.EXTENSION: "a second kind of prey, or the need of one animal, is added and has to be used",
    MetaStrategy.TRANSFER: "the same losses from level to level in a pyramid of biomass",
}
WORDS = (
    "food chain", "food web", "energy pyramid", "trophic", "biomass", "producer", "consumer", "predator", "prey",
    "ecosystem", "energy", "eats", "10% rule", "is eaten by", "herbivore", "carnivore", "biology",
)  # fmt: skip


@dataclass(frozen=True)
class Flow:
    """A chain of levels: the amount at the bottom, what part (in percent) each step passes on, the need of one animal.

    With a second kind of prey, `shares` are the two parts of the bottom's amount that the two get; then `percents`
    starts with the step above them.
    """

    bottom: Fraction
    percents: tuple[int, ...]
    shares: tuple[int, ...] = ()
    need: Fraction = Fraction(0)

    def amounts(self) -> list[Fraction]:
        """From the bottom to the top; a shared level counts as the sum of its animals."""
        found = [self.bottom]
        for percent in (sum(self.shares), *self.percents) if self.shares else self.percents:
            found.append(found[-1] * percent / 100)
        return found

    def solve(self, op: str) -> Fraction:
        low, high = self.amounts()[0], self.amounts()[-1]
        return {
            "up": high,
            "loss": low - high,
            "down": low,
            "efficiency": 100 * high / low,
            "branch": high,
            "feed": high / (self.need or 1),
        }[op]

    def confused(self, op: str) -> Fraction:
        """The answer of a teacher who stops one level too early."""
        amounts = self.amounts()
        wrong = {"up": amounts[-2], "down": amounts[1], "loss": amounts[0] - amounts[-2]}
        return wrong.get(op, self.solve(op))


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    op = operation(draw, OPS[draw.strategy])
    world = rng.choice(wordings("food_web")["pyramids" if draw.strategy == MetaStrategy.TRANSFER else "chains"])
    percents = tuple(rng.choice(PERCENTS[draw.level]) for _ in range(2 if draw.level < 3 else 3))
    bottom = Fraction(rng.randint(2, 60) * {1: 100, 2: 200, 3: 1000}[draw.level])
    shares: tuple[int, ...] = ()
    if op == "efficiency":
        percents = percents[:1] if draw.level == 1 else percents[:2]
    if op == "branch":
        shares, percents = (
            (rng.choice(PERCENTS[draw.level]), rng.choice(PERCENTS[draw.level])),
            percents[: max(1, draw.level - 1)],
        )
    if "extra_step" in draw.twists and op == "up":
        op = "loss"
    flow = Flow(bottom, percents, shares)
    if op == "feed":
        needs = [
            n for n in (2, 4, 5, 8, 10, 20, 25) if (flow.amounts()[-1] / n).denominator == 1 and flow.amounts()[-1] > n
        ]
        if not needs:
            return None
        flow = Flow(bottom, percents, need=Fraction(rng.choice(needs)))
    return _item(draw, rng, world, op, flow)


def _item(draw: Draw, rng: random.Random, world: dict[str, Any], op: str, flow: Flow) -> Item | None:
    asked = "finer" if "mixed_units" in draw.twists and op not in ("efficiency", "feed") else "unit"
    unit = world[asked]
    scale = Quantity(Fraction(1), world["unit"]).printed_in(unit).value
    truth, key = flow.solve(op) * scale, flow.confused(op) if "unknown" in draw.slips else flow.solve(op)
    key *= 1 if "units" in draw.slips else scale
    if not all(neat(amount) for amount in (*flow.amounts(), truth, key)) or min(flow.amounts()) < Fraction(1, 5):
        return None
    names = [level[0] for level in world["levels"]]
    levels = _levels(world, op, flow)
    note = f"One {names[len(levels) - 1]} needs {Quantity(flow.need, world['unit']).text}" if op == "feed" else ""
    sun = Quantity(flow.bottom * 100, world["unit"]).text
    draws = pyramid if draw.strategy == MetaStrategy.TRANSFER else chain
    extra = f"Sun {sun}" if "distractor" in draw.twists and world["what"] == "energy" else ""
    figure = Figure(draws(levels, world["title"], text_size(draw), [text for text in (note, extra) if text]))
    texts = [text for level in levels for text in (*level.texts, *level.percents)]
    if text_of(truth) in " ".join(texts).split():
        return None
    terms = {"low": names[0], "high": names[len(levels) - 1], "what": world["what"], "u": unit}
    applied = {"mixed_units": asked == "finer", "distractor": bool(extra), "extra_step": op == "loss"}
    return Item(
        question=worded(rng, "food_web", f"ask.{op}", **terms),
        answer=text_of(key),
        drawing=figure,
        layout="Levels one above the other, plants at the bottom; beside each arrow the part that is passed on.",
        rationale=f"{'; '.join(texts)}; {note}. So: {text_of(key)}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *(name for name, done in applied.items() if done)),
        truth=text_of(truth),
        unit="%" if op == "efficiency" else "" if op == "feed" else unit,
        needed=tuple(text for text in (*texts, note) if text and "?" not in text),
        givens={"op": op, "levels": levels, "note": note, "scale": scale},
    )


def _levels(world: dict[str, Any], op: str, flow: Flow) -> list[Level]:
    """The levels with the texts in their boxes and the percentages below them, from the bottom up."""
    amounts, unit = flow.amounts(), world["unit"]
    last = len(amounts) - 1
    shown = {0: amounts[0]} if op not in ("down", "efficiency") else {last: amounts[-1]}
    shown |= {0: amounts[0]} if op == "efficiency" else {}
    levels = []
    for i, names in enumerate(world["levels"][: last + 1]):
        asked = i == (0 if op == "down" else last) and op not in ("efficiency", "feed", "loss")
        value = Quantity(shown[i], unit).text if i in shown else f"? {unit}" if asked else ""
        both = names if flow.shares and i == 1 else names[:1]
        percents = (
            flow.shares if flow.shares and i == 1 else flow.percents[i - 1 - bool(flow.shares) : i - bool(flow.shares)]
        )
        hidden = i == 0 or op == "efficiency"
        levels.append(
            Level(tuple(f"{n} {value}".strip() for n in both), () if hidden else tuple(f"{p}%" for p in percents))
        )
    return levels


FAMILY = Family(
    name="food_web",
    domain="biology",
    topic="food chains and energy",
    concepts=("food chain", "energy transfer", "trophic levels"),
    words=WORDS,
    make=partial(first_fit, attempt=_attempt),
    twists=("mixed_units", "distractor", "extra_step", "small_print"),
    slips=("units", "unknown"),
)
