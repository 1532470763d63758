"""A value with its name in front: x = 42, f(x) = x^2, F_V = 97 N, amplitude: 2. The name is a wrapper when one side lacks it."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.equation import read_relation
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import read_scalar
from cads_ray.judge.rules.scan import balanced, levels

RULE = "assignment"
_SYMBOL = r"[A-Za-zα-ωΑ-Ω](?:_\{[^{}]{1,20}\}|_?\w{1,12}(?![\w(]))?'*"
_SUBSCRIPTED = rf"\\?(?:hat|vec|bar|overline|dot)?\s*\{{?{_SYMBOL}\}}?"
_NAME = re.compile(
    rf"(?:{_SUBSCRIPTED}|\|\s*{_SUBSCRIPTED}\s*\||[A-Za-z]'{{0,3}}(?:_\{{?\w+\}}?)?\([^()=]{{1,30}}\)"
    rf"|(?:m\s*)?∠\s*[A-Z0-9]{{1,3}}|\\(?:sin|cos|tan|cot|sec|csc|ln|log)\s*\(?[A-Za-zα-ω]\)?"
    rf"|\\frac\s*\{{d[^{{}}]{{0,6}}\}}\s*\{{d[^{{}}]{{1,6}}\}}|\\?[A-Z]{{2}}|[A-Za-z]+(?:[ -][A-Za-z]+){{0,4}})\Z"
)
_FUNCTION = re.compile(r"[A-Za-z]'{0,3}\([A-Za-zα-ω]\)\Z")
_KEY = re.compile(r"([A-Za-z][A-Za-z ()-]{1,40}):\s*(\S.*)\Z", re.DOTALL)


@remembered
def read_assignment(text: str) -> tuple[str, str] | None:
    """(name in one spelling, value) of a text with one = outside brackets and a name before it, or with a key and a colon."""
    key = _KEY.match(text)
    if key and "=" not in key.group(1) and not read_scalar(key.group(1)):
        return _spelling(key.group(1)), key.group(2)
    if text.count("=") != 1 or not balanced(text):
        return None
    at = next((at for at, char, depth in levels(text) if char == "=" and depth == 0), None)
    if at is None:
        return None
    name, value = text[:at].strip(), text[at + 1 :].strip()
    if not value:
        return None
    if not _NAME.match(name):
        name, value = value, name  # 42 = x
        if not re.fullmatch(r"[A-Za-zα-ω]", name) or not value or read_scalar(value) is None:
            return None
    return (_spelling(name), value) if not _mentions(value, name) else None


def _spelling(name: str) -> str:
    if not re.match(r"(?!sin|cos|tan|cot|sec|csc|ln|log)[A-Za-z]+[ -]", name):
        name = re.sub(r"[\s{}\\_]", "", name)
    name = name.strip()
    return name.lower() if len(name) > 3 and name.replace(" ", "").isalpha() else name


def _mentions(value: str, name: str) -> bool:
    """x = 2x + 3 is an equation in x and no assignment."""
    node = read_scalar(value)
    return node is not None and name in node.symbols()


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """Values under the same name, or with a name on one side only; None when neither side has a name."""
    p, t = read_assignment(prediction), read_assignment(truth)
    if p is None and t is None:
        return None
    if p is None or t is None:
        if "=" in (prediction if p is None else truth):
            return None
        return _renamed(item.same(p[1] if p else prediction, t[1] if t else truth))
    values = item.same(p[1], t[1])
    if (p[0] != t[0] or values.equal is False) and read_relation(prediction) and read_relation(truth):
        return None  # two equations, for their own rule
    if p[0] == t[0] or _interchangeable(p[0], t[0]) or values.equal is False:
        return _renamed(values)
    both_symbols = max(len(p[0]), len(t[0])) == 1
    return Match(False if both_symbols else None, RULE, f"the values agree, but one is of {p[0]} and one of {t[0]}")


def _interchangeable(one: str, other: str) -> bool:
    """y and f(x) both name the function that is asked for."""
    return all(name in ("y", "Y") or _FUNCTION.match(name) for name in (one, other)) and "y" in (one, other)


def _renamed(values: Match) -> Match:
    return Match(values.equal, values.rule, values.reason)
