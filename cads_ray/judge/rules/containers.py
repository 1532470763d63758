"""Comparison of sets, tuples, lists and named parts, part by part.

Order counts in tuples and never in sets. A bare list of figures in another order is undecidable unless the item says
whether order counts: `12, 16, 20` may be three sides or three questions.
"""

from __future__ import annotations

import re
from fractions import Fraction

from cads_ray.judge.rules.base import Item, Match, all_of
from cads_ray.judge.rules.equation import substitute
from cads_ray.judge.rules.node import Node, branches, number
from cads_ray.judge.rules.scalar import read_scalar, same_scalar
from cads_ray.judge.rules.series import Series, read_series
from cads_ray.judge.rules.text import is_wordy

RULE = "container"
_COORDINATES = ("x", "y", "z", "w")
_BASIS = ("î", "ĵ", "k̂")
_UNORDERED = frozenset(("set", "or", "roots"))


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """None when neither side has several parts, or only one has and the other is no value that could stand for it."""
    p, t = read_series(prediction), read_series(truth)
    if p is None and t is None:
        return None
    if p is None or t is None:
        return _against_value(p, t, prediction if p is None else truth, item)
    ours, theirs = _variables(p), _variables(t)
    if ours and theirs and ours != theirs:
        return _other_variables(p, t, all(len(name) == 1 for name in ours | theirs), item)
    if p.names and t.names and p.style == t.style:
        return _named(p, t, item)
    p, t = _as_point(p, t), _as_point(t, p)
    if (len(p.parts) > 1 or len(t.parts) > 1) and _is_prose(p, t):
        return None
    return _unnamed(p, t, item)


def _variables(series: Series) -> set[str]:
    """What the values are of: {x} for x = 1 or x = 2 and for x_1, x_2; {a, b} for named parts; a point's label."""
    if series.style == "roots":
        return {series.names[0][0]}
    if series.label.startswith("("):
        return set(re.findall(r"[a-z]", series.label))
    return set(series.names) or ({series.label} if series.label else set())


def _other_variables(p: Series, t: Series, letters: bool, item: Item) -> Match:
    """w = 5, l = 7 beside width = 5, length = 7 may be the same; x = 3 beside y = 3 is not."""
    if letters or len(p.parts) != len(t.parts):
        return Match(False, RULE, "values of other variables")
    values = all_of([item.same(a, b) for a, b in zip(p.parts, t.parts, strict=True)], RULE)
    return Match(False if values.equal is False else None, RULE, "values under other names")


def _is_prose(p: Series, t: Series) -> bool:
    """Commas of a sentence separate no parts."""
    return any(
        series.style == "list" and any(len(part.split()) > 6 and is_wordy(part) for part in series.parts)
        for series in (p, t)
    )


def _as_point(series: Series, other: Series) -> Series:
    """x = 3, y = 4 as (3, 4), beside something without names."""
    if series.style != "named" or other.names or not set(series.names) <= set(_COORDINATES):
        return series
    ordered = sorted(zip(series.names, series.parts, strict=True), key=lambda pair: _COORDINATES.index(pair[0]))
    return Series("tuple", tuple(part for _, part in ordered))


def _named(p: Series, t: Series, item: Item) -> Match:
    if set(p.names) != set(t.names):
        missing = set(p.names) ^ set(t.names)
        return Match(False if len(p.names) != len(t.names) else None, RULE, f"not on both sides: {sorted(missing)[:3]}")
    values = dict(zip(p.names, p.parts, strict=True))
    by_name = all_of([item.same(values[name], part) for name, part in zip(t.names, t.parts, strict=True)], RULE)
    if by_name.equal is False and t.style == "roots" and _cover(p.parts, t.parts, item).equal:
        return Match(None, RULE, "the same roots under other indices")
    return by_name


