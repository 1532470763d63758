"""Which option letters a text declares. A letter counts when it stands alone or is declared; an article never does."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ALONE = re.compile(r"[(\[{<]?\s*([A-Ja-j])\s*[)\]}>]?[.):]?\Z")
_LEADING = re.compile(
    r"(?:\(([A-Ja-j])\)|\[([A-Ja-j])\]|([A-J])[.):]|([a-j])[.)](?=\s)|([A-J])\s*[,-](?=\s))\s*[:,-]?\s*(.+)\Z",
    re.DOTALL,
)
_DECLARED = re.compile(
    r"\b(?:answer|option|choice|alternative)(?:\s+(?:is|would be|must be|should be))?\s*[:=]?\s*(?:option\s+|choice\s+|letter\s+)?"
    r"(?:\(([A-Ja-j])\)|([A-J])(?![\w'’]|\s+[a-z]))",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(.+?)(?:\s[,-]?\s*|, ?)(?:\((?:option |choice |answer )?([A-Ja-j])\)|option ([A-J]))\Z", re.DOTALL | re.IGNORECASE
)
_WORDED = re.compile(r"\b(?:option|choice|answer|letter|alternative)s?\s+(?=\(?[A-Ja-j]\b)", re.IGNORECASE)
_SEVERAL = re.compile(r"\(?[A-Ja-j]\)?(?:\s*(?:,|;|&|/|\+|\band\b|, ?and\b)\s*\(?[A-Ja-j]\)?){1,9}\Z")
_HEDGE = re.compile(r"\(?[A-J]\)?(?:\s*,?\s*(?:\(?[A-J]\)?\s*,?\s*)*)(?:\bor\b|/)\s*\(?[A-J]\)?\Z")
_SECOND_PART = re.compile(r"(?:\([b-j]\)|(?<!\w)[b-j][.)]|(?<!\w)[B-J]:)\s")
_RUN = re.compile(r"[A-J]{2,8}\Z")


@dataclass(frozen=True, slots=True)
class Letters:
    """`chosen` is a set of letters, `rest` the text beside a single one. `run`: written together, so perhaps no letters."""

    chosen: frozenset[str]
    rest: str = ""
    hedged: bool = False
    run: bool = False


def read_letters(text: str, count: int = 10) -> Letters | None:
    """Letters among the first `count` of the alphabet; None when the text declares none."""
    found = _read(text) or _declared(text)
    if found is None:
        return None
    known = {chr(ord("A") + n) for n in range(min(count, 10))}
    return found if found.chosen <= known else None


def _read(text: str) -> Letters | None:
    return _read_bare(_WORDED.sub("", text))


def _read_bare(text: str) -> Letters | None:
    if alone := _ALONE.match(text):
        return Letters(frozenset(alone.group(1).upper()))
    if _HEDGE.match(text):
        return Letters(frozenset(re.findall(r"\b[A-J]\b", text)), hedged=True)
    if _SEVERAL.match(text):
        return Letters(frozenset(letter.upper() for letter in re.findall(r"\b[A-Ja-j]\b", text)))
    if _RUN.match(text) and len(set(text)) == len(text):
        return Letters(frozenset(text), run=True)
    if (leading := _LEADING.match(text)) and not _SECOND_PART.search(leading.group(leading.lastindex or 0)):
        letter = next(group for group in leading.groups()[:-1] if group)
        return Letters(frozenset(letter.upper()), leading.group(leading.lastindex or 0).strip())
    if trailing := _TRAILING.match(text):
        return Letters(frozenset((trailing.group(2) or trailing.group(3)).upper()), trailing.group(1).strip())
    return None


def _declared(text: str) -> Letters | None:
    """The last explicit declaration wins: "I thought the answer is A, but the answer is C"."""
    declared = _DECLARED.findall(text)
    bracketed, bare = declared[-1] if declared else ("", "")
    if not bracketed and not bare.isupper():
        return None
    return Letters(frozenset((bracketed or bare).upper()))
