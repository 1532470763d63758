"""What a right and a wrong solution of one problem show side by side: signs of what split the panel.

Everything is read from what the reflector is told: the visual prompt, the question, and the two solutions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from cads_ray.embedded.drawing.chart import Chart, read_chart
from cads_ray.embedded.drawing.figure import Circle, Figure, Path, Shape, Text, read_figure
from cads_ray.embedded.drawing.sketch import box_of
from cads_ray.embedded.quantity import UNITS

SMALL_PRINT = 13  # labels of this size and below are small
NEAR = Fraction(1, 4)  # two readings of one scale differ by less
DOUBLINGS = frozenset(
    Fraction(2) ** power for power in (-3, -2, -1, 1, 2, 3)
)  # diameter for radius: length, area, volume
CONVERSIONS = frozenset(Fraction(n) ** sign for n in (10, 100, 1000, 60, 3600) for sign in (1, -1))
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_QUANTITY = re.compile(r"(?<![\w.])\d+(?:\.\d+)? ?([A-Za-zΩ%][\w/²Ω ]*)")


@dataclass(frozen=True)
class Contrast:
    """The fields of a `reflect` request, and what can be seen in them."""

    fields: Mapping[str, str]

    @cached_property
    def drawing(self) -> Figure | Chart | None:
        prompt = self.fields["visual_prompt"]
        return read_figure(prompt) or read_chart(prompt)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return self.drawing.labels if self.drawing is not None else ()

    @property
    def named(self) -> str:
        """What the author says he did."""
        return self.fields["strategy_text"].casefold()

    @property
    def hides_a_label(self) -> bool:
        """Whether a filled shape is drawn over the middle of a label."""
        shapes = self.drawing.shapes if isinstance(self.drawing, Figure) else ()
        return any(
            _covers(later, shape)
            for i, shape in enumerate(shapes)
            if isinstance(shape, Text)
            for later in shapes[i + 1 :]
        )

    @property
    def differ(self) -> bool:
        """Whether the two solutions end in different answers; if not, they cannot show what split the panel."""
        return _final(self.fields["right"]).strip() != _final(self.fields["wrong"]).strip()

    @property
    def mixes_units(self) -> bool:
        """Whether the figure gives quantities of one kind in more than one unit, or the answers differ by a conversion."""
        units = {m[1].strip() for label in self.labels if (m := _QUANTITY.search(label))}
        kinds = [UNITS[unit][0] for unit in units if unit in UNITS]
        ours, theirs = self._answers
        converted = bool(ours and theirs) and abs(ours / theirs) in CONVERSIONS  # type: ignore[operator]
        return converted or len(kinds) > len(set(kinds))

    @property
    def small(self) -> bool:
        """Whether most labels are small."""
        if isinstance(self.drawing, Chart):
            return self.drawing.size <= SMALL_PRINT
        sizes = [shape.size for shape in self.drawing.shapes if isinstance(shape, Text)] if self.drawing else []
        return bool(sizes) and sorted(sizes)[len(sizes) // 2] <= SMALL_PRINT

    @property
    def off_scale(self) -> bool:
        """Whether values have to be read off a scale, and the two answers are close."""
        printed = not isinstance(self.drawing, Chart) or self.drawing.print_values
        ours, theirs = self._answers
        return not printed and ours is not None and theirs is not None and 0 < abs(ours - theirs) <= NEAR * abs(ours)

    @property
    def misread(self) -> bool:
        """Whether the wrong solution reads a number that is nowhere on the figure or in the question."""
        there = _numbers(" ".join(self.labels) + " " + self.fields["question"])
        return bool(
            _numbers(_steps(self.fields["wrong"])) - there - _numbers(self.fields["right"]) - {self._answers[1]}
        )

    @property
    def stopped_early(self) -> bool:
        """Whether the wrong answer is a number that the right solution passes through."""
        ours, theirs = self._answers
        return theirs is not None and theirs != ours and theirs in _numbers(_steps(self.fields["right"]))

    @property
    def used_too_much(self) -> bool:
        """Whether the wrong solution uses a number of the figure that the right one has no need of."""
        used = _numbers(_steps(self.fields["wrong"])) & _numbers(" ".join(self.labels))
        return bool(used - _numbers(self.fields["right"]))

    @property
    def doubled(self) -> bool:
        """Whether key and dissent differ as diameter and radius do, in a problem about one of them."""
        ours, theirs = self._answers[0], _first(self.fields["dissent"])
        text = " ".join(self.fields[name] for name in ("question", "right", "wrong", "visual_prompt"))
        about = re.search(r"radius|diameter|circle", text, re.IGNORECASE)
        return bool(about and ours and theirs and ours / theirs in DOUBLINGS)

    @property
    def _answers(self) -> tuple[Fraction | None, Fraction | None]:
        """Key and wrong answer as numbers."""
        return _first(self.fields["answer"]), _first(_final(self.fields["wrong"]))


def _covers(shape: Shape, label: Text) -> bool:
    left, top, right, bottom = box_of(label)
    x, y = (left + right) / 2, (top + bottom) / 2
    if isinstance(shape, Circle):
        return shape.fill != "none" and (shape.centre[0] - x) ** 2 + (shape.centre[1] - y) ** 2 < shape.radius**2
    if isinstance(shape, Path) and shape.fill != "none":
        xs, ys = zip(*shape.points, strict=True)
        return min(xs) < x < max(xs) and min(ys) < y < max(ys)
    return False


def _final(solution: str) -> str:
    return solution.rpartition("Answer:")[2]


def _steps(solution: str) -> str:
    return solution.rpartition("Answer:")[0]


def _numbers(text: str) -> set[Fraction]:
    return set(map(Fraction, _NUMBER.findall(text)))


def _first(text: str) -> Fraction | None:
    found = _NUMBER.search(text)
    return Fraction(found[0]) if found else None
