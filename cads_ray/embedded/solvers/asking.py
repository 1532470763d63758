"""What a question about data says: which names it mentions, which numbers it states, what it multiplies by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from cads_ray.embedded.quantity import exact, terminates

_LONG = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
]  # abbreviated to three letters on charts
NUMBER = re.compile(r"(?<![\w.-])\d+(?:,\d{3}(?!\d))*(?:\.\d+)?")
_MONEY = r"(?:euros?|dollars?|pounds?|EUR|€|\$)"


def _patterns(name: str) -> list[str]:
    """Ways to write a name, from the strictest: as printed, in another number or case, spelled out."""
    bare = re.escape(name)
    plain = [rf"(?<![\w-]){bare}(?![\w-])", rf"(?i:(?<![\w-]){bare}(?![\w-]))"]
    if re.fullmatch(r"[A-Za-z]{3,}", name):
        stem = re.escape(name[:-1] if name.endswith("s") else name)
        plain.append(rf"(?i:\b{stem}(?:s|es)?\b)")
    plain += [rf"(?i:\b{word}\b)" for word in _LONG if word[:3] == name.lower()[:3] and len(name) in (3, 4)]
    return plain


def lettered(name: str) -> str:
    """A name in which OCR took letters for digits: "0wls" reads "owls", "Z00" reads "Zoo"; "W3" stays."""
    if re.fullmatch(r"[A-Z]0+|[A-Za-z]*[015]+[A-Za-z]+\w*", name):
        return re.sub(r"(?<=[A-Za-z])0|0(?=[A-Za-z0])", "o", name).replace("1", "l").replace("5", "s")
    return name


def mentions(question: str, names: Iterable[str]) -> list[str]:
    """The names that a question mentions, in the order of their first mention."""
    found = []
    for name in dict.fromkeys(names):
        match = next((m for pattern in _patterns(name) if name and (m := re.search(pattern, question))), None)
        if match:
            found.append((match.start(), name))
    return [name for _, name in sorted(found)]


def without(question: str, names: Iterable[str]) -> str:
    """The question with the names taken out: what is left are its own words and numbers."""
    for name in sorted(names, key=len, reverse=True):
        for pattern in _patterns(name)[:2] if name else ():
            question = re.sub(pattern, " _ ", question)
    return question


def price(question: str) -> Fraction | None:
    """The money that one piece makes or costs, where the question asks for money: "3 euros for each book"."""
    asked = re.search(rf"how (?:many|much)[^.?]*(?:{_MONEY}|money|cost|pay)|in {_MONEY}", question, re.IGNORECASE)
    stated = re.search(rf"({NUMBER.pattern})\s*{_MONEY}|(?:€|\$)\s*({NUMBER.pattern})", question)
    return Fraction((stated[1] or stated[2]).replace(",", "")) if asked and stated else None


def stated(question: str, names: Iterable[str] = ()) -> list[Fraction]:
    """The numbers of a question that are no names and no prices."""
    bare = re.sub(rf"{NUMBER.pattern}\s*{_MONEY}", " ", without(question, names))
    return [Fraction(text.replace(",", "")) for text in NUMBER.findall(bare)]


BEYOND = (
    "variance",
    "deviation",
    "product of",
    "efficien",
    "probab",
    "correlat",
    "predict",
    "strictly",
    "quartile",
    "distribution",
)


def says(question: str, *patterns: str) -> bool:
    """Whether any of the patterns occurs, from the start of a word, in any case."""
    return any(re.search(rf"\b(?:{pattern})", question, re.IGNORECASE) for pattern in patterns)


def written(value: Fraction | str | None) -> str:
    """A value as an answer: a name as it is, a number exact, or with two decimals where it does not end."""
    if value is None or isinstance(value, str):
        return value or ""
    return exact(value) if terminates(value, 4) else f"{float(value):.2f}"


def chosen(answer: str, choices: Sequence[str]) -> str:
    """The choice that says the answer, the answer itself where there are no choices, "" where none fits."""
    if not choices:
        return answer
    same = [choice for choice in choices if choice.strip().lower() == answer.strip().lower()]
    if not same and NUMBER.fullmatch(answer):
        same = [c for c in choices if re.findall(r"\d+(?:\.\d+)?", c.replace(",", "")) == [answer]]
    if not same:
        same = mentions(answer, choices) or [choice for choice in choices if mentions(choice, [answer])]
    return same[0] if len(same) == 1 else ""
