"""What a question about a chart asks: its words, the names and series that it mentions, the numbers that it states."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.solvers.asking import mentions, says, stated
from cads_ray.embedded.solvers.series import Data

GAP = (
    "difference", "differ", "how (?:many|much) (?:\\w+ )?(?:more|fewer|less|larger|longer|higher|bigger|taller|greater|smaller|lower)", "exceed", "more than",  # noqa: E501
    "by how (?:many|much)", "compare", "lie between", "fewer", "less than", "larger than", "gap",
)  # fmt: skip
GROWTH = ("increas", "grow", "grew", "rise", "rose", "gain", "climb", "(?:went|go|goes|gone) up")
FALL = ("decreas", "fall", "fell", "drop", "declin", "shrink", "shrank", "(?:went|go|goes|gone) down")
SUM = ("total", "together", "altogether", "sum", "combin", "in all", "add", "put together", "joint", "both")
MEAN = ("mean", "average", "arithmetic mean")
MOST = ("highest", "largest", "most", "greatest", "maximum", "tallest", "biggest", "best", "top", "busiest", "peak")
LEAST = ("lowest", "smallest", "least", "minimum", "fewest", "shortest", "worst", "closest", "nearest", "narrowest")
WIDE = ("widest", "furthest", "farthest", "fastest")
LEFT_OUT = (
    "without",
    "except",
    "leav\\w* out",
    "apart from",
    "other than",
    "not counting",
    "not in",
    "outside",
    "exclud",
    "remain",
)
MISSING = (
    "missing",
    "question mark",
    "lost",
    "unreadable",
    "hidden",
    "left out",
    "not printed",
    "replace",
    "unknown",
    "smudged",
)
Value = Fraction | str | None


@dataclass(frozen=True)
class Request:
    """A question about data: the names and series it mentions, in order, and the numbers it states."""

    text: str
    data: Data
    names: list[str]
    series: list[str]
    stated: list[Fraction]

    def says(self, *patterns: str) -> bool:
        return says(self.text, *patterns)

    @property
    def focus(self) -> str:
        """The series that the question is about: the only one mentioned, or the only one there is."""
        return self.series[0] if len(self.series) == 1 else self.data.series[0]

    @property
    def values(self) -> dict[str, Fraction]:
        return self.data.of(self.focus)

    @property
    def known(self) -> list[Fraction] | None:
        """The values of the names mentioned, None where one could not be read."""
        found = [self.values.get(name) for name in self.names]
        return None if None in found else found  # type: ignore[return-value]

    @property
    def complete(self) -> bool:
        """Whether every category has its value."""
        return len(self.values) == len(self.data.names)


def request(question: str, data: Data) -> Request:
    series = mentions(question, [name for name in data.series if name])
    names = mentions(question, [name for name in data.names if name not in series])
    return Request(question, data, names, series, stated(question, (*data.names, *data.series)))
