"""Ranges: 80-90, 80 to 90, between 80 and 90 cm. A falling pair with a dash (5-3) is a difference and no range."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match, all_of
from cads_ray.judge.rules.numerals import read_numeral
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.units import read_unit

RULE = "range"
_NUMBER = r"([$€£]?-?\d[\d,]*(?:\.\d+)?)"
_TAIL = r"\s*([A-Za-z%°μΩ$€][^\d]*(?:\^?\{?\d\}?)?)?"
_FORMS = (
    (re.compile(rf"(?:from )?{_NUMBER}{_TAIL} to {_NUMBER}{_TAIL}\Z"), "to"),
    (re.compile(rf"between {_NUMBER}{_TAIL} and {_NUMBER}{_TAIL}\Z", re.IGNORECASE), "between"),
    (re.compile(rf"{_NUMBER}{_TAIL} ?- ?{_NUMBER}{_TAIL}\Z"), "-"),
)


@remembered
def read_range(text: str) -> tuple[str, str, str] | None:
    """(lower end, upper end, how it is written), the ends with their unit."""
    if len(text) > 60 or not ("-" in text or " to " in text or " and " in text):
        return None
    for pattern, form in _FORMS:
        if found := pattern.match(text):
            low, low_unit, high, high_unit = (group or "" for group in found.groups())
            unit = high_unit or low_unit
            a, b = (read_numeral(end.lstrip("$€£")) for end in (low, high))
            if a is None or b is None or (unit and not read_unit(unit, nouns=True)) or (a >= b and form != "to"):
                return None
            return f"{low} {low_unit or unit}".strip(), f"{high} {unit}".strip(), form
    return None


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """Two ranges both written with "to" may be ratios; then ends that agree decide, and nothing else."""
    p, t = read_range(prediction), read_range(truth)
    if p is None or t is None:
        return None
    ends = all_of([item.same(a, b) for a, b in zip(p[:2], t[:2], strict=True)], RULE)
    return None if p[2] == t[2] == "to" and not ends.equal else ends
