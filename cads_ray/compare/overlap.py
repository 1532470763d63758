"""What two datasets have in common, in the words of the duplicates' rules (dataset.known, dataset.leakage)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cads_ray.dataset.known import ALIKE, key_of
from cads_ray.dataset.leakage import Benchmarks
from cads_ray.dataset.near import Groups
from cads_ray.dataset.words import template
from cads_ray.stage import Row

Look = Callable[[str], str]  # a picture's reference -> its perceptual hash


def repeated(rows: Sequence[Row], look: Look) -> int:
    """How many rows ask what an earlier one of the same dataset asks, of a picture that looks the same."""
    keys = _keys(rows, Groups())
    seen: dict[bytes, list[Row]] = {}
    count = 0
    for row, (_, key) in zip(rows, keys, strict=True):
        count += any(_same_picture(row, other, look) for other in seen.get(key, ()))
        seen.setdefault(key, []).append(row)
    return count


def overlap(one: Sequence[Row], other: Sequence[Row], look: Look) -> Mapping[str, int]:
    """How many rows of `other` are in `one`, by what they share:

    `words`: a question in nearly the same words, numbers aside; `question`: words, numbers and answer; `twins`: these, and a
    picture that looks the same; `picture`: the very picture; `13 words`: so many in a row, as the guard against leakage has it.
    """
    groups = Groups()
    mine, theirs = _keys(one, groups), _keys(other, groups)
    known = {group for group, _ in mine}
    by_key: dict[bytes, list[Row]] = {}
    for row, (_, key) in zip(one, mine, strict=True):
        by_key.setdefault(key, []).append(row)
    pictures = {row["picture"] for row in one if row["picture"]}
    guard = Benchmarks((row["id"], row["question"]) for row in one)
    pairs = list(zip(other, theirs, strict=True))
    return {
        "words": sum(group in known for _, (group, _) in pairs),
        "question": sum(key in by_key for _, (_, key) in pairs),
        "twins": sum(any(_same_picture(row, twin, look) for twin in by_key.get(key, ())) for row, (_, key) in pairs),
        "picture": sum(row["picture"] in pictures for row in other),
        "13 words": sum(guard.overlap(row["question"]) is not None for row in other),
    }


def _keys(rows: Sequence[Row], groups: Groups) -> list[tuple[int, bytes]]:
    """The group of each row's template, and its key."""
    found = groups.add([template(row["question"]) for row in rows])
    return [(group, key_of(row, group)) for row, group in zip(rows, found, strict=True)]


def _same_picture(one: Row, other: Row, look: Look) -> bool:
    """Equal, or alike to the eye; questions without pictures have the same one."""
    if one["picture"] == other["picture"]:
        return True
    if not one["picture"] or not other["picture"]:
        return False
    return (int(look(one["picture"]), 16) ^ int(look(other["picture"]), 16)).bit_count() <= ALIKE
