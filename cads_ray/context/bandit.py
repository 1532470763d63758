"""Which meta strategy a row gets: Thompson sampling over (domain, meta strategy), with a floor so that none starves."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cads_ray.schema import MetaStrategy

FLOOR = 0.05  # the least probability of each meta strategy: diversity must survive
DISCOUNT = 0.97  # per round: what splits a panel wears off


@dataclass(frozen=True)
class Cell:
    """Discounted outcomes of one arm."""

    domain: str
    strategy: str
    hits: float = 0.0
    misses: float = 0.0

    @property
    def faded(self) -> Cell:
        """A round later."""
        return replace(self, hits=self.hits * DISCOUNT, misses=self.misses * DISCOUNT)


@dataclass(frozen=True)
class Bandit:
    """Beta(1, 1) posteriors. One that never learns draws the strategies evenly."""

    cells: tuple[Cell, ...] = ()

    def choose(self, domain: str, rng: random.Random, arms: Sequence[str] = tuple(MetaStrategy)) -> str:
        """The strategy, one of `arms`, of a row whose seed is of this domain ("" while it is not known)."""
        even = rng.random() < FLOOR * len(arms)
        draws = [rng.betavariate(1 + cell.hits, 1 + cell.misses) for cell in (self._cell(domain, arm) for arm in arms)]
        return rng.choice(arms) if even else arms[draws.index(max(draws))]

    def learn(self, rows: Iterable[tuple[str, str, bool]]) -> Bandit:
        """Close a round: (domain, strategy, success) of its rows."""
        cells = {arm: cell.faded for arm, cell in self._by_arm.items()}
        for domain, strategy, success in rows:
            cell = cells.get((domain, strategy), Cell(domain, strategy))
            cells[domain, strategy] = replace(cell, hits=cell.hits + success, misses=cell.misses + (not success))
        return Bandit(tuple(cells[key] for key in sorted(cells)))

    @cached_property
    def _by_arm(self) -> dict[tuple[str, str], Cell]:
        return {(cell.domain, cell.strategy): cell for cell in self.cells}

    def _cell(self, domain: str, strategy: str) -> Cell:
        return self._by_arm.get((domain, strategy), Cell(domain, strategy))
