"""What the context can say in this world: predicates over length, digits, their distance and the typeface, in words.

Numbers are spelt out: the product's leak guard refuses an insight that holds an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NEAR = "Take digits that lie close together."
FAR = "Take a very small and a very large digit."
AGAIN = "Work the answer out a second time, in another order."
_LENGTH = re.compile(r"Ask about (\w+) digits\.")
_DIGIT = re.compile(r"Let a (\w+) be in the row\.")
_FACE = re.compile(r"Print it in (\w+)\.")


def of_length(n: int) -> str:
    return f"Ask about {NUMBERS[n]} digits."


def with_digit(digit: int) -> str:
    return f"Let a {NUMBERS[digit]} be in the row."


def in_face(face: str) -> str:
    return f"Print it in {face}."


@dataclass(frozen=True)
class Advice:
    """What an author was told and means to follow."""

    lengths: tuple[int, ...] = ()
    digits: tuple[int, ...] = ()
    faces: tuple[str, ...] = ()
    near: bool = False
    far: bool = False
    again: bool = False


def read_advice(texts: Iterable[str]) -> Advice:
    """The advice in these insights; words that this world does not know say nothing."""
    words = "\n".join(texts)
    return Advice(
        lengths=tuple(NUMBERS.index(each) for each in _LENGTH.findall(words)),
        digits=tuple(NUMBERS.index(each) for each in _DIGIT.findall(words)),
        faces=tuple(_FACE.findall(words)),
        near=NEAR in words,
        far=FAR in words,
        again=AGAIN in words,
    )
