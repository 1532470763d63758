"""Figures inside words: `The perimeter is 30 inches`, `18.4° east of north`. Words and figures are compared each by their own rules."""  # noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass

from cads_ray.judge.rules.base import Item, Match, all_of
from cads_ray.judge.rules.quantity import read_quantity
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import read_scalar
from cads_ray.judge.rules.scan import levels
from cads_ray.judge.rules.text import words_of

RULE = "phrase"
MAX_CHUNKS = 60
_HEDGES = frozenset(("about", "approximately", "approx", "roughly", "around", "≈"))
_STATEMENT = re.compile(
    r"(?:[Tt]he |[Ii]ts |[Tt]heir |[Aa] |[Aa]n )?[A-Za-z][A-Za-z' -]{0,60}? (?:is|are|was|were|equals|will be|would be)"
    r"(?: (?:equal to|approximately|about|roughly))? (?=[-+\d$€£\\(.√π])(.+)\Z"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The text cut into words and values; `pattern` has the words, and "#" for each value."""

    pattern: tuple[str, ...]
    values: tuple[str, ...]


def statement_value(text: str) -> str | None:
    """30 inches of "The perimeter is 30 inches", when nothing but a value follows the verb."""
    found = _STATEMENT.match(text) if len(text) < 300 else None
    value = found.group(1) if found else None
    return value if value and (read_quantity(value) or read_scalar(value)) else None


@remembered
def read_phrase(text: str) -> Phrase | None:
    """None for a text without both words and values."""
    if "→" in text or "⇌" in text:
        return None
    chunks = _chunks(re.sub(r"\s*∪\s*", "∪", text))
    if len(chunks) > MAX_CHUNKS:
        return None
    pattern: list[str] = []
    values: list[str] = []
    at = 0
    while at < len(chunks):
        width = _value_width(chunks, at)
        if width:
            values.append(" ".join(chunks[at : at + width]).strip(",;: "))
            pattern.append("#")
        else:
            pattern.extend(word for word in words_of(chunks[at].strip(",;:.()")) if word not in _HEDGES)
            width = 1
        at += width
    has_words = any(word != "#" and word.isalpha() and len(word) > 1 for word in pattern)
    return Phrase(tuple(pattern), tuple(values)) if values and has_words else None


def _chunks(text: str) -> list[str]:
    """At spaces outside brackets."""
    pieces, start = [], 0
    for at, char, depth in levels(text):
        if char == " " and depth <= 0:
            pieces.append(text[start:at])
            start = at + 1
    return [piece for piece in [*pieces, text[start:]] if piece]


def _value_width(chunks: list[str], at: int) -> int:
    """How many chunks from here on are one value: a quantity as wide as can be, else an expression, else none."""
    if not re.search(r"[\d\\^=<>≤≥°%$€∞π]|^[\[({⦃]", chunks[at]):
        return 0
    for read in (read_quantity, read_scalar):
        for width in range(min(4, len(chunks) - at), 0, -1):
            candidate = " ".join(chunks[at : at + width]).strip(",;: ")
            if candidate and read(candidate) is not None and not _swallows(read, chunks, at, width):
                return width
    return 1


def _swallows(read, chunks: list[str], at: int, width: int) -> bool:
    """A comma inside ends the value; a thing counted (5 cars) stays words."""
    inner = chunks[at : at + width - 1]
    quantity = read_quantity(" ".join(chunks[at : at + width]).strip(",;: "))
    counted = quantity is not None and any(base.startswith("#") and base != "#unit" for base, _ in quantity.unit.dims)
    return any(chunk.endswith((",", ";")) for chunk in inner) or (read is read_quantity and counted)


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """None unless one side is a statement of a value, or both are words with values."""
    said = [statement_value(text) for text in (prediction, truth)]
    if any(said) and not all(said):
        return item.same(said[0] or prediction, said[1] or truth)
    p, t = read_phrase(prediction), read_phrase(truth)
    if p is None or t is None:
        return None
    if len(p.values) == len(t.values):
        values = all_of([item.same(a, b) for a, b in zip(p.values, t.values, strict=True)], RULE)
        if p.pattern == t.pattern or (values.equal is False and len(t.values) == 1):
            return values
        if values.equal:
            return Match(None, RULE, "the same values in other words")
    return Match(None, RULE, "other words around other values")
