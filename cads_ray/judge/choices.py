"""Choices in another order for each judge, and the letters of its answer mapped back to the order of the sample.

Models favour positions; permuted choices turn that from agreement into noise that the vote shows. The order follows from
the sample and the judge alone, so the same request is made again after a restart.
"""

from __future__ import annotations

import random
import string
from collections.abc import Sequence

from cads_ray.judge.rules.clean import clean
from cads_ray.judge.rules.letters import read_letters


def order_of(sample: str, judge: str, choices: Sequence[str]) -> list[int]:
    """Which choice stands in each place for this judge; as it was where a choice is itself a letter, or is too far down
    the alphabet to be told by one."""
    order = list(range(len(choices)))
    if len(choices) <= 10 and not any(read_letters(clean(choice)) for choice in choices):
        random.Random(f"{sample}|{judge}").shuffle(order)
    return order


def mapped_back(answer: str, order: Sequence[int]) -> str:
    """The answer as if the choices had stood in their own order; words without a letter stay as they are."""
    letters = read_letters(clean(answer), len(order))
    if letters is None or letters.run or list(order) == sorted(order):
        return answer
    known = sorted(string.ascii_uppercase[order[ord(letter) - ord("A")]] for letter in letters.chosen)
    joined = (" or " if letters.hedged else ", ").join(known)
    return f"{joined}. {letters.rest}" if letters.rest else joined
