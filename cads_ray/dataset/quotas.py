"""Quotas: the shares of dataset.size that values of domain, strategy, generator, state and student may and must have.

    'dataset.quotas={state:{adversarial:[0.4,1]},domain:{*:[0,0.25]}}'     (in YAML the star needs quotes)

`student` is unsolved, learnable or solved, by its pass rate (student.model). `*` stands for every value that is not named. A
largest share is never exceeded. For a smallest share room is held back until it is met, as long as it can be: where no closed
round made such a sample, its room goes to others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cads_ray.errors import ConfigError
from cads_ray.judge.student import band
from cads_ray.schema import KEPT, State
from cads_ray.stage import Row

COLUMNS = {"domain": "domain", "strategy": "strategy", "generator": "author", "state": "state", "student": "student"}
ANY = "*"
_SLACK = 1e-9  # 0.3 * 150 is 44.99...


@dataclass(frozen=True)
class Share:
    """The least and the most samples of one value."""

    least: int
    most: int


class Quotas:
    """The shares as numbers of samples."""

    def __init__(self, size: int, shares: Mapping[str, Mapping[str, Sequence[float]]]):
        """Raises ConfigError, with what to write, for shares that cannot be meant."""
        if not isinstance(shares, Mapping) or not all(isinstance(values, Mapping) for values in shares.values()):
            raise ConfigError("dataset.quotas is a mapping, such as {state: {adversarial: [0.4, 1]}}")
        self.size = size
        self._shares = {dimension: _shares(dimension, values, size) for dimension, values in shares.items()}

    def of(self, dimension: str, value: str) -> Share:
        shares = self._shares[dimension]
        return shares.get(value, shares.get(ANY, Share(0, self.size)))

    @property
    def dimensions(self) -> list[str]:
        return list(self._shares)

    def named(self, dimension: str) -> set[str]:
        return set(self._shares[dimension]) - {ANY}


def _shares(dimension: str, values: Mapping[str, Sequence[float]], size: int) -> dict[str, Share]:
    if dimension not in COLUMNS:
        raise ConfigError(f"dataset.quotas: {dimension!r} is none of {', '.join(COLUMNS)}")
    made = {}
    for value, bounds in values.items():
        pair = list(bounds) if isinstance(bounds, Sequence) and not isinstance(bounds, str) else []
        if len(pair) != 2 or not all(isinstance(x, int | float) for x in pair) or not 0 <= pair[0] <= pair[1] <= 1:
            raise ConfigError(
                f"dataset.quotas: {dimension}.{value} is not [smallest, largest] share, such as [0, 0.25]"
            )
        made[normal(value)] = Share(math.ceil(pair[0] * size - _SLACK), math.floor(pair[1] * size + _SLACK))
    if sum(share.least for value, share in made.items() if value != ANY) > size:
        raise ConfigError(f"dataset.quotas: the smallest shares of {dimension} add up to more than 1")
    return made


def normal(value: str | None) -> str:
    return (value or "").strip().casefold()


def deserved(row: Row) -> str | None:
    """The state that the votes gave a row, also when it was excluded after them; None when it was not judged."""
    if row["state"] in KEPT or row.get("consensus") is None:
        return row["state"] if row["state"] in KEPT else None
    return State.ACCEPTED if row["consensus"] == row["voters"] else State.ADVERSARIAL


class Tally:
    """What was kept, by the quotas' values, and which values closed rounds have shown to exist."""

    def __init__(self, quotas: Quotas):
        self.quotas = quotas
        self.kept: Counter[tuple[str, str]] = Counter()
        self.seen: Counter[tuple[str, str]] = Counter()
        self.total = 0
        self._rounds = 0

    def refusal(self, row: Row) -> str | None:
        """Why this row is not admitted, or None."""
        for key in self._keys(row):
            if self.kept[key] >= self.quotas.of(*key).most:
                return f"over the largest share of {key[0]} {key[1]}"
        for dimension in self.quotas.dimensions:
            held = self._held(dimension)
            own = next((value for name, value in self._keys(row) if name == dimension), None)
            if own not in held and self.quotas.size - self.total <= sum(held.values()):
                return f"the room left is held for {dimension} {', '.join(sorted(held))}"
        return None

    def take(self, row: Row) -> None:
        """The row is kept."""
        self.kept.update(self._keys(row))
        self.total += 1

    def close(self, rows: Iterable[Row]) -> None:
        """A round ended; `rows` are its settled rows."""
        for row in rows:
            if deserved(row) is not None:
                self.seen.update(self._keys(row))
        self._rounds += 1

    def unmet(self) -> list[str]:
        """The smallest shares that are not reached, in words."""
        words = []
        for dimension in self.quotas.dimensions:
            for value in sorted(self._values(dimension)):
                least, kept = self.quotas.of(dimension, value).least, self.kept[dimension, value]
                if kept < least:
                    never = "" if self.seen[dimension, value] else ", and no round made one"
                    words.append(f"{dimension} {value}: {kept} of at least {least}{never}")
        return words

    def full(self) -> list[str]:
        """The largest shares that are used up, in words."""
        return [
            f"{dimension} {value}: {self.kept[dimension, value]} of at most {self.quotas.of(dimension, value).most}"
            for dimension in self.quotas.dimensions
            for value in sorted(self._values(dimension))
            if self.kept[dimension, value] >= self.quotas.of(dimension, value).most < self.quotas.size
        ]

    def _held(self, dimension: str) -> dict[str, int]:
        """Places that are held back for each value: what its smallest share lacks, while it can be met."""
        lacking = {
            value: self.quotas.of(dimension, value).least - self.kept[dimension, value]
            for value in self._values(dimension)
            if not self._rounds or self.seen[dimension, value]
        }
        return {value: count for value, count in lacking.items() if count > 0}

    def _values(self, dimension: str) -> set[str]:
        return self.quotas.named(dimension) | {value for name, value in self.seen if name == dimension}

    def _keys(self, row: Row) -> list[tuple[str, str]]:
        values: dict[str, Any] = row | {"state": deserved(row), "student": band(row.get("pass_rate"))}
        return [(dimension, normal(values[COLUMNS[dimension]])) for dimension in self.quotas.dimensions]
