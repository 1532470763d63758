"""What the rules share: the verdict, what the item declares, and the bound on their work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from cads_ray.judge.rules.tolerance import EXACT, Tolerance

MAX_DEPTH = 6  # parts of parts: a multi-part answer of lists of tuples of quantities needs four
MAX_WORK = 400  # comparisons of parts in one call of match


@dataclass(frozen=True)
class Match:
    """A verdict. `equal` is None when it cannot be decided; `rule` names the rule that decided, `reason` says why."""

    equal: bool | None
    rule: str
    reason: str


class Exhausted(Exception):
    """The comparison needs more work than a call of match may do."""


class Work:
    """Counts the comparisons of parts, so that no input makes them explode. One per call of match: nothing is shared."""

    def __init__(self, left: int = MAX_WORK):
        self.left = left

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Exhausted


@dataclass(frozen=True)
class Item:
    """What the item declares about its answer, and how parts of an answer are compared."""

    compare: Callable[[str, str, Item], Match]
    work: Work
    kind: str = ""
    options: tuple[str, ...] = ()
    unit: str = ""
    tolerance: Tolerance = EXACT
    ordered: bool | None = None
    depth: int = 0

    def same(self, prediction: str, truth: str, **changes) -> Match:
        """Verdict on a part. Kind and options belong to the whole answer, tolerance and unit to its parts as well."""
        self.work.spend()
        if self.depth >= MAX_DEPTH:
            return Match(None, "depth", "parts nested too deep")
        return self.compare(prediction, truth, replace(self, kind="", options=(), depth=self.depth + 1, **changes))


def all_of(parts: Iterable[Match], rule: str) -> Match:
    """Verdict on parts that must all agree: one that differs decides; else one that is undecidable."""
    undecided = None
    for part in parts:
        if part.equal is False:
            return Match(False, rule, f"a part differs: {part.reason}")
        if part.equal is None and undecided is None:
            undecided = part
    if undecided is not None:
        return Match(None, rule, f"a part is undecidable: {undecided.reason}")
    return Match(True, rule, "all parts agree")
