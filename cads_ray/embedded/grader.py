"""The task `compare` for embedded members: what words alone can tell, and else "unclear"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_FILLERS = frozenset("a an the is are it its of at in on to and answer value".split())


def compare(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict on two answers: the same words in any order are the same, about other numbers different."""
    first, second = (_words(str(fields[name])) for name in ("first", "second"))
    numbers = [{word for word in words if word[0].isdigit()} for words in (first, second)]
    if first == second:
        return {"reasoning": "The same words, order and articles aside.", "verdict": "same"}
    if all(numbers) and first - numbers[0] == second - numbers[1]:
        return {"reasoning": "The same words about other numbers.", "verdict": "different"}
    return {"reasoning": "The words do not decide it.", "verdict": "unclear"}


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+", text.casefold())) - _FILLERS
