"""A unit of measurement as an exact factor (times a power of π) and a dimension vector, read from symbols or words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.unit_table import (
    ALIASES,
    CALENDAR,
    CURRENCIES,
    NAMES,
    PREFIX_NAMES,
    PREFIXES,
    SYMBOLS,
    TEMPERATURES,
    Entry,
)

MAX_TEXT = 80
_JOINED = (
    (re.compile(r"\b(mm|in)\.?\s*Hg\b"), r"\1Hg"),
    (re.compile(r"\b(?:millimet(?:er|re)s? of mercury)\b", re.I), "mmHg"),
    (re.compile(r"\bfl(?:uid)?\.?\s*(?:oz\b\.?|ounces?\b)", re.I), "floz"),
    (re.compile(r"\b(light|nautical|metric|short|astronomical|watt|ampere|amp|electron|horse|fluid)[\s-]+"
                r"(years?|miles?|tons?|units?|hours?|volts?|power)\b", re.I), r"\1\2"),
    (re.compile(r"\b(?:miles|mi) (?:per|an) hour\b", re.I), "mph"),
    (re.compile(r"(?:°|\bdeg(?:rees?)?\.?)\s*(?:C\b|celsius\b|centigrade\b)|\b(?:celsius|centigrade)\b", re.I), "°C"),
    (re.compile(r"(?:°|\bdeg(?:rees?)?\.?)\s*(?:F\b|fahrenheit\b)|\bfahrenheit\b", re.I), "°F"),
    (re.compile(r"(?:°|\bdegrees?)\s*(?:K\b|kelvins?\b)"), "K"),
    (re.compile(r"\bper cent\b", re.I), "percent"),
    (re.compile(r"\bp(?:ounds?|ds?)[\s-]force\b", re.I), "lbf"),
    (re.compile(r"\brevolutions? per minute\b", re.I), "rpm"),
    (re.compile(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\b(US|imperial) (?=gal|pint|quart|cup|fl)", re.I), ""),
)  # fmt: skip
_TOKEN = re.compile(
    r"\^\s*\{?\s*(-?\d)\s*\}?|(°[CF]|US\$|[AC]\$|[A-Za-zμΩÅåöℓ]+(?=(-?\d(?!\d))?)|[°%‰$€£¥₹₩¢])(?:(?<=[A-Za-zμΩÅåöℓ])-?\d(?!\d))?|([/*·×⋅().]|-(?=[A-Za-z]))|(\s+)|(1)(?=\s*/)"
)
_POWER_BEFORE = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
_POWER_AFTER = {"squared": 2, "cubed": 3}
_NOUN = re.compile(r"[A-Za-z][A-Za-z'-]*(?: [A-Za-z][A-Za-z'-]*){0,3}\Z")
_NO_NOUN = frozenset(
    (
        "is are was the and or because since if when then than as at on by to from with for of not no but so "
        "times over factorial minus plus squared cubed less more greater point pi e i x y z up down left "
        "right upward downward upwards downwards east west north south degrees half halves thirds quarters "
        "hundred thousand million billion trillion dozen am pm above below zero one two three four five six "
        "seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety radians per "
        "each only approximately about respectively solution solutions into out away directly clockwise"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Unit:
    """`value` in this unit is value * factor * π^pi + offset in base units. `symbol` is set for a lone unit."""

    factor: Fraction = Fraction(1)
    pi: int = 0
    dims: tuple[tuple[str, int], ...] = ()
    offset: Fraction = Fraction(0)
    symbol: str = ""
    calendar: bool = False

    @property
    def noun(self) -> str:
        """The word counted (apples), for a unit that is only that."""
        (base, power), *more = self.dims or (("", 0),)
        return base[1:] if base.startswith("#") and power == 1 and not more else ""

    def power(self, exponent: int) -> Unit:
        if exponent == 1:
            return self
        dims = tuple((base, n * exponent) for base, n in self.dims if exponent)
        return Unit(self.factor**exponent, self.pi * exponent, dims, calendar=self.calendar)

    def times(self, other: Unit) -> Unit:
        if not self.symbol and not self.dims and self.factor == 1:
            return other
        total: dict[str, int] = dict(self.dims)
        for base, n in other.dims:
            total[base] = total.get(base, 0) + n
        dims = tuple(sorted((base, n) for base, n in total.items() if n))
        return Unit(self.factor * other.factor, self.pi + other.pi, dims, calendar=self.calendar or other.calendar)


def temperature(symbol: str) -> Unit:
    """C and F alone are coulomb and farad; beside a temperature they are degrees."""
    factor, offset = TEMPERATURES[f"°{symbol}"]
    return Unit(factor, dims=(("K", 1),), offset=offset, symbol=f"°{symbol}")


@remembered
def read_unit(text: str, nouns: bool = False) -> Unit | None:
    """The unit that a cleaned text is, without a number. With `nouns`, also what is counted: apples, people per km^2."""
    text = text.strip()
    if not text or len(text) > MAX_TEXT or text[-1] in "/*·×-(^":
        return None
    for pattern, joined in _JOINED:
        text = pattern.sub(joined, text)
    named = re.fullmatch(r"([a-z ]+?) ?\(([^()]+)\)", text)  # centimeters (cm)
    if named:
        unit, gloss = _read(named.group(1)), _read(named.group(2))
        if unit and gloss and (unit.factor, unit.dims) == (gloss.factor, gloss.dims):
            return unit
    unit = _read(text)
    return unit if unit or not nouns else _read_noun(text)


def _read(text: str) -> Unit | None:
    at, bottom, depth = 0, False, 0
    total, pending = Unit(), 1
    last: Unit | None = None
    words = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            return None
        at = found.end()
        power, word, glued, operator, space, one = found.groups()
        if space:
            continue
        if word and word.lower() not in ("per", *_POWER_BEFORE, *_POWER_AFTER):
            atom = read_atom(word)
            if atom is None:
                return None
            exponent = int(glued or 1) * pending
            last = atom.power(-exponent if bottom else exponent)
            total, pending, words = total.times(last), 1, words + 1
        elif word and word.lower() in _POWER_BEFORE:
            pending = _POWER_BEFORE[word.lower()]
        elif power or (word and word.lower() in _POWER_AFTER):
            if last is None:
                return None
            total = total.times(last.power((int(power) if power else _POWER_AFTER[word.lower()]) - 1))
            last = None
        elif one or operator == ".":
            continue
        elif operator == "/" or word:
            if bottom and depth:
                return None  # a slash inside what is divided by: rare, and read in two ways
            bottom, last = True, None
        elif operator in "()":
            depth += 1 if operator == "(" else -1
            last = None
        else:
            last = None
        if depth < 0:
            return None
    return total if words and pending == 1 and depth == 0 else None


@remembered
def read_atom(word: str) -> Unit | None:
    """One unit by its symbol (case counts, prefixes allowed where they are) or by its name."""
    if word in TEMPERATURES:
        return temperature(word[1])
    word = ALIASES.get(word, word)
    if word in SYMBOLS:
        return _unit(SYMBOLS[word], word)
    for prefix, power in PREFIXES.items():
        entry = SYMBOLS.get(word[len(prefix) :]) if word.startswith(prefix) else None
        if entry and entry.prefixable:
            return _unit(entry, word, power)
    name = word.lower()
    for singular in (name, name.removesuffix("s"), name.removesuffix("es")):
        if singular in CURRENCIES or word in CURRENCIES:
            return Unit(dims=((CURRENCIES.get(singular) or CURRENCIES[word], 1),), symbol=word)
        if singular in NAMES:
            return _unit(NAMES[singular], singular)
        for prefix, power in PREFIX_NAMES.items():
            entry = NAMES.get(singular[len(prefix) :]) if singular.startswith(prefix) else None
            if entry and entry.prefixable:
                return _unit(entry, singular, power)
    if name in ("cent", "cents", "¢"):
        return Unit(Fraction(1, 100), dims=(("USD", 1),), symbol="cent")
    return Unit(dims=(("#unit", 1),), symbol="unit") if name in ("unit", "units") else None


def _unit(entry: Entry, symbol: str, prefix: int = 0) -> Unit:
    return Unit(entry.factor * Fraction(10) ** prefix, entry.pi, entry.dims, symbol=symbol, calendar=symbol in CALENDAR)


def _read_noun(text: str) -> Unit | None:
    """apples, red cars, people per square mile, cars/h: a noun counts as a dimension of its own."""
    top, slash, bottom = re.sub(r"\s+per\s+|\s*/\s*", "/", text).partition("/")
    unit = read_unit(top) or _noun(top)
    if not slash or unit is None:
        return unit
    below = read_unit(bottom) or _noun(bottom)
    return unit.times(below.power(-1)) if below else None


def _noun(text: str) -> Unit | None:
    text = text.strip(" .")
    words = re.split(r"[ -]", text.lower())
    if not _NOUN.match(text) or any(word in _NO_NOUN for word in words) or len(text) < 3:
        return None
    return replace(Unit(), dims=(("#" + " ".join(_singular(word) for word in words), 1),), symbol=text)


def _singular(word: str) -> str:
    if word == "people":
        return "person"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