def _unnamed(p: Series, t: Series, item: Item) -> Match:
    styles = {p.style, t.style}
    unordered = bool(styles & _UNORDERED) if item.ordered is None else not item.ordered
    if item.ordered is None and "set" in styles and styles & {"tuple", "bracket"}:
        return Match(False, RULE, "a set against an ordered list")
    if styles == {"tuple", "bracket"} and len(t.parts) == 2 and item.kind == "interval":
        return Match(False, RULE, "ends included on one side only")
    if unordered:
        return _cover(p.parts, t.parts, item)
    if len(p.parts) != len(t.parts):
        return Match(False, RULE, "another number of parts")
    in_order = all_of([item.same(a, b) for a, b in zip(p.parts, t.parts, strict=True)], RULE)
    if in_order.equal or item.ordered or styles != {"list"}:
        return in_order
    any_order = _cover(p.parts, t.parts, item)
    if not any_order.equal:
        return in_order
    if not any(char.isdigit() for part in p.parts for char in part) and all(
        read_scalar(part) is None for part in p.parts
    ):
        return Match(True, RULE, "the same labels in another order")
    return Match(None, RULE, "the same values in another order, and the item does not say whether order counts")


def _cover(p: tuple[str, ...], t: tuple[str, ...], item: Item) -> Match:
    """Equal as sets: each part has its like on the other side."""
    if set(p) == set(t):
        return Match(True, RULE, "the same parts")
    table = [[item.same(a, b).equal for b in t] for a in p]
    lines = [*table, *zip(*table, strict=True)]
    if all(True in line for line in lines):
        return Match(True, RULE, "the same parts, in any order")
    undecided = all(True in line or None in line for line in lines)
    return Match(None if undecided else False, RULE, "a part has no like on the other side")


def _against_value(p: Series | None, t: Series | None, other: str, item: Item) -> Match | None:
    """One side has parts, `other` is one text: a value with ±, a vector in unit vectors, or the only element of a set."""
    series = p or t
    if series is None or ("=" in other and series.style not in ("set", "or", "roots", "tuple", "list")):
        return None
    other = re.sub(r"^[A-Za-zα-ω](?:_\{?\w+\}?)?\s*=\s*", "", other)
    value = read_scalar(other)
    if value is None:
        return None
    if len(series.parts) == 1:
        return item.same(series.parts[0] if p else other, other if p else series.parts[0])
    if value.has("pm"):
        return _plus_minus(series, value, item)
    if series.style in ("tuple", "bracket") and value.symbols() and value.symbols() <= set(_BASIS):
        return _vector(series, value, item)
    return Match(False, RULE, "several values against one")


def _plus_minus(series: Series, value: Node, item: Item) -> Match | None:
    nodes = [read_scalar(part) for part in series.parts]
    if series.style in ("tuple", "bracket") or any(node is None for node in nodes):
        return None
    table = [[same_scalar(node, branch, item.tolerance) for branch in branches(value)] for node in nodes if node]
    lines = [*table, *zip(*table, strict=True)]
    if all(True in line for line in lines):
        return Match(True, RULE, "the two values of ±")
    return Match(
        None if all(True in line or None in line for line in lines) else False, RULE, "not the two values of ±"
    )


def _vector(series: Series, value: Node, item: Item) -> Match:
    """3i + 4j beside (3, 4): the coefficient of each unit vector."""
    if len(series.parts) not in (2, 3) or (len(series.parts) == 2 and _BASIS[2] in value.symbols()):
        return Match(False, RULE, "vectors of other dimensions")
    verdicts = []
    for n, part in enumerate(series.parts):
        coefficient = value
        for m, name in enumerate(_BASIS):
            coefficient = substitute(coefficient, name, number(Fraction(int(n == m))))
        node = read_scalar(part)
        verdicts.append(None if node is None else same_scalar(coefficient, node, item.tolerance))
    equal = False if False in verdicts else None if None in verdicts else True
    return Match(equal, RULE, "the coordinates of a vector")
