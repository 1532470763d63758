"""What OCR prints as one run of characters, spelled as a textbook does: "R=12V" becomes "R = 12 V"."""

from __future__ import annotations

import re
import unicodedata

_ALIKE = str.maketrans({"−": "-", "–": "-", "—": "-", "º": "°", "˚": "°", "Ω": "Ω", "μ": "µ"})
_NOT_LATIN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3000-\u30ff]")  # 口 for a box, 人 for a corner
_SPECKS = re.compile(r"(?<=[A-Za-z])[\u00e0-\u00ff]|[\u00e0-\u00ff](?=[a-z])")  # "Chürch": a line beside a letter
_UNITS = (
    "ohms|ohm|kΩ|MΩ|Ω|mm Hg|cm Hg|mm|cm|dm|km|kg|mg|ms|min|mmol|mol|mL|ml|kPa|Pa|kN|kJ|kW|MW|mV|kV|mA|Hz|kHz|torr|atm|"
    "°C|°F|m|g|s|h|t|N|J|W|V|A|K|L|C"
)
# In this order; what each repairs stands behind it.
_REPAIRS = tuple(
    (re.compile(pattern), repair)
    for pattern, repair in (
        (r"°°", "°"),  # "°℃"
        (r"^[\s_■□▪|]+|[\s_■□▪|]+$", ""),  # swatches of a legend
        (r"^(-?\d[\d.,]*?)\s*[-_.,]+$", r"\1"),  # the tick mark beside a number
        (r"\s*=\s*", " = "),
        (r"^[1l](?= =)", "I"),  # "I = ?" is a current, "1 = ?" is nothing
        (r"\b([A-Z])[o0]{2}\b", r"\1oo"),  # Zoo
        (r"\bl(?=[cdgnrstv][a-z])", "I"),  # Ivy: no word begins with "lv"
        (r"(?<=[cm]m)\s*Hg\b", " Hg"),
        (rf"(?<![A-Za-z\d.,])(-?\d+(?:[.,]\d+)*)(?=(?:{_UNITS})(?:[/²³\d)]|\b))", r"\1 "),  # a quantity
        (r"\s+", " "),
    )
)


def spelled(raw: str) -> str:
    """The text with one spelling for look-alike characters, spaces between number and unit and around "="; "" for
    what holds no letter, digit or question mark (dashes and ticks of axes)."""
    text = "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" or c == "℃" else c for c in raw)
    text = _NOT_LATIN.sub("", _SPECKS.sub(lambda m: unicodedata.normalize("NFD", m[0])[0], text.translate(_ALIKE)))
    for pattern, repair in _REPAIRS:
        text = pattern.sub(repair, text)
    return text.strip() if re.search(r"[^\W_]|\?", text) else ""
