"""A question as words and numbers: what duplicates share, and what tells siblings apart."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from cads_ray.stage import Row

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LABEL = re.compile(r'"((?:[^"\\]|\\.)*)"')
_WORD = re.compile(r"[^\W_]+|#")


def folded(text: str) -> str:
    """Without differences of case and of Unicode's compatibility forms."""
    return unicodedata.normalize("NFKC", text).casefold()


def template(question: str) -> str:
    """The question without its numbers, case and punctuation: what siblings share."""
    return " ".join(_WORD.findall(_NUMBER.sub("#", folded(question))))


def labels(row: Row) -> list[str]:
    """What the visual prompt quotes: the words that stand on the picture."""
    return _LABEL.findall(row.get("visual_prompt") or "")


def numbers(row: Row) -> tuple[str, ...]:
    """The numbers of the question, of its choices and of the picture's labels, in order."""
    return tuple(_NUMBER.findall(" | ".join([asked(row), *labels(row)])))


def asked(row: Row) -> str:
    """The question with its choices."""
    return " | ".join([row["question"], *(row.get("choices") or [])])


def has_number(*texts: str) -> bool:
    return any(_NUMBER.search(text) for text in texts)


def digest(*parts: object) -> bytes:
    """Sixteen bytes that stand for the parts."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).digest()
