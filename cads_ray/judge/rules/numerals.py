"""Plain numbers as people write them, exactly: digits with group separators, decimals, fractions, mixed numbers, words."""

from __future__ import annotations

import re
from fractions import Fraction

from cads_ray.judge.rules.readings import remembered

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d*)?|\.\d+"
_PLAIN = re.compile(rf"([-+]?) ?({_DIGITS})(?:[eE]([-+]?\d{{1,4}}))?\Z")
_FRACTION = re.compile(r"([-+]?) ?(\d{1,40}) ?(?:/|out of) ?(\d{1,40})\Z")
_SCALED = re.compile(rf"([-+]?) ?({_DIGITS}) ?(hundred|thousand|million|billion|trillion|dozen)s?\Z", re.IGNORECASE)
_ENDLESS = re.compile(r"([-+]?)(\d{0,20}\.\d{0,20}?)(\d{1,8}?)\3+(?:\.\.\.|…)\Z")
_WORDS_ONLY = re.compile(r"[A-Za-z][A-Za-z -]{1,120}\Z")

_ONES = {
    word: value
    for value, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen"
        ).split()
    )
}
_TENS = {
    word: 10 * (n + 2)
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
} | {"fourty": 40}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip


@remembered
def read_numeral(text: str) -> Fraction | None:
    """The number that a cleaned text is, or None when it is not a plain one (expressions are read elsewhere)."""
    if not text:
        return None
    found = _PLAIN.match(text)
    if found:
        sign, digits, exponent = found.groups()
        return _signed(sign, _decimal(digits) * Fraction(10) ** int(exponent or 0))
    found = _FRACTION.match(text)
    if found:
        sign, top, bottom = found.groups()
        return _signed(sign, Fraction(int(top), int(bottom))) if int(bottom) else None
    found = _SCALED.match(text)
    if found:
        sign, digits, scale = found.groups()
        return _signed(sign, _decimal(digits) * _scale(scale.lower()))
    found = _ENDLESS.match(text)
    if found:
        return _endless(found)
    return _words(text) if _WORDS_ONLY.match(text) else None


def decimal_comma(text: str) -> Fraction | None:
    """3,5 as 3.5: a second reading of a number, which makes it ambiguous and never right."""
    found = re.fullmatch(r"([-+]?)(\d{1,40}),(\d{1,40})", text)
    return _signed(found.group(1), _decimal(f"{found.group(2)}.{found.group(3)}")) if found else None


def _signed(sign: str, value: Fraction) -> Fraction:
    return -value if sign == "-" else value


def _decimal(digits: str) -> Fraction:
    whole, _, part = digits.replace(",", "").replace(" ", "").partition(".")
    return Fraction(int((whole + part) or "0"), 10 ** len(part))


def _scale(word: str) -> int:
    return {"hundred": 100, "dozen": 12}.get(word) or _SCALES[word]


def _endless(found: re.Match[str]) -> Fraction:
    """0.333... as 1/3; the cycle stands at least twice."""
    sign, head, cycle = found.groups()
    part = len(head.partition(".")[2])
    return _signed(sign, _decimal(head) + Fraction(int(cycle), (10 ** len(cycle) - 1) * 10**part))


def _words(text: str) -> Fraction | None:
    """twenty-one, minus three and a half, two point five, three quarters; None as soon as a word is no number."""
    words = text.lower().replace("-", " ").split()
    if words and words[0] in ("minus", "negative"):
        value = _words_unsigned(words[1:])
        return None if value is None else -value
    return _words_unsigned(words)


def _words_unsigned(words: list[str]) -> Fraction | None:
    if not words or len(words) > 20:
        return None
    if "point" in words:
        at = words.index("point")
        return _point(words[:at], words[at + 1 :])
    part = _PARTS.get(words[-1]) or _PARTS.get(words[-1].removesuffix("s"))
    if part:
        return _fraction_words(words[:-1], part)
    return _whole(words)


def _point(whole: list[str], digits: list[str]) -> Fraction | None:
    values = [_ONES.get(word, 10) for word in digits]
    head = _whole(whole) if whole else Fraction(0)
    if head is None or not values or max(values) > 9:
        return None
    return head + Fraction(int("".join(map(str, values))), 10 ** len(values))


def _fraction_words(words: list[str], part: int) -> Fraction | None:
    """Before "half", "thirds": nothing, a count, or a whole number, "and" and a count."""
    whole = Fraction(0)
    if "and" in words:
        at = len(words) - 1 - words[::-1].index("and")
        head = _whole(words[:at])
        if head is None:
            return None
        whole, words = head, words[at + 1 :]
    if (not words and part > 4) or (words == [] and part == 3):
        return None  # a third may be an ordinal, a half is none
    if not words or words in (["a"], ["an"]):
        return whole + Fraction(1, part)
    count = _whole(words)
    return None if count is None else whole + count / part


def _whole(words: list[str]) -> Fraction | None:
    total, group, last = 0, 0, "scale"
    for place, word in enumerate(words):
        if word == "and" and place and last in ("hundred", "thousand"):
            continue
        if word in _ONES and last not in ("ones", "dozen"):
            if (_ONES[word] >= 10 and last == "tens") or (_ONES[word] == 0 and len(words) > 1):
                return None
            group, last = group + _ONES[word], "ones"
        elif word in _TENS and last not in ("ones", "tens", "dozen"):
            group, last = group + _TENS[word], "tens"
        elif word == "a" and place == 0 and len(words) > 1:
            group, last = 1, "ones"
        elif word == "hundred" and last == "ones" and 0 < group < 100:
            group, last = group * 100, "hundred"
        elif word in _SCALES and group:
            total, group, last = total + group * _SCALES[word], 0, "thousand"
        elif word in ("dozen", "dozens") and (group or not place):
            group, last = (group or 1) * 12, "dozen"
        else:
            return None
    return Fraction(total + group) if words and last != "scale" else None
