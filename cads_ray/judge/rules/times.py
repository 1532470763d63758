"""Times of day: 2:30 PM is 14:30. A time without AM or PM is read on the 24-hour clock."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.readings import remembered

RULE = "time"
_TIME = re.compile(
    r"(?:at )?(\d{1,2})(?:[:.h](\d{2})(?::(\d{2}))?)?\s*(?:(a|p)\.?\s?m\.?|(h|hrs|hours|o'clock))?\Z", re.IGNORECASE
)
_NAMED = {"noon": 12 * 3600, "midday": 12 * 3600, "midnight": 0, "12 noon": 12 * 3600, "12 midnight": 0}


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds since midnight; `sure` when the text leaves no doubt whether it is before or after noon."""

    seconds: int
    sure: bool


@remembered
def read_time(text: str) -> Time | None:
    """None for anything else; a number alone is none, and 2.30 only with AM or PM."""
    if text.lower() in _NAMED:
        return Time(_NAMED[text.lower()], True)
    found = _TIME.match(text) if len(text) < 20 else None
    if not found:
        return None
    hour, minute, second, half, clock = found.groups()
    h, m, s = int(hour), int(minute or 0), int(second or 0)
    if m > 59 or s > 59 or h > 24 or (half and not 1 <= h <= 12):
        return None
    if half:
        return Time((h % 12 + (12 if half.lower() == "p" else 0)) * 3600 + m * 60 + s, True)
    if clock == "o'clock" and minute is None:
        return Time(h % 24 * 3600, h > 12)
    if minute is None or "." in text:
        return None
    return Time((h % 24) * 3600 + m * 60 + s, h > 12 or h == 0 or bool(clock) or (len(hour) == 2 and hour[0] == "0"))


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """Two bare times (2:30, 3:40) may be ratios as well: when they differ, the ratios decide."""
    p, t = read_time(prediction), read_time(truth)
    if p is None or t is None or item.kind == "ratio":
        return None
    marked = [bool(re.search(r"[apo]'?\.?\s?[mc]|noon|mid|h", text, re.IGNORECASE)) for text in (prediction, truth)]
    if not any(marked) and item.kind != "time":
        return Match(True, RULE, "the same time") if p.seconds == t.seconds else None
    if p.seconds == t.seconds:
        return Match(True if p.sure or t.sure else None, RULE, "the same time")
    if not (p.sure and t.sure) and (p.seconds - t.seconds) % (12 * 3600) == 0:
        return Match(None, RULE, "before or after noon is not said")
    return Match(False, RULE, "another time")
