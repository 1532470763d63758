"""When two values are the same: exactly where they are fractions, else by their values at points, in 50 digits.

Two exact forms (√2, π/6) must agree to 25 digits. Only a decimal of nine digits and more against an irrational value is
taken as its rounding, to a relative 1e-9: there is no other way to write it in digits.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from cads_ray.judge.rules.exact import Astronomic, Inexact, TooLarge, exact
from cads_ray.judge.rules.expression import parse
from cads_ray.judge.rules.node import Node, branches, number
from cads_ray.judge.rules.numerals import read_numeral
from cads_ray.judge.rules.points import NEEDED, TRIED, as_fraction, denoised, is_finite, is_real, value_at
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.tolerance import EXACT, Tolerance

STRICT, LOOSE = 1e-25, 1e-9
_MATHEMATICAL = re.compile(
    r"[\d\\^+*/|!(°∞±×·⌊⌈]|^-?[A-Za-zα-ωΑ-Ω]['_{}\w]*$|(?<![A-Za-z])[A-Za-zα-ω]'* ?- ?|- ?[A-Za-zα-ω](?![A-Za-z])"
)
_RANGE = re.compile(r"(\d+(?:\.\d+)?) ?- ?(\d+(?:\.\d+)?)\Z")
_NOISE = 1e-30


@remembered
def read_scalar(text: str, tight: bool = False) -> Node | None:
    """The value that a cleaned text is: a numeral, number words or an expression; None for anything else."""
    value = read_numeral(text)
    if value is not None:
        return number(value, decimal="." in text)
    if _is_range(text) or not _MATHEMATICAL.search(text) or (len(text) > 1 and text.isalpha() and "π" not in text):
        return None
    return parse(text, tight)


def _is_range(text: str) -> bool:
    """80-90 is a range; 5-3 is a difference."""
    found = _RANGE.match(text)
    return found is not None and Fraction(found.group(1)) < Fraction(found.group(2))


def same_scalar(prediction: Node, truth: Node, tolerance: Tolerance = EXACT) -> bool | None:
    """None when it cannot be told: too large, undefined where it was tried, or it turns on what "log" means."""
    if prediction == truth:
        return True
    if prediction.has("pm") or truth.has("pm"):
        return _same_values(branches(prediction), branches(truth), tolerance)
    p, t = _exactly(prediction), _exactly(truth)
    if isinstance(p, Fraction) and isinstance(t, Fraction):
        return p == t or (tolerance.given and tolerance.within(p, t))
    if isinstance(p, Astronomic) or isinstance(t, Astronomic):
        return None
    verdict = _same_at_points(prediction, truth, tolerance)
    too_large = isinstance(p, TooLarge) or isinstance(t, TooLarge)
    return None if too_large and verdict else verdict  # fifty digits tell large integers apart, not together


def _exactly(node: Node) -> Fraction | Inexact:
    try:
        return exact(node)
    except Inexact as reason:
        return reason


def approximate(node: Node) -> Fraction | None:
    """A real number as a fraction good to 50 digits; exact where it can be. None for what is no real number."""
    known = _exactly(node)
    if isinstance(known, Fraction):
        return known
    if node.symbols() or node.has("pm"):
        return None
    value = value_at(node, 0)
    return as_fraction(value) if value is not None and is_real(value) else None


def is_constant(node: Node) -> bool:
    return not node.symbols()


def _same_values(predictions: tuple[Node, ...], truths: tuple[Node, ...], tolerance: Tolerance) -> bool | None:
    """As sets: each has its like on the other side."""
    table = [[same_scalar(p, t, tolerance) for t in truths] for p in predictions]
    lines = [*table, *zip(*table, strict=True)]
    if all(True in line for line in lines):
        return True
    return None if all(True in line or None in line for line in lines) else False


def _same_at_points(prediction: Node, truth: Node, tolerance: Tolerance) -> bool | None:
    eps = LOOSE if _is_rounding(prediction, truth) or _is_rounding(truth, prediction) else STRICT
    verdict = _probe(prediction, truth, eps, tolerance, natural_log=False)
    if verdict is False and (prediction.has_call("log", 1) or truth.has_call("log", 1)):
        return None if _probe(prediction, truth, eps, tolerance, natural_log=True) else False
    if (
        verdict is False
        and tolerance.given
        and prediction.symbols() | truth.symbols()
        and (prediction.is_decimal or truth.is_decimal)
    ):
        return None  # a tolerance says nothing about coefficients
    return verdict


def _is_rounding(one: Node, other: Node) -> bool:
    """`one` is written in at least nine digits, `other` is irrational and in closed form."""
    digits = [len(str(node.value.numerator).rstrip("0")) for node in one.walk() if node.decimal]
    return bool(digits) and max(digits) >= 9 and not other.is_decimal and _is_irrational(other)


def _is_irrational(node: Node) -> bool:
    return any(part.op in ("const", "call", "deg") or part.op == "pow" for part in node.walk())


def _probe(prediction: Node, truth: Node, eps: float, tolerance: Tolerance, natural_log: bool) -> bool | None:
    """Compare at points until eight agree. A point where only one side is real or defined says nothing: domains differ."""
    symbolic = bool(prediction.symbols() or truth.symbols())
    agreed = apart = 0
    for place in range(TRIED if symbolic else 1):
        values = [value_at(node, place, natural_log) for node in (prediction, truth)]
        if values[0] is None or values[1] is None:
            continue
        if symbolic and is_real(values[0]) != is_real(values[1]):
            apart += 1
            continue
        if not _close(values, (prediction, truth), place, eps, EXACT if symbolic else tolerance, natural_log):
            return False
        agreed += 1
        if agreed >= NEEDED:
            break
    if agreed == 0 and apart >= NEEDED:
        return False  # nowhere real together: -2^x and (-2)^x
    return True if agreed >= (NEEDED - 3 if symbolic else 1) else None


def _close(
    values: list[Any], nodes: tuple[Node, Node], place: int, eps: float, tolerance: Tolerance, natural_log: bool
) -> bool:
    a, b = values
    if not is_finite(a) or not is_finite(b):
        return bool(a == b)
    largest = max(abs(a), abs(b))
    if largest < _NOISE:
        a, b = (denoised(value, node, place, natural_log) for value, node in zip(values, nodes, strict=True))
        largest = max(abs(a), abs(b))
    if abs(a - b) <= eps * largest:
        return True
    if not tolerance.given:
        return False
    pairs = [(as_fraction(x), as_fraction(y)) for x, y in ((a.real, b.real), (a.imag, b.imag))]
    return all(x is not None and y is not None and tolerance.within(x, y) for x, y in pairs)
