"""Ratios: 6:8 is 3:4, up to scale and in order; 3 to 4; and the fraction 3/4 for a ratio of two."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.node import Node, number, times
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import is_constant, read_scalar, same_scalar
from cads_ray.judge.rules.times import read_time

RULE = "ratio"


@remembered
def read_ratio(text: str) -> tuple[Node, ...] | None:
    text = re.sub(r"^[A-Za-z](?: ?: ?[A-Za-z])+ ?= ?|\bin the ratio (?:of )?", "", text)
    separator = r"\s*:\s*" if ":" in text else r"\s+to\s+"
    parts = [read_scalar(part) for part in re.split(separator, text)] if len(text) < 200 else []
    if not 2 <= len(parts) <= 8 or any(part is None or not is_constant(part) or part == number(0) for part in parts):
        return None
    return tuple(part for part in parts if part)


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    if ":" not in prediction + truth and " to " not in prediction + truth:
        return None
    p, t = read_ratio(prediction), read_ratio(truth)
    if p is None or t is None:
        return _against_fraction(p or t, truth if p else prediction, p is not None, item) if p or t else None
    if len(p) != len(t):
        return Match(False, RULE, "another number of parts")
    verdicts = [same_scalar(times(a, t[0]), times(b, p[0])) for a, b in zip(p[1:], t[1:], strict=True)]
    if False in verdicts and item.tolerance.given:
        verdicts = [
            same_scalar(_quotient(p[0], a), _quotient(t[0], b), item.tolerance)
            for a, b in zip(p[1:], t[1:], strict=True)
        ]
    equal = False if False in verdicts else None if None in verdicts else True
    if equal and item.kind != "ratio" and p != t and read_time(prediction) and read_time(truth):
        return Match(None, RULE, "the same ratio, but other times of day")
    return Match(equal, RULE, "the same ratio" if equal else "another ratio")


def _quotient(top: Node, bottom: Node) -> Node:
    return Node("div", (top, bottom))


def _against_fraction(ratio: tuple[Node, ...] | None, other: str, ratio_first: bool, item: Item) -> Match | None:
    value = read_scalar(other)
    if ratio is None or value is None or not is_constant(value):
        return None
    if len(ratio) > 2:
        return Match(False, RULE, "a ratio of several against one number")
    quotient = _quotient(*ratio)
    equal = same_scalar(*((quotient, value) if ratio_first else (value, quotient)), item.tolerance)
    return Match(equal, RULE, "a ratio of two and the fraction that it is" if equal else "another ratio")
