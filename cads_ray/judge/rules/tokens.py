r"""From the text of an expression to its tokens: what is a number, a symbol, a function, a product of letters, a word.

A word is never a product of its letters: `listen` and `silent` would be equal, and so would the X-ray views `PA` and `AP`.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from cads_ray.judge.rules.node import Unreadable
from cads_ray.judge.rules.symbols import GREEK

MAX_TEXT = 600
MAX_TOKENS = 250
MAX_EXPONENT = 4000  # of a number in e-notation that is held exactly

FUNCTIONS = {
    name: name
    for name in ["sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "sech", "csch", "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc", "exp", "ln", "log", "lg", "sqrt", "cbrt", "abs", "floor", "ceil", "gamma"]  # noqa: E501
} | {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "cosec": "csc", "ceiling": "ceil", "arcsinh": "asinh",
     "arccosh": "acosh", "arctanh": "atanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh", "tg": "tan", "ctg": "cot"}  # fmt: skip  # noqa: E501
_PREFIXES = tuple(name for name in ("sin", "cos", "tan", "sec", "csc", "cot", "ln", "log"))
_WORDS = frozenset(
    (
        "in or is to no of if on it we so he an and the are for not per has all any one two six ten but sky "
        "fly hrs lbs yrs sq mph rpm cm km mm kg st nd rd th"
    ).split()
)
_PLAIN_NAMES = {"pi": "π", "infinity": "∞", "inf": "∞", "oo": "∞"} | {
    name: sign for name, sign in GREEK.items() if len(name) > 3
}

BASIS = {"i": "î", "j": "ĵ", "k": "k̂", "hat i": "î", "hat j": "ĵ", "hat k": "k̂"}

_TOKEN = re.compile(
    r"""(?P<repeat>\d*\.\d*(?:\\(?:overline|bar|dot)\s*\{\d{1,40}\}|\(\d{1,40}\)))
      |(?P<num>(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d{1,3}(?:\ \d{3})+(?!\d)|\d+)(?:\.(?!\.)\d*)?(?:[eE][+-]?\d{1,9}(?!\d))?
        |\.\d+(?:[eE][+-]?\d{1,9}(?!\d))?)
      |(?P<sub>_\s*(?:\{[^{}]{0,40}\}|[A-Za-z]{1,20}|\d{1,20}|[α-ωΑ-Ω]))
      |(?P<mark>\\(?:hat|vec|bar|overline|overrightarrow|tilde|dot|ddot|widehat)\s*(?:\{[^{}]{1,20}\}|[A-Za-z]))
      |(?P<macro>\\[A-Za-z]+)
      |(?P<run>[A-Za-z]+'*)
      |(?P<greek>[α-ωΑ-Ωħℓ]'*)
      |(?P<op>\*\*|[-+*/^()\[\]{}|!%°±∓×·∞√⌊⌋⌈⌉])
      |(?P<space>\s+)""",
    re.VERBOSE,
)
_DENSE = re.compile(r"[\^=+]|\\frac|\\sqrt|\d[A-Za-z]")
_TIMES_TEN = re.compile(r"(?<=\d)\s*[xX]\s*(?=10\s*(?:\^|\*\*))")
_MIXED = re.compile(r"(?<![\d./^_{,])(\d{1,12}) (\d{1,6})/(\d{1,6})(?![\d/.])")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is num, sym, const, func, macro, sub or op; `glued` says that no space stands before it."""

    kind: str
    text: str
    value: Fraction = Fraction(0)
    exponent: int = 0  # a power of ten too large to multiply out
    decimal: bool = False
    glued: bool = True


def tokenize(text: str) -> list[Token]:
    """Raises Unreadable for words, unknown signs and texts beyond the caps."""
    if len(text) > MAX_TEXT:
        raise Unreadable("too long")
    text = _MIXED.sub(_mixed, _TIMES_TEN.sub("×", text))
    dense = bool(_DENSE.search(text))
    tokens: list[Token] = []
    at, glued = 0, True
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or len(tokens) > MAX_TOKENS:
            raise Unreadable(text[at : at + 10])
        at = found.end()
        kind, piece = str(found.lastgroup), found.group()
        if kind == "space":
            glued = False
            continue
        tokens.extend(_tokens(kind, piece, dense, glued))
        glued = True
    return _imaginary(tokens)


def _tokens(kind: str, piece: str, dense: bool, glued: bool) -> list[Token]:
    if kind == "num":
        return [_number(piece, glued)]
    if kind == "repeat":
        return [Token("num", piece, value=repeating(piece), glued=glued)]
    if kind == "run":
        return _letters(piece, dense, glued)
    if kind == "greek":
        return [Token("const" if piece == "π" else "sym", piece, glued=glued)]
    if kind == "mark":
        return [Token("sym", re.sub(r"[\s{}]+", " ", piece[1:]).strip(), glued=glued)]
    if kind == "macro":
        name = piece[1:]
        if name == "operatorname" or (name not in FUNCTIONS and name not in ("frac", "binom")):
            raise Unreadable(piece)
        return [Token("func" if name in FUNCTIONS else "macro", FUNCTIONS.get(name, name), glued=glued)]
    if kind == "sub":
        return [Token("sub", piece.lstrip("_ ").strip("{}").replace(" ", ""), glued=glued)]
    if piece == "∞":
        return [Token("const", "∞", glued=glued)]
    return [Token("op", {"**": "^", "×": "*", "·": "*"}.get(piece, piece), glued=glued)]


def _number(piece: str, glued: bool) -> Token:
    digits, _, exponent = piece.replace(",", "").replace(" ", "").lower().partition("e")
    power = int(exponent or 0)
    whole, point, part = digits.partition(".")
    value = Fraction(int((whole + part) or "0"), 10 ** len(part))
    if abs(power) <= MAX_EXPONENT:
        return Token("num", piece, value * Fraction(10) ** power, decimal=bool(point), glued=glued)
    return Token("num", piece, value, power, bool(point), glued)


def repeating(piece: str) -> Fraction:
    r"""0.1\overline{6} or 0.1(6) as the fraction that it is."""
    head, _, cycle = re.sub(
        r"[\s{})]|\\[a-z]+", lambda found: "(" if found.group()[0] == "\\" else "", piece
    ).partition("(")
    whole, _, part = head.partition(".")
    start = Fraction(int((whole + part) or "0"), 10 ** len(part))
    return start + Fraction(int(cycle), (10 ** len(cycle) - 1) * 10 ** len(part))


def _mixed(found: re.Match[str]) -> str:
    whole, top, bottom = found.groups()
    return f"({whole}+{top}/{bottom})" if int(top) < int(bottom) else found.group()


def _letters(run: str, dense: bool, glued: bool) -> list[Token]:
    """A run of letters: a function, a named constant, up to two symbols, or, where mathematics is around, up to four."""
    name = run.rstrip("'")
    if name in FUNCTIONS and run == name:
        return [Token("func", FUNCTIONS[name], glued=glued)]
    if name.lower() in _PLAIN_NAMES or name in ("pi", "Pi", "PI"):
        sign = _PLAIN_NAMES.get(name) or _PLAIN_NAMES[name.lower()]
        return [Token("const" if sign in "π∞" else "sym", sign, glued=glued)]
    for prefix in _PREFIXES:
        if name.startswith(prefix) and len(name) == len(prefix) + 1 and name not in _WORDS and dense:
            return [Token("func", prefix, glued=glued), Token("sym", run[len(prefix) :])]
    if name in _WORDS or len(name) > 4 or (len(name) > 2 and (not dense or set(name) & set("eiou"))):
        raise Unreadable(run)
    if len(name) == 1:
        return [Token("const" if run == "e" else "sym", run, glued=glued)]
    marks = run[len(name) :]
    letters = [*name[:-1], name[-1] + marks]
    return [Token("const" if x == "e" else "sym", x, glued=glued if n == 0 else True) for n, x in enumerate(letters)]


def _imaginary(tokens: list[Token]) -> list[Token]:
    """i is the imaginary unit, and so is j when it is the only letter; i and j together, or with hats, are unit vectors."""
    names = {token.text for token in tokens if token.kind == "sym"}
    if {"i", "j"} <= names or names & {"hat i", "hat j", "hat k"}:
        return [replace(t, text=BASIS.get(t.text, t.text)) if t.kind == "sym" else t for t in tokens]
    unit = "i" if "i" in names and "j" not in names else "j" if names == {"j"} else ""
    if not unit or any(a.text == unit and b.kind == "sub" for a, b in itertools.pairwise(tokens)):
        return tokens
    return [Token("const", "i", glued=t.glued) if t.kind == "sym" and t.text == unit else t for t in tokens]
