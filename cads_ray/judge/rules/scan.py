"""Splitting a text outside its brackets. One pass each; unbalanced brackets make the text one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PAIRS = {"(": ")", "[": "]", "{": "}", "⦃": "⦄", "⟨": "⟩"}
_CLOSERS = frozenset(_PAIRS.values())
_WORD_SEPARATORS = re.compile(r",?\s+(and|or)\s+|,\s*(?:and|or)\s+", re.IGNORECASE)


def levels(text: str) -> Iterator[tuple[int, str, int]]:
    """(position, character, depth): depth 0 is outside all brackets. (2, 5] and [2, 5) count as closed, being intervals."""
    depth = 0
    for at, char in enumerate(text):
        if char in _CLOSERS:
            depth -= 1
        yield at, char, depth
        if char in _PAIRS:
            depth += 1


def balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in _PAIRS) - (char in _CLOSERS)
        if depth < 0:
            return False
    return depth == 0


def split(text: str, separators: str) -> list[str]:
    """At each of these characters outside brackets; a comma inside a number (1,234) is no separator."""
    if not balanced(text):
        return [text]
    pieces, start = [], 0
    grouped = {found.start() for found in re.finditer(r"(?<=\d),(?=\d{3}(?!\d))", text)} if _has_groups(text) else set()
    for at, char, depth in levels(text):
        if depth == 0 and char in separators and at not in grouped:
            pieces.append(text[start:at].strip())
            start = at + 1
    return [*pieces, text[start:].strip()]


def _has_groups(text: str) -> bool:
    """1,234, 5,678 has groups of digits; in (1,234) and 1,2,345 the commas separate, as they do without a space after any."""
    return (bool(re.search(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d|,\d)", text)) and ", " in text) or bool(
        re.fullmatch(r"\D*\d{1,3}(?:,\d{3})+(?:\.\d+)?\D*", text)
    )


def split_words(text: str) -> tuple[list[str], str]:
    """At commas, "and" and "or" outside brackets: the pieces, and "or", "and", "," or "" for what stood between."""
    if not balanced(text):
        return [text], ""
    depths = {at: depth for at, _, depth in levels(text)}
    joins = [found for found in _WORD_SEPARATORS.finditer(text) if depths[found.start()] == 0]
    pieces, start, kind = [], 0, ""
    for join in joins:
        pieces += split(text[start : join.start()], ",")
        start = join.end()
        kind = "or" if "or" in join.group().lower().split() else kind or "and"
    pieces += split(text[start:], ",")
    return [piece for piece in pieces if piece], kind or ("," if len(pieces) > 1 else "")


def unwrap(text: str, opening: str, closing: str) -> str | None:
    """What is inside when one pair of these brackets holds the whole text."""
    if len(text) < 2 or text[0] != opening or text[-1] != closing:
        return None
    for at, char, depth in levels(text):
        if char == closing and depth == 0 and at < len(text) - 1:
            return None
    return text[1:-1].strip() if balanced(text) else None
