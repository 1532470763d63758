"""Answers that are a unit: m/s and meters per second."""

from __future__ import annotations

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.units import read_unit

RULE = "unit"


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """None unless both are units and one is written with two signs or more; a single letter may be a symbol or an option."""
    if max(len(prediction), len(truth)) < 2 or any(char.isdigit() for char in prediction[:1] + truth[:1]):
        return None
    p, t = read_unit(prediction), read_unit(truth)
    if p is None or t is None:
        return None
    letter = len(prediction) == 1 or len(truth) == 1
    same = (p.factor, p.pi, p.dims, p.offset) == (t.factor, t.pi, t.dims, t.offset)
    if letter and not same:
        return None
    return Match(same, RULE, "the same unit" if same else "another unit")
