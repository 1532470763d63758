"""Answers in labelled parts: (a) 6 m/s (b) 12 m/s. Parts are matched by label, or by order when one side has no labels."""

from __future__ import annotations

import re

from cads_ray.judge.rules.base import Item, Match, all_of
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.scan import levels, split, split_words

RULE = "multipart"
MAX_PARTS = 30
_LABEL = re.compile(
    r"(?:^|(?<=[\s;,.]))(?:\(([a-z]|[ivx]{2,4}|\d{1,2})\)\s*[:.]?\s*(?=\S)|([a-h]|i{1,3}|iv|v)[.)]\s+(?=\S)|(\d{1,2})[.)]\s+(?=\S)"
    r"|part \(?([a-z\d])\)?\s*[:.)]?\s+(?=\S)|([A-Z]):\s*(?=\S))",
    re.IGNORECASE,
)
_SEQUENCES = ("abcdefghijklmnop", "ABCDEFGHIJKLMNOP")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


@remembered
def read_parts(text: str) -> tuple[tuple[str, str], ...]:
    """(label, part) in the order of the text; () when it is not in labelled parts. No label may be left out before the last."""
    if len(text) < 4:
        return ()
    inside = {at for at, _, depth in levels(text) if depth > 0}
    found = [label for label in _LABEL.finditer(text) if label.start() not in inside]
    if not found or found[0].start() != 0 or len(found) > MAX_PARTS:
        return ()
    labels = [next(group for group in label.groups() if group) for label in found]
    for sequence in (*_SEQUENCES, _ROMAN, [str(n) for n in range(1, MAX_PARTS + 1)]):
        if sorted(labels) == sorted(sequence[: len(labels)]) and (len(labels) > 1 or text.startswith("(")):
            ends = [label.start() for label in found[1:]] + [len(text)]
            parts = [re.sub(r"[\s;,.]+(?:and\s*)?\Z", "", text[a.end() : b]) for a, b in zip(found, ends, strict=True)]
            return tuple(zip((_plain(label) for label in labels), parts, strict=True)) if all(parts) else ()
    return ()


def _plain(label: str) -> str:
    """a, i and 1 name the same part."""
    label = label.lower()
    if label in _ROMAN and label not in ("v", "x"):
        return str(_ROMAN.index(label) + 1)
    return label if label.isdigit() else str(ord(label[0]) - 96)


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    p, t = read_parts(prediction), read_parts(truth)
    if not p and not t:
        return None
    if p and t:
        return _by_label(dict(p), dict(t), item)
    labelled, other = (p or t), (truth if p else prediction)
    if len(labelled) == 1:
        part = labelled[0][1]
        return item.same(part if p else other, other if p else part)
    pieces = _pieces(other, len(labelled))
    if not pieces:
        return Match(False if len(other) < 40 else None, RULE, "the other side has not as many parts")
    parts = [part for _, part in labelled]
    pairs = zip(parts, pieces, strict=True) if p else zip(pieces, parts, strict=True)
    return all_of([item.same(a, b) for a, b in pairs], RULE)


def _by_label(p: dict[str, str], t: dict[str, str], item: Item) -> Match:
    if p.keys() != t.keys():
        return Match(False, RULE, "a part is missing")
    return all_of([item.same(p[label], t[label]) for label in t], RULE)


def _pieces(text: str, count: int) -> list[str]:
    for pieces in (split(text, ";"), split(text, ","), split_words(text)[0]):
        if len(pieces) == count and all(pieces):
            return pieces
    return []
