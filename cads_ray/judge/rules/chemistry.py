"""Comparison of chemical formulas and equations. Composition alone decides nothing: isomers share it."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.formula import Formula, Reaction, read_formulas, read_reaction

RULE = "chemistry"


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """None unless both sides are formulas, at least one with a digit or charge, or both are equations."""
    one, other = read_reaction(prediction), read_reaction(truth)
    if one and other:
        return _same_reaction(one, other)
    p, t = read_formulas(prediction), read_formulas(truth)
    if not p or not t:
        return _case_lost(p or t, truth if p else prediction)
    shortest = min(len(prediction), len(truth))
    if not (p[0].marked or t[0].marked) and shortest > 3 and item.kind != "chemistry":
        return None  # Paris and Carbon are spelt with the symbols of elements
    if {f.species for f in p} & {f.species for f in t}:
        states = {f.state for f in (p[0], t[0])} - {""}
        return Match(len(states) < 2, RULE, "the same formula" if len(states) < 2 else "other states of matter")
    if any(a.atoms == b.atoms and a.charge == b.charge for a in p for b in t):
        return Match(None, RULE, "the same atoms in another order: perhaps an isomer")
    return Match(False, RULE, "another formula")


def _case_lost(formulas: tuple[Formula, ...], other: str) -> Match | None:
    """h2o is read by people as H2O, but co is neither Co nor CO."""
    if not formulas or formulas[0].written == other:
        return None
    written = formulas[0].written
    two_metals = len(written) == 2 and all(read_formulas(way) for way in (written.upper(), written.capitalize()))
    if (formulas[0].marked or two_metals) and written.lower() == re.sub(r"[_{}\s]", "", other).lower():
        return Match(None, RULE, "the same but for its case")
    return None


def _same_reaction(p: Reaction, t: Reaction) -> Match:
    states = dict(p.states)
    if any(states.get(place, state) != state for place, state in t.states):
        return Match(False, RULE, "other states of matter")
    factors = set()
    for side, other in zip(p.sides, t.sides, strict=True):
        if [species for species, _ in side] != [species for species, _ in other]:
            return Match(False, RULE, "other substances")
        factors |= {a / b if b else None for (_, a), (_, b) in zip(side, other, strict=True)}
    same = len(factors) == 1 and None not in factors
    return Match(same, RULE, "the same equation, up to a common factor" if same else "other proportions")
