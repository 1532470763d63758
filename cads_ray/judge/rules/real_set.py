"""Sets of real numbers: intervals, their unions, and what an inequality in one variable says: [2, ∞), x ≥ 2, -3 < x ≤ 5."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.judge.rules.equation import Relation, read_side, substitute
from cads_ray.judge.rules.exact import Inexact, exact
from cads_ray.judge.rules.node import Node, minus, number
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scalar import approximate, is_constant, read_scalar
from cads_ray.judge.rules.scan import split, unwrap

INFINITY = Node("const", name="∞")
_SIGNS = re.compile(r"[<>≤≥]")
_BRACKETED = re.compile(r"([\[(])(.+)([\])])\Z", re.DOTALL)
_IN = re.compile(r"^([A-Za-zα-ω])\s*∈\s*(?=\S)")
_BUILDER = re.compile(r"([A-Za-zα-ω])\s*(?:∈\s*ℝ\s*)?[|:]\s*(.+)\Z", re.DOTALL)
_EXCEPT = re.compile(
    r"(?:ℝ|all real numbers|all reals|\(-∞, ?∞\))\s*(?:∖|\\|-|except|other than|but not|with|where)\s*(?:for\s+)?(?:[a-z]\s*(?:=|≠)\s*)?(.+)\Z",  # noqa: E501
    re.I,
)
_UNEQUAL = re.compile(r"([A-Za-zα-ω])\s*≠\s*(.+)\Z")
_OPEN = {"<": False, ">": False, "≤": True, "≥": True}


@dataclass(frozen=True, slots=True)
class Piece:
    low: Node
    low_in: bool
    high: Node
    high_in: bool


@dataclass(frozen=True, slots=True)
class RealSet:
    """`pieces` are sorted and apart. `pair`: a bare (a, b), which may as well be a point. `name`: the variable, "" if none."""

    pieces: tuple[Piece, ...]
    name: str = ""
    pair: bool = False


def place(node: Node) -> tuple[int, Fraction] | None:
    """Where an endpoint lies, to compare endpoints by; None for what is no real number."""
    if node == INFINITY:
        return 1, Fraction(0)
    if node == Node("neg", (INFINITY,)):
        return -1, Fraction(0)
    value = approximate(node)
    return None if value is None else (0, value)


@remembered
def read_real_set(text: str) -> RealSet | None:
    if len(text) > 300 or not re.search(r"[\[(<>≤≥≠ℝ∞]|except|real", text):
        return None
    inside = unwrap(text, "⦃", "⦄") or (unwrap(text, "{", "}") if "|" in text or ":" in text else None)
    builder = _BUILDER.match(inside) if inside else None
    if builder:
        return _named(read_real_set(builder.group(2)), builder.group(1))
    if found := _IN.match(text):
        return _named(read_real_set(text[found.end() :]), found.group(1), pair=False)
    return _excluding(text) or _union(text)


def _named(real_set: RealSet | None, name: str, pair: bool | None = False) -> RealSet | None:
    if real_set is None or real_set.name not in ("", name):
        return None
    return RealSet(real_set.pieces, name, real_set.pair and pair is None)


def _excluding(text: str) -> RealSet | None:
    """x ≠ 2, ℝ without {2}, all real numbers except 2."""
    found = _UNEQUAL.match(text)
    name, points = (found.group(1), found.group(2)) if found else ("", "")
    if not found and (found := _EXCEPT.match(text)):
        points = found.group(1)
    if not points:
        return None
    points = unwrap(points, "⦃", "⦄") or unwrap(points, "{", "}") or points
    nodes = [
        read_scalar(re.sub(r"^[a-z]\s*[=≠]\s*", "", point))
        for point in re.split(r"\s*(?:,|\band\b|\bor\b)\s*", points)
        if point
    ]
    located = [(place(node), node) for node in nodes if node is not None]
    if len(located) != len(nodes) or not nodes or any(at is None for at, _ in located):
        return None
    pieces, low = [], Node("neg", (INFINITY,))
    for _, node in sorted(located, key=lambda pair: pair[0] or (0, Fraction(0))):  # none is None here
        pieces.append(Piece(low, False, node, False))
        low = node
    return _normal([*pieces, Piece(low, False, INFINITY, False)], name)


def _union(text: str) -> RealSet | None:
    parts = split(re.sub(r"(?<=[\])])\s*(?:U|or|and)\s*(?=[\[(])", "∪", text), "∪")
    if len(parts) > 1:
        sets = [_interval(part) or _points(part) for part in parts]
        if any(each is None for each in sets):
            return None
        return _normal([piece for each in sets if each for piece in each.pieces], "")
    return _interval(text) or _inequalities(text)


def _points(text: str) -> RealSet | None:
    inside = unwrap(text, "⦃", "⦄") or unwrap(text, "{", "}")
    nodes = [read_scalar(part) for part in split(inside, ",")] if inside else []
    if not nodes or any(node is None or place(node) is None for node in nodes):
        return None
    return RealSet(tuple(Piece(node, True, node, True) for node in nodes if node))


def _interval(text: str) -> RealSet | None:
    if text == "ℝ":
        return RealSet((Piece(Node("neg", (INFINITY,)), False, INFINITY, False),))
    found = _BRACKETED.match(text)
    ends = split(re.sub(r"\s", "", found.group(2)), ",;") if found else []
    if not found or len(ends) != 2:
        return None
    low, high = (read_scalar(end) for end in ends)
    if low is None or high is None or not is_constant(low) or not is_constant(high):
        return None
    pair = found.group(1) == "(" and found.group(3) == ")"
    infinite = any(node in (INFINITY, Node("neg", (INFINITY,))) for node in (low, high))
    real_set = _normal([Piece(low, found.group(1) == "[", high, found.group(3) == "]")], "")
    return RealSet(real_set.pieces, "", pair and not infinite) if real_set and real_set.pieces else None


def _inequalities(text: str) -> RealSet | None:
    """Chains, joined by "and" (all hold) or "or" (one holds)."""
    if not _SIGNS.search(text):
        return None
    alternatives = [re.split(r",?\s+and\s+|,\s*|\s*&\s*", part) for part in re.split(r",?\s+or\s+|\s*∪\s*", text)]
    if sum(map(len, alternatives)) > 8:
        return None
    pieces: list[Piece] = []
    names = set()
    for conjunction in alternatives:
        rays = [_chain(part) for part in conjunction]
        if any(ray is None for ray in rays):
            return None
        names |= {name for ray in rays if ray for name, _ in ray}
        found = [piece for ray in rays if ray for _, piece in ray]
        met = _intersection(found)
        # "x < 1 and x > 3" is meant as a union: nobody states an empty set in this way.
        pieces += [met] if met else found
    return _normal(pieces, names.pop()) if len(names) == 1 else None


def _chain(text: str) -> list[tuple[str, Piece]] | None:
    signs = _SIGNS.findall(text)
    sides = [read_side(side) for side in _SIGNS.split(text)]
    if not 1 <= len(signs) <= 2 or any(side is None for side in sides):
        return None
    rays = []
    for left, sign, right in zip(sides, signs, sides[1:], strict=False):
        ray = solve(Relation(left, sign, right)) if left and right else None
        if ray is None:
            return None
        rays.append(ray)
    return rays


def solve(relation: Relation) -> tuple[str, Piece] | None:
    """The ray that a linear inequality in one variable describes."""
    names = relation.difference.symbols()
    if len(names) != 1 or relation.sign not in _OPEN:
        return None
    (name,) = names
    closed, below = _OPEN[relation.sign], relation.sign in "<≤"
    if relation.left == Node("sym", name=name) and is_constant(relation.right):
        end = relation.right
    elif relation.right == Node("sym", name=name) and is_constant(relation.left):
        end, below = relation.left, not below
    else:
        solved = _linear_root(relation.difference, name)
        if solved is None:
            return None
        end, below = number(solved[0]), below == solved[1]
    if place(end) is None:
        return None
    low, high = Node("neg", (INFINITY,)), INFINITY
    return name, Piece(low, False, end, closed) if below else Piece(end, closed, high, False)


def _linear_root(difference: Node, name: str) -> tuple[Fraction, bool] | None:
    """Root of a linear expression, and whether it rises; None when it is not linear with rational coefficients."""
    if difference.has("call"):
        return None
    try:
        at = [exact(substitute(difference, name, number(x))) for x in (0, 1, 2, 5)]
    except Inexact:
        return None
    slope = at[1] - at[0]
    if slope == 0 or at[2] - at[1] != slope or at[3] - at[2] != 3 * slope:
        return None
    return -at[0] / slope, slope > 0


def _intersection(pieces: list[Piece]) -> Piece | None:
    low = max(pieces, key=lambda piece: (place(piece.low), not piece.low_in))
    high = min(pieces, key=lambda piece: (place(piece.high), piece.high_in))
    met = Piece(low.low, low.low_in, high.high, high.high_in)
    return None if _is_empty(met) else met


def _is_empty(piece: Piece) -> bool:
    low, high = place(piece.low), place(piece.high)
    if low is None or high is None:
        return True
    return low > high or (low == high and not (piece.low_in and piece.high_in))


def _normal(pieces: list[Piece], name: str) -> RealSet | None:
    """Sorted, and joined where they touch. An interval whose ends are the wrong way round is none."""
    if any(_is_empty(piece) for piece in pieces):
        return None
    joined: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (place(piece.low), not piece.low_in)):
        last = joined[-1] if joined else None
        low, end = place(piece.low), place(last.high) if last else None
        if last and low and end and (low < end or (low == end and (piece.low_in or last.high_in))):
            high = max(last, piece, key=lambda each: (place(each.high), each.high_in))
            joined[-1] = Piece(last.low, last.low_in, high.high, high.high_in)
        else:
            joined.append(piece)
    return RealSet(tuple(joined), name)


def holds(relation: Relation, name: str, x: Fraction) -> bool | None:
    """Whether the inequality holds at x; None where that cannot be computed."""
    value = approximate(substitute(minus(relation.left, relation.right), name, number(x)))
    if value is None:
        return None
    return {"<": value < 0, ">": value > 0, "≤": value <= 0, "≥": value >= 0}.get(relation.sign)
