"""Equations and inequalities in variables: equal when one is a multiple of the other, or both say the same about a variable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.node import Node, minus, number
from cads_ray.judge.rules.points import NEEDED, TRIED, value_at
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import read_scalar

RULE = "equation"
_SIGNS = re.compile(r"[=<>≤≥≠]")
_FLIP = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "=": "=", "≠": "≠"}


@dataclass(frozen=True, slots=True)
class Relation:
    """difference `sign` 0, where `difference` is left minus right."""

    left: Node
    sign: str
    right: Node

    @property
    def difference(self) -> Node:
        return minus(self.left, self.right)


@remembered
def read_relation(text: str) -> Relation | None:
    """An equation or inequality with one sign, readable sides and a variable."""
    signs = _SIGNS.findall(text)
    if len(signs) != 1:
        return None
    left, right = (read_side(side) for side in _SIGNS.split(text))
    if left is None or right is None or not (left.symbols() | right.symbols()) or left.has("pm") or right.has("pm"):
        return None
    return Relation(left, signs[0], right)


def read_side(side: str) -> Node | None:
    """In a relation a run of letters is a product (PV = nRT), and f(x) is y."""
    side = re.sub(r"^[fgh]('{0,3})\(x\)$", r"y\1", side.strip())
    return read_scalar(f"1{side}" if side.isalpha() and 2 <= len(side) <= 4 else side)


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    p, t = read_relation(prediction), read_relation(truth)
    if p is None or t is None:
        return None
    if p.difference.symbols() != t.difference.symbols():
        return Match(False, RULE, "relations between other variables")
    ratio = constant_ratio(p.difference, t.difference)
    if ratio is not None:
        sign = p.sign if ratio > 0 else _FLIP[p.sign]
        return Match(
            sign == t.sign, RULE, "the same relation" if sign == t.sign else "the signs of the relations differ"
        )
    if p.sign == t.sign == "=":
        solved = _solves(p, t) or _solves(t, p)
        if solved == "only":
            return Match(True, RULE, "both give the same for a variable")
        if solved == "perhaps":
            return Match(None, RULE, "one follows from the other")
    if p.sign == t.sign == "=" or p.sign in "=≠" or t.sign in "=≠":
        return Match(False, RULE, "neither is a multiple of the other")
    return None


def constant_ratio(one: Node, other: Node) -> int | None:
    """The sign of one/other when that is the same real number at all points, else None."""
    ratios: list[Any] = []
    for place in range(TRIED):
        a, b = value_at(one, place), value_at(other, place)
        if a is None or b is None:
            continue
        if abs(b) < 1e-30 or abs(a) < 1e-30:
            if abs(a) > 1e-20 or abs(b) > 1e-20:
                return None
            continue
        ratios.append(a / b)
        if abs(ratios[-1] - ratios[0]) > 1e-25 * abs(ratios[0]):
            return None
        if len(ratios) >= NEEDED:
            break
    if len(ratios) < NEEDED - 3 or abs(ratios[0].imag) > 1e-30 * abs(ratios[0]):
        return None
    return 1 if ratios[0].real > 0 else -1


def _solves(explicit: Relation, other: Relation) -> str:
    """`explicit` is v = expression. Where v has that value, the other equation holds, as xy = 1 does where y = 1/x.

    "only" when the other is linear in v, so that no other v solves it; "perhaps" when it is not, and -v is no solution as
    well (y = √x is half of y^2 = x); "" else.
    """
    for side, value in ((explicit.left, explicit.right), (explicit.right, explicit.left)):
        if side.op == "sym" and side.name not in value.symbols() and value.symbols():
            if not _vanishes(substitute(other.difference, side.name, value)):
                return ""
            if _is_linear(other.difference, side.name):
                return "only"
            return "" if _vanishes(substitute(other.difference, side.name, Node("neg", (value,)))) else "perhaps"
    return ""


def _vanishes(node: Node) -> bool:
    """Zero at all points, as far as fifty digits tell."""
    values = [value_at(node, place) for place in range(TRIED)]
    found = [abs(value) for value in values if value is not None]
    return len(found) >= NEEDED - 3 and max(found) < 1e-30


def _is_linear(node: Node, name: str) -> bool:
    low, middle, high = (substitute(node, name, number(n)) for n in (5, 6, 7))
    curvature = minus(minus(high, middle), minus(middle, low))
    return _vanishes(curvature) and not _vanishes(minus(high, low))


def substitute(node: Node, name: str, value: Node) -> Node:
    if node.op == "sym" and node.name == name:
        return value
    args = tuple(substitute(arg, name, value) for arg in node.args)
    return Node(node.op, args, node.name, node.value, node.decimal)
