"""Yes or no, true or false. The word must lead the answer: the `no` in `notice` or in `not enough information` is none."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match

RULE = "yes_no"
_LEAD = re.compile(
    r"(yes|no|true|false)\b(?!-)\s*(?:([,.;:!\-(]|$|(?=because\b|since\b|as\b))\s*(.*))?\Z", re.IGNORECASE | re.DOTALL
)
_INFORMAL = re.compile(
    r"(?:none|nothing|never|nope|nah|yeah|yep|correct|incorrect|right|wrong|sure|y|n|t|f)\Z", re.IGNORECASE
)
_POSITIVE = ("yes", "true")


def read_yes_no(text: str) -> tuple[bool, str] | None:
    """(polarity, what follows it), or None."""
    found = _LEAD.match(text)
    if not found or (found.group(2) is None and found.end(1) != len(text)):
        return None
    return found.group(1).lower() in _POSITIVE, (found.group(3) or "").strip()


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """Polarity decides. When one side adds figures to its yes (`Yes. 3 turning points`), a bare yes lacks a part of it."""
    p, t = read_yes_no(prediction), read_yes_no(truth)
    if p is None and t is None:
        return None
    if p is None or t is None:
        words = (p or t or (True, ""))[1]
        return _against_text(words, prediction if p is None else truth)
    if p[0] != t[0]:
        return Match(False, RULE, "opposite")
    rests = [rest for rest in (p[1], t[1]) if rest]
    if len(rests) == 2:
        rest = item.same(p[1], t[1])
        if rest.equal or not any(char.isdigit() for char in p[1] + t[1]):
            return Match(True, RULE, "the same polarity")
        return Match(rest.equal, RULE, f"the same polarity; what follows: {rest.reason}")
    if rests and any(char.isdigit() for char in rests[0]):
        return Match(None, RULE, "the same polarity, but one side says more")
    return Match(True, RULE, "the same polarity")


def _against_text(rest: str, other: str) -> Match | None:
    """A bare yes or no against other words is a different answer when those words are figures or say "not enough ..."."""
    if _INFORMAL.match(other):
        return Match(None, RULE, "yes or no against a word that may mean either")
    if not rest and re.match(r"(?:not\b|cannot\b|can't\b|insufficient\b|\W*\d)", other, re.IGNORECASE):
        return Match(False, RULE, "yes or no against something else")
    return None
