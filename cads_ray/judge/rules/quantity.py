"""Numbers with a unit: lengths, percentages, amounts of money, temperatures, angles, counted things, 5 ft 7 in.

Units are never stripped. A number without one equals a quantity only when the item states the unit; else the two are
undecidable when the figures agree, and different when they do not.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.node import PI, Node, number, times
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import approximate, is_constant, read_scalar, same_scalar
from cads_ray.judge.rules.units import Unit, read_atom, read_unit, temperature

RULE = "quantity"
_STARTS = re.compile(
    r"(?<![A-Za-z\\μ°])(?:US\$|[A-Za-zμΩÅℓ°%‰$€£¥₹¢]|\\frac(?=\s*\{\s*[A-Za-zμ])|1\s*/\s*(?=[A-Za-z]))"
)
_MONEY_FIRST = re.compile(
    r"([-+]?) ?(US\$|[AC]\$|[$€£¥₹₩]|(?:USD|EUR|GBP|JPY|INR|CNY|CHF|CAD|AUD)(?= ?\d)) ?([-+]?[\d.(\\].*)\Z"
)
_PIECE = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?(°|'|\"|[A-Za-z]{1,12})\.?(?:,? and |, ?| )?")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b", re.IGNORECASE)
_OF_A = re.compile(r"(?:of )?an? (?=[a-z])")
_THOUSANDS = re.compile(r"(?<=\d) ?([kKmMbB])\Z")
_SCALES = {"k": " thousand", "m": " million", "b": " billion"}
_MAX_STARTS = 12
_MARKS = {"'": "ft", '"': "in"}
_MARKS_AFTER_DEGREE = {"'": "arcmin", '"': "arcsec"}


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Node
    unit: Unit


@remembered
def read_quantity(text: str) -> Quantity | None:
    """The quantity that a cleaned text is; None for one without a unit or with words that are no unit."""
    if len(text) > 200 or (not any(char.isdigit() or char in "π√" for char in text) and " " not in text):
        return None
    return _read_money(text) or _read_split(text) or _read_compound(text)


def _read_money(text: str) -> Quantity | None:
    found = _MONEY_FIRST.match(text)
    if not found:
        return None
    sign, symbol, rest = found.groups()
    unit = read_atom(symbol)
    amount = read_scalar(_THOUSANDS.sub(lambda found: _SCALES[found.group(1).lower()], rest))
    rate = re.match(r"([\d.,]+) ?(?:/|per )(.+)\Z", rest)
    divisor = read_unit(rate.group(2), nouns=True) if rate and unit else None
    if rate and unit and divisor:
        amount, unit = read_scalar(rate.group(1)), unit.times(divisor.power(-1))
    if unit and amount is None:
        below = _read_split(rest)  # $5/kg, $5 USD
        if below is None:
            return None
        amount, unit = below.value, unit if below.unit.dims == unit.dims else unit.times(below.unit)
    if unit is None or amount is None or not is_constant(amount):
        return None
    return Quantity(Node("neg", (amount,)) if sign == "-" else amount, unit)


def _read_split(text: str) -> Quantity | None:
    """The first place where a constant ends and a unit begins; units proper before things counted."""
    if _ORDINAL.search(text):
        return None
    starts = [found.start() for found in _STARTS.finditer(text)][:_MAX_STARTS]
    for nouns in (False, True):
        for start in starts:
            unit = read_unit(_OF_A.sub("", text[start:]), nouns)
            value = read_scalar(text[:start].rstrip(" *·×-\\")) if unit and start else None
            if unit and value is not None and is_constant(value) and not _in_function(value, unit):
                return Quantity(value, unit)
    return None


def _in_function(value: Node, unit: Unit) -> bool:
    """sin 30° is no quantity: the degrees are inside the function."""
    return unit.dims == (("rad", 1),) and any(
        node.op == "call" and node.name not in ("root", "abs") for node in value.walk()
    )


@remembered
def _read_compound(text: str) -> Quantity | None:
    """1 h 30 min, 5'7", 12°30'15": falling units of one dimension, added up in the first."""
    sign, body = (Fraction(-1), text[1:]) if text.startswith("-") else (Fraction(1), text)
    at = 0
    parts: list[tuple[Fraction, Unit]] = []
    marks = _MARKS_AFTER_DEGREE if "°" in body else _MARKS
    while at < len(body):
        found = _PIECE.match(body, at)
        unit = read_atom(marks.get(found.group(2), found.group(2))) if found else None
        if not found or unit is None or unit.offset or len(parts) > 3:
            return None
        parts.append((Fraction(found.group(1).replace(",", "")), unit))
        at = found.end()
    first = parts[0][1] if parts else None
    if first is None or any(u.dims != first.dims or u.pi != first.pi for _, u in parts):
        return None
    if any(a.factor <= b.factor for (_, a), (_, b) in itertools.pairwise(parts)):
        return None
    total = sum((value * unit.factor for value, unit in parts), Fraction(0)) / first.factor
    return Quantity(number(sign * total), first)


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """None when neither side has a unit, or one is not readable as a number or quantity."""
    p, t = read_quantity(prediction), read_quantity(truth)
    stated = read_unit(item.unit, nouns=True) if item.unit else None
    if p is None and t is None and stated is None:
        return None
    bare_p = read_scalar(prediction) if p is None else None
    bare_t = read_scalar(truth) if t is None else None
    if (p is None and (bare_p is None or not is_constant(bare_p))) or (
        t is None and (bare_t is None or not is_constant(bare_t))
    ):
        return None
    if stated is not None:
        p = p or Quantity(cast(Node, bare_p), stated)
        t = t or Quantity(cast(Node, bare_t), stated)
    if p and t:
        return compare_quantities(p, t, item, stated)
    known, bare = (p, bare_t) if p else (t, bare_p)  # one side has a unit, the other is a bare number
    if known is None or bare is None:
        return None
    if item.kind == "count" and known.unit.noun:
        return _verdict(same_scalar(known.value, bare), "the counts")
    return _bare(known.value, bare, known.unit, item)


