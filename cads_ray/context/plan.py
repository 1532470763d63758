"""The plan of a round: a row for each seed, author and draw. The same inputs give the same table."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyarrow as pa

from cads_ray.context.bandit import Bandit
from cads_ray.context.chance import chance, digest
from cads_ray.context.playbook import Playbook
from cads_ray.context.trial import Telling
from cads_ray.schema import PLAN, MetaStrategy

LEVELS = 3


@dataclass(frozen=True)
class Crew:
    """What is fixed for a run: who works how often on each seed, by which strategies, and the seed of all randomness."""

    authors: tuple[str, ...]
    draws: int = 1
    random_seed: int = 0
    strategies: tuple[str, ...] = tuple(MetaStrategy)


@dataclass(frozen=True)
class Slot:
    """One row of work, before it is decided how it is done."""

    domain: str
    seed: str
    author: str
    draw: int
    variation: int


@dataclass(frozen=True)
class Lore:
    """What rows are told: the version in force, a child that is tried beside it, and how often an insight is shown."""

    playbook: Playbook
    child: Playbook | None = None
    shown: float = 1.0


def plan(seeds: Sequence[tuple[str, str]], round: int, crew: Crew, bandit: Bandit, lore: Lore) -> pa.Table:
    """A table of schema.PLAN in the order of ids; `seeds` are (id, domain), the domain "" where it is not known.

    While a child is on trial, two neighbouring slots are a pair: they get the same strategy, and one of them, by the
    toss of a coin, the child. Neighbours are two draws of one seed and author where there are two, else two authors of
    one seed, else two seeds of one domain.
    """
    telling = Telling(lore.playbook, lore.child) if lore.child is not None else None
    rows = []
    for pair in _pairs(_slots(seeds, round, crew), alone=telling is None):
        strategy = bandit.choose(pair[0].domain, random.Random(pair[0].variation), crew.strategies)
        books = [lore.playbook] * len(pair)
        if lore.child is not None and telling is not None and len(pair) == 2 and telling(pair[0].domain, strategy):
            books[chance("trial", pair[0].variation) < 0.5] = lore.child
        rows += [_row(slot, round, strategy, book, lore.shown) for slot, book in zip(pair, books, strict=True)]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["id"]), PLAN)


def _slots(seeds: Sequence[tuple[str, str]], round: int, crew: Crew) -> list[Slot]:
    """All work of the round, by domain, seed, author and draw."""
    slots = [
        Slot(domain, seed, author, draw, digest(crew.random_seed, round, seed, author, draw))
        for seed, domain in seeds
        for author in crew.authors
        for draw in range(crew.draws)
    ]
    return sorted(slots, key=lambda slot: (slot.domain, slot.seed, slot.author, slot.draw))


def _pairs(slots: Sequence[Slot], alone: bool) -> Iterator[Sequence[Slot]]:
    """Neighbours two by two within a domain, or each slot alone."""
    step = 1 if alone else 2
    for _, group in groupby(slots, key=lambda slot: slot.domain):
        work = list(group)
        yield from (work[i : i + step] for i in range(0, len(work), step))


def _row(slot: Slot, round: int, strategy: str, book: Playbook, shown: float) -> dict[str, Any]:
    insights = book.in_scope(slot.domain, strategy)
    return {
        "id": f"r{round:03d}-{slot.seed}-{slot.author}-{slot.draw}",
        "round": round,
        "seed": slot.seed,
        "author": slot.author,
        "strategy": strategy,
        "draw": slot.draw,
        "level": 1 + slot.variation % LEVELS,
        "version": book.version,
        "insights": [insight.id for insight in insights if chance(slot.variation, insight.id) < shown],
        "variation": slot.variation,
    }
