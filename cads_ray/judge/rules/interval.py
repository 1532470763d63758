"""Comparison of sets of real numbers, however they are written: as intervals, as unions, as inequalities in one variable."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.equation import Relation, read_relation
from cads_ray.judge.rules.exact import Inexact, exact
from cads_ray.judge.rules.real_set import Piece, RealSet, holds, place, read_real_set
from cads_ray.judge.rules.scalar import same_scalar

RULE = "interval"
_LIKELY = re.compile(r"[\[\]<>≤≥≠ℝ∞∪(]|\breal")


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """None when a side is no such set, or both are bare pairs like (2, 5), which the tuples decide alike."""
    if not _LIKELY.search(prediction) or not _LIKELY.search(truth):
        return None
    p, t = read_real_set(prediction), read_real_set(truth)
    if p is None or t is None:
        return _by_membership(p or t, read_relation(truth if p else prediction)) if p or t else None
    if p.pair and t.pair and item.kind != "interval":
        return None
    if p.name and t.name and p.name != t.name:
        return Match(False, RULE, "sets of values of other variables")
    if len(p.pieces) != len(t.pieces):
        return Match(False, RULE, "another number of intervals")
    return _verdict([_same_piece(a, b, item) for a, b in zip(p.pieces, t.pieces, strict=True)])


def _verdict(verdicts: list[bool | None]) -> Match:
    if False in verdicts:
        return Match(False, RULE, "an end differs")
    return Match(
        None if None in verdicts else True, RULE, "the ends cannot be compared" if None in verdicts else "the same ends"
    )


def _same_piece(p: Piece, t: Piece, item: Item) -> bool | None:
    if (p.low_in, p.high_in) != (t.low_in, t.high_in):
        return False
    ends = [same_scalar(p.low, t.low, item.tolerance), same_scalar(p.high, t.high, item.tolerance)]
    return False if False in ends else None if None in ends else True


def _by_membership(real_set: RealSet | None, relation: Relation | None) -> Match | None:
    """An inequality that is not linear (|x| < 3, x^2 ≥ 4) against intervals: do they hold the same points, ends included?"""
    if real_set is None or relation is None or relation.sign in "=≠":
        return None
    names = relation.difference.symbols()
    if len(names) != 1 or (real_set.name and real_set.name not in names):
        return None
    (name,) = names
    for x in _samples(real_set):
        inside = holds(relation, name, x)
        if inside is None:
            return None
        if inside != _contains(real_set, x):
            return Match(False, RULE, f"only one of them holds {float(x):g}")
    return Match(True, RULE, "they hold the same points")


def _samples(real_set: RealSet) -> list[Fraction]:
    """A grid, and each end with a point close to it on either side; an irrational end itself cannot be tried."""
    found = [Fraction(n, 3) for n in range(-60, 61, 4)] + [Fraction(-1000), Fraction(1000)]
    for end in (end for piece in real_set.pieces for end in (piece.low, piece.high)):
        at = place(end)
        if at is None or at[0] != 0:
            continue
        found += [at[1] - Fraction(1, 10**6), at[1] + Fraction(1, 10**6)]
        with suppress(Inexact):
            found.append(exact(end))
    return found


def _contains(real_set: RealSet, x: Fraction) -> bool:
    at = (0, x)
    for piece in real_set.pieces:
        low, high = place(piece.low), place(piece.high)
        after = low is not None and (low < at or (low == at and piece.low_in))
        before = high is not None and (at < high or (at == high and piece.high_in))
        if after and before:
            return True
    return False
