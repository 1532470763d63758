"""Calendar dates. 03/04/2024 has two readings and is undecidable unless both sides allow one only."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.readings import remembered

RULE = "date"
_MONTHS = {name[:3]: n + 1 for n, name in enumerate(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"])}  # fmt: skip  # noqa: E501
_MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"  # noqa: E501
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(\d{4})"
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE)
_FORMS = (
    (re.compile(rf"{_YEAR}[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:T00:00(?::00)?Z?)?\Z"), "ymd"),
    (re.compile(rf"(?:the )?{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}\Z", re.I), "dMy"),
    (re.compile(rf"{_MONTH}[ -]{_DAY},? {_YEAR}\Z", re.I), "Mdy"),
    (re.compile(rf"(?:the )?{_DAY}(?: of)? {_MONTH}\Z", re.I), "dM"),
    (re.compile(rf"{_MONTH} (?:the )?{_DAY}\Z", re.I), "Md"),
    (re.compile(rf"{_MONTH},? (?:of )?{_YEAR}\Z", re.I), "My"),
    (re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.]{_YEAR}\Z"), "??y"),
)
Date = tuple[int, int, int]  # year, month, day; 0 where not given


@remembered
def read_dates(text: str) -> frozenset[Date]:
    """The dates that a text may mean: none, one, or two for 03/04/2024."""
    if len(text) > 40 or not any(char.isdigit() for char in text):
        return frozenset()
    text = _WEEKDAY.sub("", text, count=1)
    for pattern, form in _FORMS:
        if found := pattern.match(text):
            return frozenset(date for date in _readings(form, found.groups()) if _exists(date))
    return frozenset()


def _readings(form: str, groups: tuple[str, ...]) -> list[Date]:
    if form == "??y":
        one, other, year = map(int, groups)
        return [(year, one, other), (year, other, one)]
    parts = {
        sign.lower(): _MONTHS[text[:3].lower()] if sign == "M" else int(text)
        for sign, text in zip(form, groups, strict=True)
    }
    return [(parts.get("y", 0), parts.get("m", 0), parts.get("d", 0))]


def _exists(date: Date) -> bool:
    year, month, day = date
    leap = year == 0 or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    longest = (0, 31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and day <= longest[month] and (day >= 1 or year > 0)


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    p, t = read_dates(prediction), read_dates(truth)
    if not p or not t:
        year = re.fullmatch(r"\d{4}", truth if p else prediction)
        if year and int(year.group()) in {date[0] for date in p | t}:
            return Match(None, RULE, "one side says the year alone")
        return None
    if not p & t:
        if any(_agree(a, b) for a in p for b in t):
            return Match(None, RULE, "one date says more than the other")
        return Match(False, RULE, "another date")
    if len(p) > 1 or len(t) > 1:
        return Match(None, RULE, "day and month may be either way round")
    return Match(True, RULE, "the same date")


def _agree(one: Date, other: Date) -> bool:
    return all(a == b or not a or not b for a, b in zip(one, other, strict=True))
