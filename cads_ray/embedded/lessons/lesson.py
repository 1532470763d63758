"""What the teachers of measured quantities share: fair numbers, twists said in words, and slips made on the figure."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from cads_ray.embedded.drawing.apparatus import cover
from cads_ray.embedded.drawing.figure import Text
from cads_ray.embedded.drawing.sketch import PLAIN, SMALL, Shapes, box_of
from cads_ray.embedded.families.base import TWISTS, Draw, Item
from cads_ray.embedded.quantity import Quantity, exact
from cads_ray.errors import Refused

Values = dict[str, Quantity]
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_TRIES = 3000
_TURNS, _APART = (
    4,
    1_000_003,
)  # a twist may leave no fit numbers for the draw's operation: then another draw's are taken


def first_fit(draw: Draw, attempt: Callable[[Draw, random.Random], Item | None]) -> Item:
    """The first attempt that is none of the unfit ones (None).

    Slips do not take part in the choice: the same draw with a slip has the same numbers.
    """
    for turn in range(_TURNS):
        here = replace(draw, seed=draw.seed + turn * _APART)
        rng, bare = here.rng(), replace(here, slips=frozenset())
        for _ in range(_TRIES):
            state = rng.getstate()
            item = attempt(bare, rng)
            if item is not None:
                rng.setstate(state)
                return attempt(here, rng) or item
    raise Refused(f"no fit numbers for {draw}")


def first_fair(draw: Draw, attempt: Callable[[Draw, random.Random], Item | None]) -> Item:
    """The first attempt whose key is a short exact number that no label gives away; a slip may spoil that afterwards."""

    def fair(here: Draw, rng: random.Random) -> Item | None:
        item = attempt(here, rng)
        return item if item is None or here.slips or _fair(item, places=1 if here.level == 1 else 3) else None

    return first_fit(draw, fair)


def _fair(item: Item, places: int) -> bool:
    if not re.fullmatch(rf"-?\d{{1,6}}(\.\d{{1,{places}}})?", item.answer):
        return False
    printed = (Fraction(n) for label in item.drawing.labels for n in _NUMBER.findall(label))  # type: ignore[attr-defined]
    return all(abs(Fraction(item.answer)) != abs(number) for number in printed)


@cache
def wordings(name: str) -> dict[str, Any]:
    """The questions of a family, by kind: wordings/<name>.toml."""
    return tomllib.loads((Path(__file__).parent / "wordings" / f"{name}.toml").read_text(encoding="utf-8"))


def worded(rng: random.Random, name: str, *kinds: str, **fields: str) -> str:
    """One wording of each kind ("part" or "table.part"), as one text."""
    texts = []
    for kind in kinds:
        entry: Any = wordings(name)
        for part in kind.split("."):
            entry = entry[part]
        texts.append(rng.choice(entry).format(**fields))
    return " ".join(texts)


def size_of(draw: Draw) -> float:
    return SMALL if "small_print" in draw.twists else PLAIN


def told(draw: Draw, plan: str, *twists: str) -> str:
    """The strategy's text: the plan, then the twists that were really applied, in the words of TWISTS."""
    applied = [TWISTS[name] for name in ("small_print", *twists) if name in draw.twists]
    return "; ".join([plan, *applied])


def swapped(draw: Draw, values: Values, a: str, b: str) -> Values:
    """The values as the figure shows them: a teacher with the slip `swap` prints two of them at each other's place."""
    return {**values, a: values[b], b: values[a]} if "swap" in draw.slips else values


def hidden(draw: Draw, shapes: Shapes, text: str) -> Shapes:
    """The shapes; with the slip `hidden`, a plate over the first label of this text."""
    spot = next((s for s in shapes if isinstance(s, Text) and s.text == text), None)
    if "hidden" not in draw.slips or spot is None:
        return shapes
    left, top, right, bottom = box_of(spot)
    return (*shapes, cover(left - 3, top - 4, right - left + 6, bottom - top + 8))


def key_of(draw: Draw, solve: Callable[[bool], Fraction], signed: bool = False) -> str:
    """The teacher's key. `solve(converts)`: with the slip `units` numbers are taken as printed, unless that is absurd:
    no value at all, or one that is not positive though not `signed`."""
    if "units" in draw.slips:
        try:
            careless = solve(False)
        except ZeroDivisionError:
            careless = Fraction(0)
        if signed or careless > 0:
            return exact(careless)
    return exact(solve(True))
