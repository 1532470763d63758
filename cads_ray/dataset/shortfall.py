"""Why a run ended with fewer samples than dataset.size, and what would get there. In words, from the rounds' figures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cads_ray.dataset.quotas import Tally
from cads_ray.schema import State


@dataclass(frozen=True)
class Effort:
    """What the run could have turned up further: the options in force."""

    rounds: int  # at most
    draws: int
    evolve: bool


def shortfall(
    size: int, yields: Sequence[tuple[int, int]], total: Counter, effort: Effort, tally: Tally | None
) -> list[str]:
    """Lines for the user; none when the size is reached. `yields` are planned and kept of each closed round.

    `total` holds the samples by state.
    """
    kept = sum(count for _, count in yields)
    if kept >= size:
        return []
    if yields and yields[-1][1] == 0:
        why = f"round {len(yields)} added none"
    elif len(yields) >= effort.rounds:
        why = f"the run may have {effort.rounds} rounds"
    else:
        why = f"it ended in round {len(yields) + 1}; the same command continues it"
    lines = [f"{kept} of dataset.size={size} samples kept: {why}"]
    if tally is not None:
        lines += [f"quota not met: {words}" for words in tally.unmet()]
        lines += [f"quota used up: {words}" for words in tally.full()]
    return [*lines, _advice(size, kept, yields, total, effort)]


def _advice(size: int, kept: int, yields: Sequence[tuple[int, int]], total: Counter, effort: Effort) -> str:
    planned = sum(count for count, _ in yields)
    repeated = total[State.DUPLICATE] + total[State.EXCLUDED]
    lost = total[State.FAILED] + total[State.UNSOLVABLE] + total[State.CONTESTED]
    if not planned:
        return "no round was closed"
    if repeated > max(lost, kept / 2) or yields[-1][1] == 0:
        more = "more seeds" if effort.evolve else "more seeds, or seeds.evolve=true"
        return f"what is new runs out ({repeated} of {planned} were repeated or over a limit): {more} would get there"
    if not kept:
        return f"nothing was kept of {planned}: see the reasons of the failures first"
    draws = math.ceil(effort.draws * size / kept)
    return f"at this yield generate.draws={draws} would get there ({kept} of {planned} kept), or more seeds"
