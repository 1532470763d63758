"""The findings as a table: a line for each arm, with intervals over random seeds and samples."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

from cads_ray.ablation.arms import ARMS
from cads_ray.ablation.measures import Measures

RESAMPLES = 2000
Pairs = Sequence[tuple[int, int]]  # hits and rows of each random seed
HEADER = (
    "arm",
    "adversarial and sound",
    "over frozen",
    "label precision",
    "kept",
    "no picture needed",
    "flawed as made",
    "diversity",
    "calls / kept",
    "CPU-s / kept",
)


@dataclass(frozen=True)
class Findings:
    """Measures of each random seed by arm, and hits and rows by round of the arms that learn."""

    measures: dict[str, list[Measures]]
    curves: dict[str, list[tuple[int, int]]]

    def hard(self, name: str) -> Pairs:
        return [each.hard for each in self.measures[name]]


def pooled(pairs: Pairs) -> float:
    return sum(hits for hits, _ in pairs) / max(1, sum(rows for _, rows in pairs))


def interval(statistic: Callable[[list[Pairs]], float], *arms: Pairs) -> tuple[float, float]:
    """95% of bootstrap resamples: of random seeds, the same for all arms, and of the samples of each."""
    rng, values = random.Random(0), []
    for _ in range(RESAMPLES):
        seeds = [rng.randrange(min(map(len, arms))) for _ in arms[0]]
        values.append(statistic([[_redrawn(arm[seed], rng) for seed in seeds] for arm in arms]))
    values.sort()
    return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES)]


def _redrawn(pair: tuple[int, int], rng: random.Random) -> tuple[int, int]:
    hits, rows = pair
    return sum(rng.random() < hits / max(1, rows) for _ in range(rows)), rows


def ratio(arms: Sequence[Pairs]) -> float:
    one, other = map(pooled, arms)
    return one / other if other else float("inf")


def table(findings: Findings) -> str:
    """Markdown."""
    lines = [HEADER, ("---",) * len(HEADER), *(_line(name, findings) for name in findings.measures)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _line(name: str, findings: Findings) -> tuple[str, ...]:
    rows = findings.measures[name]
    kept = [each.precise for each in rows]
    return (
        ARMS[name].label,
        shown(findings.hard(name)),
        _over_frozen(name, findings),
        shown(kept),
        str(sum(count for _, count in kept)),
        shown([each.guessed for each in rows]),
        shown([each.flawed for each in rows]),
        f"{mean(each.diversity for each in rows):.1f}",
        f"{mean(each.calls for each in rows):.1f}",
        f"{mean(each.seconds for each in rows):.2f}",
    )


def shown(pairs: Pairs) -> str:
    """A rate with its interval."""
    low, high = interval(lambda arms: pooled(arms[0]), pairs)
    return f"{pooled(pairs):.2f} ({low:.2f} to {high:.2f})"


def _over_frozen(name: str, findings: Findings) -> str:
    if "judge" not in findings.measures or not ARMS[name].learns:
        return ""
    arms = findings.hard(name), findings.hard("judge")
    low, high = interval(ratio, *arms)
    return f"{ratio(arms):.2f} ({low:.2f} to {high:.2f})"
