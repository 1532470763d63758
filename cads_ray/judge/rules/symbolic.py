"""Numbers and expressions that no other rule took: their values decide."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.formula import read_formulas
from cads_ray.judge.rules.numerals import decimal_comma, read_numeral
from cads_ray.judge.rules.quantity import read_quantity
from cads_ray.judge.rules.scalar import read_scalar, same_scalar

RULE = "expression"
NUMBER = "number"
_FIGURE_AND_LETTERS = re.compile(r"-?[\d.,]+\s*[A-Za-zμΩ·/ ]+\Z")
_CONSTANT_OF_INTEGRATION = re.compile(r"\s*\+\s*([CcKk])\Z")


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    p, t = read_scalar(prediction), read_scalar(truth)
    if p is None or t is None:
        return None
    equal = same_scalar(p, t, item.tolerance)
    if equal and (_unit_or_letters(prediction, truth) or _unit_or_letters(truth, prediction)):
        equal = None
    if equal is False and "/" in prediction + truth:
        equal = _by_other_reading(prediction, truth, item)
    if equal is False and _CONSTANT_OF_INTEGRATION.search(prediction) and _CONSTANT_OF_INTEGRATION.search(truth):
        return _up_to_constant(prediction, truth, item)
    rule = NUMBER if not p.symbols() and not t.symbols() else RULE
    return Match(equal, rule, "the same value" if equal else "cannot be told" if equal is None else "another value")


def _unit_or_letters(one: str, other: str) -> bool:
    """5 ms beside 5 sm, or 1 N beside N: a quantity or a formula, and letters that are none; 0.2F and F/5 are
    both expressions."""
    formulas = read_formulas(one)
    if formulas and formulas[0].marked and len(formulas[0].atoms) > 1 and not read_formulas(other):
        return True  # ZnCl2 beside ZCnl2
    if read_quantity(one) is None or read_quantity(other) is not None:
        return False
    return bool(_FIGURE_AND_LETTERS.match(other)) or not any(char.isdigit() for char in other)


def by_decimal_comma(prediction: str, truth: str, item: Item) -> Match | None:
    """3,5 is a list of two or three and a half: neither a match of 3.5 nor another answer."""
    for text, other in ((prediction, truth), (truth, prediction)):
        value = decimal_comma(text)
        if value is not None and read_numeral(text) != (number := read_numeral(other)) and value == number:
            return Match(None, NUMBER, "equal if the comma is a decimal comma")
    return None


def _by_other_reading(prediction: str, truth: str, item: Item) -> bool | None:
    """1/2x is x/2 or 1/(2x): when the other reading of either side would be equal, nothing is decided."""
    for tight in ((True, False), (False, True), (True, True)):
        p, t = (read_scalar(text, way) for text, way in zip((prediction, truth), tight, strict=True))
        if p is not None and t is not None and same_scalar(p, t, item.tolerance):
            return None
    return False


def _up_to_constant(prediction: str, truth: str, item: Item) -> Match:
    """x^2 + C and x^2 + K: the name of the constant does not matter."""
    bodies = [_CONSTANT_OF_INTEGRATION.sub("", text) for text in (prediction, truth)]
    nodes = [read_scalar(body) for body in bodies]
    equal = same_scalar(nodes[0], nodes[1], item.tolerance) if nodes[0] and nodes[1] else None
    return Match(
        equal, RULE, "the same up to the constant of integration" if equal else "another antiderivative, or one shifted"
    )
