"""Chemical formulas and ions: case-sensitive, charge kept, however sub- and superscripts are written."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.judge.rules.readings import remembered

_ELEMENTS = frozenset(
    (
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb "
        "Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu "
        "Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db "
        "Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og D e"
    ).split()
)
_STATE = re.compile(r"\s*_?\s*\{?\s*\((s|l|g|aq)\)\s*\}?\Z")
_CHARGE = re.compile(
    r"(?:\^\s*\{?\s*(\d*)\s*([+-]+)\s*\}?|\^\s*\{?\s*([+-])(\d+)\s*\}?|\s*\((\d*)([+-])\)|\s(\d+)([+-])|()([+-]{1,3}))\Z"
)
_GLUED = re.compile(r"(\d+)([+-])\Z")  # Fe3+, SO42-: how many of the digits are charge is not written
_PIECE = re.compile(r"([A-Z][a-z]?|e(?![a-z]))|([(\[])|([)\]])|_?\{?(\d+)\}?")
_SHAPED = re.compile(r"[(\[]?[A-Z][A-Za-z0-9_{}()\[\]^+·*.\s-]*\Z|e\^?\{?-\}?\Z")


@dataclass(frozen=True, slots=True)
class Formula:
    """`written` is the formula without markup, `atoms` its composition, `charge` in elementary charges."""

    written: str
    atoms: tuple[tuple[str, int], ...]
    charge: int = 0
    state: str = ""
    marked: bool = False  # has a digit or a charge, so it is no plain word

    @property
    def species(self) -> tuple[str, int]:
        return self.written, self.charge


@remembered
def read_formulas(text: str) -> tuple[Formula, ...]:
    """The formulas that a text may mean, the likeliest first: none, one, or two for Fe3+ and SO42-."""
    text = text.strip()
    if not text or len(text) > 80 or not _SHAPED.match(text):
        return ()
    state = _STATE.search(text)
    body = text[: state.start()] if state else text
    readings = []
    for base, charge, marked in _charges(body):
        atoms = _composition(base)
        if atoms:
            written = re.sub(r"[_{}\s]", "", base)
            marked_now = marked or any(char.isdigit() for char in base) or bool(state)
            readings.append(Formula(written, atoms, charge, state.group(1) if state else "", marked_now))
    return tuple(readings)


def _charges(body: str) -> list[tuple[str, int, bool]]:
    """(formula, charge, whether one is written) for each way to read the end."""
    if (glued := _GLUED.search(body)) and not body[: glued.start()].endswith(("^", "{", "_", " ")):
        digits, sign = glued.groups()
        unit = 1 if sign == "+" else -1
        head = body[: glued.start()]
        split = [(head + digits[:-1], unit * int(digits[-1]), True), (head + digits, unit, True)]
        return split if len(digits) > 1 or len(re.findall(r"[A-Z]", head)) == 1 else split[::-1]
    if found := _CHARGE.search(body):
        groups = found.groups()
        if groups[1]:
            size, signs = groups[0], groups[1]
        elif groups[2]:
            size, signs = groups[3], groups[2]
        else:
            size, signs = next((groups[n] or "", groups[n + 1]) for n in (4, 6, 8) if groups[n + 1])
        return [(body[: found.start()], (int(size) if size else len(signs)) * (1 if signs[0] == "+" else -1), True)]
    return [(body, 0, False)]


def _composition(base: str) -> tuple[tuple[str, int], ...]:
    """Atoms of a formula with brackets and water of crystallization; () when it is none."""
    total: Counter[str] = Counter()
    for part in re.split(r"\s*[·*.]\s*", base):
        coefficient = re.match(r"\d+", part)
        atoms = _atoms(part[coefficient.end() :] if coefficient else part)
        if not atoms:
            return ()
        for element, count in atoms.items():
            total[element] += count * (int(coefficient.group()[:6]) if coefficient else 1)
    return tuple(sorted(total.items()))


def _atoms(part: str) -> Counter[str]:
    stack: list[Counter[str]] = [Counter()]
    last: Counter[str] = Counter()
    at = 0
    part = re.sub(r"\s+|(?<=[A-Za-z\d)\]])\{\}", "", part)
    while at < len(part):
        found = _PIECE.match(part, at)
        if not found:
            return Counter()
        at = found.end()
        element, opening, closing, count = found.groups()
        if element:
            if element not in _ELEMENTS:
                return Counter()
            last = Counter({element: 1})
            stack[-1].update(last)
        elif opening:
            stack.append(Counter())
            last = Counter()
        elif closing:
            if len(stack) < 2:
                return Counter()
            last = stack.pop()
            stack[-1].update(last)
        elif not last or len(count) > 5 or count == "1" or count.startswith("0"):
            return Counter()  # chemists write no subscript 1: V_1 is a volume
        else:
            for name, number in last.items():
                stack[-1][name] += number * (int(count) - 1)
            last = Counter()
    return stack[0] if len(stack) == 1 else Counter()


@dataclass(frozen=True, slots=True)
class Reaction:
    """Amount of each species per side, and the states that are given."""

    sides: tuple[tuple[tuple[tuple[str, int], Fraction], ...], ...]
    states: tuple[tuple[tuple[int, str, int], str], ...]


_ARROW = re.compile(
    r"\s*(?:→|⇌|\\xrightarrow|\\xrightleftharpoons|(?<![≤≥<>=])=(?!=))\s*(?:(?:\[[^\]]*\]|\{[^{}]*\}))?\s*"
)
_TERM = re.compile(r"(\d{1,6}(?:/\d{1,4}|\.\d{1,6})?|\\frac\{\d+\}\{\d+\})?\s*(.+)\Z", re.DOTALL)


@remembered
def read_reaction(text: str) -> Reaction | None:
    """A chemical equation. Balance is not assumed; a catalyst over the arrow is not part of it."""
    if len(text) > 300 or not re.search(r"[→⇌=]|rightarrow", text):
        return None
    halves = _ARROW.split(text)
    if len(halves) != 2:
        return None
    sides, states = [], {}
    for n, half in enumerate(halves):
        amounts: dict[tuple[str, int], Fraction] = {}
        for term in re.split(r"\s+\+\s+|(?<=[A-Za-z)}\d])\+(?=\s*\d*\s*[A-Z])", half.strip()):
            found = _TERM.match(term.strip())
            formulas = read_formulas(found.group(2)) if found else ()
            if not found or not formulas:
                return None
            formula = formulas[0]
            amounts[formula.species] = amounts.get(formula.species, Fraction(0)) + _amount(found.group(1))
            if formula.state:
                states[n, *formula.species] = formula.state
        sides.append(tuple(sorted(amounts.items())))
    return Reaction(tuple(sides), tuple(sorted(states.items())))


def _amount(text: str | None) -> Fraction:
    if not text:
        return Fraction(1)
    fraction = re.fullmatch(r"\\frac\{(\d+)\}\{(\d+)\}", text)
    top, bottom = fraction.groups() if fraction else (text.partition("/")[0], text.partition("/")[2] or "1")
    return Fraction(top) / Fraction(bottom) if Fraction(bottom) else Fraction(0)
