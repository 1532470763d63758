r"""Matrices and vectors: LaTeX environments, and lists of lists. Shape counts; a column is the vector that a tuple is."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match, all_of
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scan import split, unwrap

RULE = "matrix"
MAX_CELLS = 100
_ENVIRONMENT = re.compile(
    r"(?:[A-Z]\s*=\s*)?(?:[\[(]\s*)?\\begin\s*\{(?P<name>[bpBV]?(?:small)?matrix|array)\}(?:\{[lcr|]+\})?(.*)\\end\s*\{(?P=name)\}(?:\s*[\])])?\Z",
    re.DOTALL,
)
Rows = tuple[tuple[str, ...], ...]


@remembered
def read_matrix(text: str) -> Rows | None:
    """Rows of equal length. A determinant (vmatrix) is a number and no matrix."""
    found = _ENVIRONMENT.match(text)
    if found:
        rows = [[cell.strip() for cell in row.split("&")] for row in found.group(2).split("⏎") if row.strip()]
    else:
        inside = unwrap(re.sub(r"^[A-Z]\s*=\s*", "", text), "[", "]")
        lines = [unwrap(line, "[", "]") for line in split(inside, ",;")] if inside else []
        if not lines or any(line is None for line in lines):
            return None
        rows = [split(line, ",") for line in lines if line]
    if not rows or len({len(row) for row in rows}) != 1 or len(rows) * len(rows[0]) > MAX_CELLS:
        return None
    return tuple(tuple(row) for row in rows) if all(cell for row in rows for cell in row) else None


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    p, t = read_matrix(prediction), read_matrix(truth)
    if p is None and t is None:
        return None
    if p is None or t is None:
        p, t = p or _column(prediction, t), t or _column(truth, p)
    if p is None or t is None:
        return None
    if (len(p), len(p[0])) != (len(t), len(t[0])):
        return Match(False, RULE, "another shape")
    pairs = [(a, b) for one, other in zip(p, t, strict=True) for a, b in zip(one, other, strict=True)]
    return all_of([item.same(a, b) for a, b in pairs], RULE)


def _column(text: str, beside: Rows | None) -> Rows | None:
    """(3, 4), [3, 4] or ⟨3, 4⟩ as a column beside a matrix of one column."""
    inside = next((found for pair in ("()", "[]", "⟨⟩") if (found := unwrap(text, *pair))), None)
    if inside is None or beside is None or len(beside[0]) != 1 or len(beside) < 2:
        return None
    return tuple((cell,) for cell in split(inside, ","))
