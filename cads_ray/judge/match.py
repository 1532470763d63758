"""Does p_k equal a'? The comparison of answers that consensus stands on.

`match` is pure, total, thread-safe and bounded: it raises for no text, keeps no state but caches of readings, sets no
alarm, and simplifies nothing symbolically. It is symmetric unless the tolerance is relative to the truth.

None means undecidable: a text that is not understood, or that can be read in two ways of which one is equal. Two
understood answers that differ are False. A judge layer counts None as an abstention.
"""

from __future__ import annotations

from collections.abc import Sequence

from cads_ray.judge.rules import (
    assignment,
    chain,
    chemistry,
    choice,
    containers,
    dates,
    equation,
    interval,
    matrix,
    multipart,
    phrase,
    quantity,
    ranges,
    ratio,
    special,
    symbolic,
    text,
    times,
    units_only,
    yes_no,
)
from cads_ray.judge.rules.base import Exhausted, Item, Match, Work
from cads_ray.judge.rules.clean import MAX_LENGTH, clean
from cads_ray.judge.rules.kinds import understood_as_different
from cads_ray.judge.rules.numerals import decimal_comma, read_numeral
from cads_ray.judge.rules.tolerance import EXACT, read_tolerance

__all__ = ["Match", "match"]

# In this order: what an answer looks like at first sight decides who may judge it. The first verdict counts.
RULES = (
    units_only.compare,
    symbolic.by_decimal_comma,
    choice.compare,
    yes_no.compare,
    special.compare,
    multipart.compare,
    dates.compare,
    times.compare,
    chemistry.compare,
    quantity.compare,
    ranges.compare,
    ratio.compare,
    matrix.compare,
    interval.compare,
    containers.compare,
    chain.compare,
    assignment.compare,
    equation.compare,
    symbolic.compare,
    phrase.compare,
    text.compare,
)
_WITHOUT_TOLERANCE = frozenset(("count", "year", "date", "time", "mcq", "mcq_multi", "id", "yes_no"))
_AS_WRITTEN = frozenset(("id", "text"))


def match(
    prediction: str,
    truth: str,
    *,
    kind: str | None = None,
    options: Sequence[str] | None = None,
    unit: str | None = None,
    tolerance: object = None,
    ordered: bool | None = None,
) -> Match:
    """Whether `prediction` is the answer `truth`.

    `kind` is what the answer is known to be (count and year are exact whatever the tolerance says; interval, ratio, time,
    chemistry, text, id settle what a text may be); it is inferred when absent. `options` are the texts of the choices.
    `unit` is the unit that the question asks for: a bare number is then in it. `tolerance` is a dict or that dict as JSON
    (rules/tolerance.py). `ordered` says whether the order of the parts counts.
    """
    if not isinstance(prediction, str) or not isinstance(truth, str) or not prediction or not truth:
        return Match(False, "empty", "there is no answer to compare")
    if prediction == truth:
        return Match(True, "identical", "the same text")
    if max(len(prediction), len(truth)) > MAX_LENGTH:
        return _long(prediction, truth)
    item = Item(
        compare=_compare,
        work=Work(),
        kind=kind or "",
        options=tuple(option for option in options or () if isinstance(option, str) and len(option) <= MAX_LENGTH),
        unit=_unit(unit),
        tolerance=EXACT if kind in _WITHOUT_TOLERANCE else read_tolerance(tolerance),
        ordered=ordered,
    )
    try:
        verdict = _compare(clean(prediction), clean(truth), item)
    except (Exhausted, RecursionError):
        return Match(None, "bounds", "the comparison needs more work than one answer is worth")
    if verdict.equal is False and not item.tolerance.readable:
        return Match(None, "tolerance", "not exactly equal, and the item's tolerance cannot be read")
    return verdict


def _unit(unit: str | None) -> str:
    """A lone dollar sign in a unit is money and no mathematics."""
    if not unit or len(unit) > MAX_LENGTH:
        return ""
    return clean(unit.replace("$", "\\$") if unit.count("$") == 1 and "\\$" not in unit else unit)


def _compare(prediction: str, truth: str, item: Item) -> Match:
    if not prediction or not truth:
        return Match(False, "empty", "there is no answer to compare")
    if prediction == truth and not item.options:
        return Match(True, "identical", "the same text but for what is around it")
    if item.kind in _AS_WRITTEN:
        same = text.same_words(prediction, truth) if item.kind == "text" else False
        return Match(same, item.kind, "the same words" if same else "another text")
    if not item.unit and not item.options:
        plain = _plain_numbers(prediction, truth, item)
        if plain is not None:
            return plain
    for rule in RULES:
        verdict = rule(prediction, truth, item)
        if verdict is not None:
            return verdict
    if prediction == truth:
        return Match(True, "identical", "the same text but for what is around it")
    if understood_as_different(prediction, truth):
        return Match(False, "kinds", "answers of different kinds")
    return Match(None, "undecided", "not understood well enough to tell")


def _plain_numbers(prediction: str, truth: str, item: Item) -> Match | None:
    """The median pair: two numerals, decided by fractions."""
    p, t = read_numeral(prediction), read_numeral(truth)
    if p is None or t is None:
        return None
    equal = p == t or (item.tolerance.given and item.tolerance.within(p, t))
    if not equal and (decimal_comma(prediction) == t or decimal_comma(truth) == p):
        return None
    return Match(equal, "number", "the same number" if equal else "another number")


def _long(prediction: str, truth: str) -> Match:
    """Texts too long to be read: equal but for spaces, or undecidable; digits alone can still be told apart."""
    p, t = prediction.strip(), truth.strip()
    if not p or not t:
        return Match(False, "empty", "there is no answer to compare")
    if p == t or p.split() == t.split():
        return Match(True, "identical", "the same text")
    if p.isascii() and t.isascii() and p.isdigit() and t.isdigit():
        same = p.lstrip("0") == t.lstrip("0")
        return Match(same, "number", "the same digits" if same else "other digits")
    return Match(None, "bounds", "too long to be a final answer")
