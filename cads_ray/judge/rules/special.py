"""Answers that say that there is no value, or every value: no solution, undefined, cannot be determined, all reals."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import approximate, is_constant, read_scalar
from cads_ray.judge.rules.text import words_of
from cads_ray.judge.rules.yes_no import read_yes_no

RULE = "special"
_THERE = r"(?:there (?:is|are|exists?) |it has |has |the (?:equation|system) has )?"
_CLASSES = {
    "empty": rf"∅|{_THERE}(?:no|0) (?:(?:real|such|possible|valid) )*(?:solutions?|roots?|values?|x|number|numbers|answer|intersections?)"  # noqa: E501
    r"(?: exists?)?|no real (?:solutions?|roots?)|empty set|null set|(?:the )?(?:solution )?set is empty|inconsistent|"
    r"does not have (?:any|a) (?:real )?solutions?|\{ ?\}|⦃ ?⦄|not solvable|unsolvable",
    "undefined": r"undefined|not defined|is undefined|(?:the )?(?:limit |value |it )?(?:dne|d\.n\.e|does not exist|doesn't exist)|not exist|"  # noqa: E501
    r"(?:the )?(?:slope|limit|value|function) is (?:undefined|not defined)|no slope",
    "unknown": r"(?:it |this |the answer |the value )?(?:can ?not|can't|could not) be (?:determined|found|known|computed|solved)\b.*|"  # noqa: E501
    r"(?:there is )?(?:not enough|insufficient|not sufficient) (?:information|data)\b.*|not enough info|undetermined|indeterminate|"
    r"(?:i )?(?:do not|don't) know|unknown|not given|n/?a|impossible to (?:tell|determine|say|know)\b.*",
    "all": r"(?:all|any|every)(?: of the)? (?:real )?(?:numbers?|values?|x|reals)(?: of x)?|all reals|all real|x ∈ ℝ|ℝ|\(-∞, ?\+?∞\)|"  # noqa: E501
    r"all real x|(?:set of )?(?:all )?real numbers",
    "infinitely many": rf"{_THERE}(?:infinitely many|infinite(?: number of)?) (?:solutions?|roots?|values?)|infinitely many",
}
_PATTERNS = {name: re.compile(rf"(?:x = |x ∈ )?(?:{pattern})\Z", re.IGNORECASE) for name, pattern in _CLASSES.items()}
_HINT = re.compile(r"[∅ℝ∞{⦃]|\b(?:no|not|dne|und|undefined|undetermined|indeterminate|unknown|infinite|infinitely|all|any|every|real|"  # noqa: E501
                   r"cannot|can't|insufficient|impossible|empty|null|n/?a|inconsistent|don't|unsolvable|doesn't|does|can|limit)\b", re.I)  # fmt: skip  # noqa: E501


@remembered
def read_special(text: str) -> str | None:
    """The class of such an answer, or None. 0 is a value and no such answer."""
    text = text.replace("D.N.E", "DNE")
    if len(text) > 120 or not _HINT.search(text):
        return None
    for name, pattern in _PATTERNS.items():
        if pattern.match(text):
            return name
    return None


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """A class against another, against a value, or against a label; None when neither side is such an answer."""
    p, t = read_special(prediction), read_special(truth)
    if p is None and t is None:
        return None
    if p == t:
        return Match(True, RULE, f"both say: {p}")
    if p and t:
        close = {p, t} in ({"empty", "undefined"}, {"all", "infinitely many"}, {"unknown", "infinitely many"})
        return Match(None if close else False, RULE, f"{p} against {t}")
    value = truth if p else prediction
    node = read_scalar(value)
    if node is not None and is_constant(node) and approximate(node) is None and not node.has("const"):
        return Match(None, RULE, f"an expression without a value against: {p or t}")
    if (
        read_scalar(value) is not None
        or read_yes_no(value)
        or ((p or t) in ("unknown", "undefined") and len(words_of(value)) <= 3)
    ):
        return Match(False, RULE, f"a value against: {p or t}")
    return None
