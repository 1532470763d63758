"""Reading of answers with several parts: sets, tuples, lists, ±, and values with names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cads_ray.judge.rules.assignment import read_assignment
from cads_ray.judge.rules.numerals import read_numeral
from cads_ray.judge.rules.quantity import read_quantity
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import read_scalar
from cads_ray.judge.rules.scan import split, split_words, unwrap

MAX_PARTS = 60
_POINT = re.compile(r"[a-z] ?∈ ?(?=⦃)|(?:(\([a-z](?:, ?[a-z])+\))\s*=\s*|([A-Z]'*)\s*(?:=\s*)?)(?=\()")
_SHARED_VALUE = re.compile(r"((?:[A-Za-zα-ω](?:_\w)?\s*=\s*){2,4})([^=,;]+)")
_ANGLED = re.compile(r"<\s*([^<>]+,[^<>]+)>\Z")
_FIGURE_FIRST = re.compile(r"-?[\d.,/]+\s*(\D.*)\Z")


@dataclass(frozen=True, slots=True)
class Series:
    """`style` is set (no order), tuple (order), list (order perhaps), or (alternatives, no order), bracket (list or vector).

    `names` runs beside `parts` when each part has a name of its own; `label` is the name of a point, A(3, 4), or the
    names of its coordinates.
    """

    style: str
    parts: tuple[str, ...]
    names: tuple[str, ...] = ()
    label: str = ""


@remembered
def read_series(text: str) -> Series | None:
    """None for what is one value. A single value in set braces is a set of one."""
    return _bracketed(text) or _bare(text)


def _bracketed(text: str) -> Series | None:
    point = _POINT.match(text)
    label = (point.group(1) or point.group(2) or "").replace(" ", "") if point else ""
    body = text[point.end() :] if point else text
    angled = _ANGLED.match(body)
    for style, opening, closing in (
        ("set", "⦃", "⦄"),
        ("set", "{", "}"),
        ("tuple", "(", ")"),
        ("tuple", "⟨", "⟩"),
        ("bracket", "[", "]"),
    ):
        inside = unwrap(body, opening, closing)
        if inside is None:
            continue
        parts = split(inside, ",") if "," in inside or ";" not in inside else split(inside, ";")
        if len(parts) < 2 and opening != "⦃":
            return None
        return _series(style, parts, label) if all(parts) else None
    return _series("tuple", split(angled.group(1), ","), label) if angled else None


def _series(style: str, parts: list[str], label: str = "") -> Series | None:
    return Series(style, tuple(parts), label=label) if 1 <= len(parts) <= MAX_PARTS else None


def _bare(text: str) -> Series | None:
    """Parts after one another: 1, 2 and 3; x = 1 or x = 2; a = 5, b = 7; 3 cm; 4 s."""
    if shared := _SHARED_VALUE.fullmatch(text):
        names = re.split(r"\s*=\s*", shared.group(1).rstrip(" ="))
        return Series("named", (shared.group(2),) * len(names), tuple(names))
    parts, join = split_words(text)
    lines = split(text, ";")
    if len(lines) > 1:
        parts, join = [line for line in lines if line], ";"
    if not 2 <= len(parts) <= MAX_PARTS:
        return None
    named = [read_assignment(part) for part in parts]
    if all(named):
        return _named([pair for pair in named if pair], join)
    if named[0] and not any(named[1:]):
        values = [named[0][1], *parts[1:]]
        if all(read_scalar(value) is not None for value in values):
            return Series("or", tuple(values), label=named[0][0])
    return Series("or" if join == "or" else "list", tuple(_share_unit(parts)))


def _named(named: list[tuple[str, str]], join: str) -> Series:
    """One name for all (or x_1, x_2) makes alternatives of a variable; names of their own make named parts."""
    names = [name for name, _ in named]
    values = tuple(value for _, value in named)
    stems = {re.fullmatch(r"([A-Za-zα-ω])\d", name) for name in names}
    if len(set(names)) == 1:
        return Series("or", values, label=names[0])
    if None not in stems and len({stem.group(1) for stem in stems if stem}) == 1:
        return Series("roots", values, tuple(names))
    if len(set(names)) < len(names):
        return Series("list", tuple(f"{name} = {value}" for name, value in named))
    return Series("named", values, tuple(names))


def _share_unit(parts: list[str]) -> list[str]:
    """3, 4 and 5 cm: the unit of the last part belongs to all, when the others are bare numbers."""
    found = _FIGURE_FIRST.match(parts[-1])
    if not found or read_quantity(parts[-1]) is None or any(read_numeral(part) is None for part in parts[:-1]):
        return parts
    return [*(f"{part} {found.group(1)}" for part in parts[:-1]), parts[-1]]
