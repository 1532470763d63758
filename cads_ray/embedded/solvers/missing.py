"""The value in place of a question mark in a chart."""

from __future__ import annotations

from fractions import Fraction

from cads_ray.embedded.solvers.base import Skills
from cads_ray.embedded.solvers.request import MEAN, MISSING, Request, Value


def missing(asked: Request, skills: Skills) -> Value:
    """The value in place of a question mark, from a stated total or mean, or from its neighbours."""
    target, data = asked.data.unknown, asked.data
    if target is None and asked.says(*MISSING):
        target = next(
            ((n, asked.focus) for n in asked.names or data.names if (n, asked.focus) not in data.values), None
        )
    if target is None or (not asked.says(*MISSING, "what is") and asked.names and target[0] not in asked.names):
        return None
    own = data.of(target[1])
    others = [own.get(name) for name in asked.names if name != target[0]]
    if len(others) == 2 and None not in others:
        half = asked.says(
            "half",
            "midway",
            "middle",
            *MEAN,
            "same (?:amount|number) (?:in|from|each)",
            r"even(?:ly)?\b",
            "steadil",
            "straight",
        )
        a, b = Fraction(others[0] or 0), Fraction(others[1] or 0)
        return _between(target[0], asked.names, a, b) if half else a + b
    if not asked.stated or len(own) != len(data.names) - 1:
        return None
    total, rest = max(asked.stated), sum(own.values(), Fraction(0))
    if "unknown" in skills.slips:
        return rest / len(own) if asked.says(*MEAN) else rest
    return total * len(data.names) - rest if asked.says(*MEAN) else total - rest


def _between(target: str, names: list[str], a: Fraction, b: Fraction) -> Fraction:
    """A value on the straight line between two others; by the years where the names are years."""
    x, y = (name for name in names if name != target)
    if all(name.isdigit() for name in (target, x, y)) and x != y:
        return a + (b - a) * Fraction(int(target) - int(x), int(y) - int(x))
    return (a + b) / 2
