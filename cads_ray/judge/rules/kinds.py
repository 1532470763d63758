"""What kind of answer a text is understood as. Two understood answers that no rule found equal are different answers."""

from __future__ import annotations

import re

from cads_ray.judge.rules.chain import read_chain
from cads_ray.judge.rules.dates import read_dates
from cads_ray.judge.rules.equation import read_relation
from cads_ray.judge.rules.formula import read_formulas, read_reaction
from cads_ray.judge.rules.matrix import read_matrix
from cads_ray.judge.rules.multipart import read_parts
from cads_ray.judge.rules.quantity import read_quantity
from cads_ray.judge.rules.ranges import read_range
from cads_ray.judge.rules.ratio import read_ratio
from cads_ray.judge.rules.real_set import read_real_set
from cads_ray.judge.rules.scalar import read_scalar
from cads_ray.judge.rules.series import read_series
from cads_ray.judge.rules.special import read_special
from cads_ray.judge.rules.text import MAX_LABEL, is_wordy, words_of
from cads_ray.judge.rules.times import read_time
from cads_ray.judge.rules.yes_no import read_yes_no

_ROMAN = re.compile(r"[IVXLCDM]{2,}\Z")
_AMOUNT_WORDS = frozenset(
    "none nothing nil nought hundred thousand million dozen twice double triple thrice once single pair both half".split()
)


def kind_of(text: str) -> str:
    """number, value, label, or "" for what is not understood."""
    formulas = read_formulas(text)
    if formulas and formulas[0].marked:
        return "formula"
    if read_scalar(text) is not None or read_quantity(text) is not None:
        return "number"
    readers = (read_special, read_yes_no, read_dates, read_time, read_ratio, read_range, read_matrix, read_real_set, read_relation, read_chain,  # noqa: E501
               read_reaction, read_parts)  # fmt: skip
    if any(read(text) for read in readers):
        return "value"
    series = read_series(text)
    if series and all(read_scalar(part) is not None or read_quantity(part) is not None for part in series.parts):
        return "value"
    words = words_of(text)
    plain = is_wordy(text) and len(words) <= MAX_LABEL and all(word.isalpha() for word in words)
    return "label" if plain and not set(words) & _AMOUNT_WORDS and not _ROMAN.match(text) else ""


def understood_as_different(prediction: str, truth: str) -> bool:
    """Both are values, or one is a figure and one a label. A formula and a label may name one substance."""
    kinds = (kind_of(prediction), kind_of(truth))
    if "" in kinds or _time_or_duration(prediction, truth) or _time_or_duration(truth, prediction):
        return False
    return "label" not in kinds or "number" in kinds


def _time_or_duration(one: str, other: str) -> bool:
    """2:30 may be two and a half hours."""
    quantity = read_quantity(other)
    return read_time(one) is not None and quantity is not None and quantity.unit.dims == (("s", 1),)