def compare_quantities(p: Quantity, t: Quantity, item: Item, stated: Unit | None = None) -> Match:
    """Both are converted to the stated unit, else the prediction to that of the truth: a tolerance speaks of its figures."""
    p, t = _as_temperature(p, t), _as_temperature(t, p)
    if p.unit.dims != t.unit.dims:
        return _other_dimensions(p, t, item)
    unit = stated if stated and stated.dims == t.unit.dims else t.unit
    verdict = same_scalar(convert(p, unit), convert(t, unit), item.tolerance)
    if verdict is False and p.unit.calendar != t.unit.calendar and _nearly(p, t):
        return Match(None, RULE, "months and years have no fixed number of days")
    return _verdict(verdict, "the quantities, in one unit,")


def convert(p: Quantity, unit: Unit) -> Node:
    """The value of p in `unit`, exactly where factors are; a power of π stays symbolic."""
    if p.unit.factor == unit.factor and p.unit.pi == unit.pi and p.unit.offset == unit.offset:
        return p.value
    value = times(p.value, number(p.unit.factor / unit.factor))
    if p.unit.offset != unit.offset:
        value = Node("add", (value, number((p.unit.offset - unit.offset) / unit.factor)))
    power = p.unit.pi - unit.pi
    return times(value, Node("pow", (PI, number(power)))) if power else value


def _as_temperature(q: Quantity, other: Quantity) -> Quantity:
    if other.unit.dims == (("K", 1),) and q.unit.symbol in ("C", "F"):
        return Quantity(q.value, temperature(q.unit.symbol))
    return q


def _other_dimensions(p: Quantity, t: Quantity, item: Item) -> Match:
    """Radians, turns and hertz are numbers in SI, yet 10 Hz is not 10 rad/s; red apples are perhaps the apples."""
    for n, unit in enumerate(_forms(p.unit)):
        for m, other in enumerate(_forms(t.unit)):
            if unit.dims == other.dims and (n == 0 or m == 0):
                verdict = same_scalar(convert(Quantity(p.value, unit), other), t.value, item.tolerance)
                return _verdict(verdict, "the quantities, angles and turns as numbers,")
    figures = same_scalar(p.value, t.value, item.tolerance)
    words_of_both = (p.unit.noun, t.unit.noun)
    words = [set(noun.split()) for noun in words_of_both]
    if figures and all(words) and (words[0] <= words[1] or words[1] <= words[0]):
        return Match(None, RULE, "perhaps the same things counted")
    if figures and "percentage point" in words_of_both and "" in words_of_both:
        return Match(None, RULE, "a percentage or percentage points")
    if figures and {p.unit.symbol, t.unit.symbol} <= {"°", "deg", "degree", "°C", "°F"}:
        return Match(None, RULE, "degrees of an angle or of a temperature")
    return Match(False, RULE, "different dimensions")


def _forms(unit: Unit) -> list[Unit]:
    """The unit as it is, then what else it may stand for: Hz as turns or plain numbers per second, turns as 2π."""
    dims = dict(unit.dims)
    forms = [unit]
    for base, factors in {
        "hertz": ((1, 0, "cycle"), (1, 0, "")),
        "cycle": ((2, 1, "rad"), (1, 0, "")),
        "rad": ((1, 0, ""),),
    }.items():
        power = dims.get(base, 0)
        for factor, pi, other in factors if power else ():
            changed = {name: n for name, n in dims.items() if name != base} | ({other: power} if other else {})
            if base == "hertz":
                changed["s"] = changed.get("s", 0) - power
            kept = tuple(sorted((name, n) for name, n in changed.items() if n))
            forms.append(Unit(unit.factor * Fraction(factor) ** power, unit.pi + pi * power, kept))
    return forms


def _bare(value: Node, bare: Node, unit: Unit, item: Item) -> Match:
    """A quantity beside a number without a unit, none being stated by the item."""
    figures = same_scalar(value, bare, item.tolerance)
    dimensionless = not unit.dims or unit.dims == (("rad", 1),)
    if unit.dims and unit.dims[0][0] == "#unit" and len(unit.dims) == 1:
        return _verdict(figures, "the figures (units without a name)")
    if dimensionless and same_scalar(convert(Quantity(value, unit), Unit()), bare, item.tolerance):
        return Match(True, RULE, "the same number")
    if figures is False:
        return Match(False, RULE, "different figures, and one side has no unit")
    return Match(None, RULE, "the figures agree, but only one side has a unit and the item states none")


def _nearly(p: Quantity, t: Quantity) -> bool:
    a, b = approximate(convert(p, t.unit)), approximate(t.value)
    return a is not None and b is not None and abs(a - b) * 50 <= abs(b)


def _verdict(equal: bool | None, what: str) -> Match:
    return Match(equal, RULE, f"{what} {'agree' if equal else 'cannot be compared' if equal is None else 'differ'}")
