"""What solvers ask of words: labels with quantities and places, and the unit and the rounding that a question wants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.drawing.figure import Point
from cads_ray.embedded.quantity import UNITS
from cads_ray.embedded.reading.words import Reading, Word
from cads_ray.embedded.rounding import Number, plain

NUMBER = r"(?<![\w.])[-−–]?\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
_NUMBER = re.compile(NUMBER)
_UNIT = re.compile(r"\s*((?:(?:square|sq\.?|cubic)\s+)?[A-Za-zµμΩ°º%]+(?:\s?/\s?[A-Za-z]+)?(?:\^?[23²³])?)")
_NAME = re.compile(r"\b([A-Za-z]{1,2}\d?)\s*[=:]")

# How people spell the units of quantity.UNITS and a few more that are never converted.
_SPELLINGS = {
    "mm": "millimeter millimetre",
    "cm": "centimeter centimetre",
    "m": "meter metre",
    "km": "kilometer kilometre",
    "ft": "foot feet",
    "in": "inch inches",
    "g": "gram gramme",
    "kg": "kilogram kilo",
    "s": "sec second",
    "min": "minute",
    "h": "hr hour",
    "L": "liter litre l",
    "mL": "milliliter millilitre ml",
    "km/h": "kmh kph",
    "N": "newton",
    "V": "volt",
    "A": "amp ampere",
    "mA": "milliamp milliampere",
    "Ω": "ohm ω",
    "kΩ": "kohm kiloohm kω",
    "W": "watt",
    "J": "joule",
    "degrees": "° º deg degree",
    "%": "percent",
}
_WORDS = {word + end: unit for unit, words in _SPELLINGS.items() for word in words.split() for end in ("", "s")}
_LOWER = {unit.lower(): unit for unit in reversed((*UNITS, *_SPELLINGS))}  # OCR loses case: "CM", "Kg"


@dataclass(frozen=True)
class Label:
    """A label of a figure, at the middle of its box: "6 cm" (value, unit), "r = 7" (name), "?" or "h = ?" (unknown)."""

    text: str
    at: Point
    height: float
    value: Fraction | None
    unit: str
    name: str

    @property
    def unknown(self) -> bool:
        return "?" in self.text


def unit_of(word: str) -> str:
    """The symbol of a unit however it is spelled ("metres", "CM", "sq. m", "cm2"), "" for a word that is none."""
    word = re.sub(r"\s+", " ", word).strip().strip(".,")
    if square := re.fullmatch(r"(?:(?:square|sq\.?) (.+)|([kcm]?m)(?:\^?2|²))", word, re.IGNORECASE):
        base = unit_of(square[1] or square[2])
        return f"square {base}" if base else ""
    if word in UNITS or word in _SPELLINGS:
        return word
    return _WORDS.get(word.lower(), _LOWER.get(word.lower(), ""))


def convert(value: Fraction, unit: str, to: str) -> Fraction:
    """The value in another unit of the same kind; unchanged where a unit is unknown or the kinds differ."""
    power = 2 if unit.startswith("square ") else 1
    a, b = unit.removeprefix("square "), to.removeprefix("square ")
    if a not in UNITS or b not in UNITS or UNITS[a][0] != UNITS[b][0] or (power == 2) != to.startswith("square "):
        return value
    return value * (UNITS[a][1] / UNITS[b][1]) ** power


def numbers(text: str) -> list[tuple[Fraction, str]]:
    """Every number of a text with its unit ("" for none), in order."""
    found = []
    for match in _NUMBER.finditer(text):
        after = _UNIT.match(text, match.end())
        unit = (unit_of(after[1]) or unit_of(after[1].split()[0])) if after else ""
        found.append((Fraction(re.sub("[−–]", "-", match[0]).replace(",", "")), unit))
    return found


def labels(reading: Reading) -> list[Label]:
    """The labels that a figure carries; words side by side are one label ("6" "cm")."""
    return [_label(word) for word in _joined(reading.words)]


def _label(word: Word) -> Label:
    value, unit = next(iter(numbers(word.text)), (None, ""))
    name = _NAME.search(word.text)
    return Label(word.text.strip(), (word.x, word.y), _height(word), value, unit, name[1] if name else "")


def _height(word: Word) -> float:
    return word.height or 18


def _width(word: Word) -> float:
    return word.width or 0.56 * _height(word) * len(word.text)


def _joined(words: Iterable[Word]) -> list[Word]:
    lines: list[Word] = []
    for word in sorted(words, key=lambda w: w.x - _width(w) / 2):
        for i, left in enumerate(lines):
            gap = word.x - _width(word) / 2 - left.x - _width(left) / 2
            near = -0.3 * _height(word) < gap < 0.45 * max(_height(word), _height(left))
            if near and abs(word.y - left.y) < 0.4 * _height(left):
                lines[i] = _merge(left, word)
                break
        else:
            lines.append(word)
    return sorted(lines, key=lambda w: (w.y, w.x))


def _merge(a: Word, b: Word) -> Word:
    left, right = a.x - _width(a) / 2, b.x + _width(b) / 2
    height = max(_height(a), _height(b))
    return Word(f"{a.text} {b.text}", (left + right) / 2, (a.y + b.y) / 2, right - left, height, min(a.score, b.score))


def has(text: str, *patterns: str) -> int:
    """How many of the patterns occur, at the start of a word and in any case: "circ" finds "circular"."""
    return sum(bool(re.search(rf"\b(?:{pattern})", text, re.IGNORECASE)) for pattern in patterns)


def asked_unit(question: str) -> str:
    """The unit that the question wants: "in cm", "(cm)", "how many square metres"; "" where it names none."""
    places = r"\bin (?:whole )?((?:square |sq\.? )?{u})|\(((?:in )?(?:square )?{u})\)|how many ((?:square |sq\.? )?{u})"
    found = re.findall(places.replace("{u}", r"[A-Za-z°]+(?:/[a-z]+)?[²2]?"), question, re.IGNORECASE)
    words = [word.removeprefix("in ") for match in found for word in match if word]
    units = [unit_of(word) for word in words if len(word) > 1 or word in UNITS]  # "in a triangle" asks for no amperes
    return next((unit for unit in reversed(units) if unit), "")


_PLACES = {"whole": 0, "integer": 0, "tenth": 1, "hundredth": 2, "one": 1, "two": 2, "1": 1, "2": 2, "3": 3, "three": 3}


def asked_decimals(question: str) -> int | None:
    """Decimals of the rounding that a question states, None where it states none."""
    if found := re.search(r"(\w+)[- ](?:decimals?|digits? after)", question, re.IGNORECASE):
        return _PLACES.get(found[1].lower())
    if found := re.search(r"nearest (?:whole )?(\w+)", question, re.IGNORECASE):
        return _PLACES.get(found[1].lower(), 0)
    return 0 if re.search(r"whole (?:number|degree)", question) else None


def unknown_of(found: Iterable[Label]) -> Label | None:
    """The label of what is asked: the question mark, else a lone small letter (the names of corners are capitals)."""
    marks = [label for label in found if label.unknown or re.fullmatch("[a-z]", label.text)]
    return min(marks, key=lambda label: not label.unknown, default=None)


def length_in(label: Label, unit: str, converts: bool = True) -> Fraction:
    """The label's value in the unit; a judge that does not convert takes the number as it stands."""
    value = label.value if label.value is not None else Fraction(0)
    return convert(value, label.unit, unit) if converts else value


def lengths(found: Iterable[Label]) -> list[Label]:
    """The labels that carry a length. A number without a unit counts where no label has one: beside labels with units
    it is a scrap (the mark of a right angle reads as "6")."""
    known = {"", "ft", "in"} | {unit for unit, (kind, _) in UNITS.items() if kind == "length"}
    measured = [label for label in found if label.value is not None and label.unit in known]
    return [label for label in measured if label.unit] or measured


def stated(value: Number, question: str, unit: str = "") -> str:
    """The answer as the question wants it: rounded as it says, with the unit only where the question names none."""
    number = plain(value, asked_decimals(question))
    return number if asked_unit(question) or unit.strip() in ("", "square") else f"{number} {unit}"
