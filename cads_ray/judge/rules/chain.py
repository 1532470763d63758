"""A value written in several ways in a row: 5/3 = 1 2/3, 4√10 ≈ 12.65. Any of them stands for it, if they agree."""

from __future__ import annotations

import re
from fractions import Fraction

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.numerals import read_numeral
from cads_ray.judge.rules.quantity import read_quantity
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import approximate, is_constant, read_scalar, same_scalar
from cads_ray.judge.rules.scan import levels

RULE = "chain"
MAX_LINKS = 5
_NAME = re.compile(r"[A-Za-zα-ω](?:_\{?\w+\}?)?\Z")
_UNIT = re.compile(r"[-+\d.,×*^{}\s]*?\d[.}]?\s*([A-Za-zμΩ°%].*)\Z")


@remembered
def read_chain(text: str) -> tuple[str, ...]:
    """The spellings, without the name in front; () when it is no chain or its links disagree."""
    cuts = [(at, char) for at, char, depth in levels(text) if depth == 0 and char in "=≈"]
    if not 1 <= len(cuts) <= MAX_LINKS:
        return ()
    starts = [0, *(at + 1 for at, _ in cuts)]
    links = [text[a:b].strip() for a, b in zip(starts, [*(at for at, _ in cuts), len(text)], strict=True)]
    signs = [char for _, char in cuts]
    if _NAME.match(links[0]):
        links, signs = links[1:], signs[1:]
    if len(links) < 2:
        return tuple(links) if "≈" in text and links and links[0] else ()
    links = _share_unit(links)
    return tuple(links) if all(_agree(a, s, b) for a, s, b in zip(links, signs, links[1:], strict=False)) else ()


def _share_unit(links: list[str]) -> list[str]:
    """7π/2 ≈ 11.00 in^2: the unit stands at the end only."""
    found = _UNIT.match(links[-1])
    if not found or read_quantity(links[-1]) is None:
        return links
    return [link if read_quantity(link) else f"{link} {found.group(1)}" for link in links]


def _agree(one: str, sign: str, other: str) -> bool:
    values = [quantity.value if (quantity := read_quantity(link)) else read_scalar(link) for link in (one, other)]
    a, b = values
    if a is None or b is None or not is_constant(a) or not is_constant(b):
        return False
    if same_scalar(a, b):
        return True
    exact_a, exact_b = approximate(a), approximate(b)
    if sign == "=" or exact_a is None or exact_b is None:
        return False
    figures = re.match(r"[-+\d.,\s]+", other)
    decimals = (
        len(figures.group().strip().partition(".")[2])
        if figures and read_numeral(figures.group().strip()) is not None
        else 0
    )
    return abs(exact_a - exact_b) <= Fraction(1, 10**decimals)


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    p, t = read_chain(prediction), read_chain(truth)
    if not p and not t:
        return None
    verdicts = [item.same(a, b) for a in p or (prediction,) for b in t or (truth,)]
    for wanted in (True, None):
        for verdict in verdicts:
            if verdict.equal is wanted:
                return Match(wanted, RULE, f"one spelling of the value: {verdict.reason}")
    return Match(False, RULE, "no spelling of the value agrees")
