"""Does the filter work? What each rule would keep of the same votes, against the truth of every key.

All rules are recomputed from one votes table, so that they differ in nothing but the rule. *Precision* is the share of kept
samples whose key is right for the figure as drawn, *recall* the share of such samples that is kept, and *sound* the
share of kept samples that are right and also legible. Intervals are 95%, by a bootstrap over cells of seed and
author: a misconception hits some kinds of problems of one author, so samples of a cell are not independent. A precision of
exactly 1 has Wilson's interval instead, which takes them for independent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from cads_ray.judge.consensus import Rule, decide
from cads_ray.judge.kappa import wilson
from cads_ray.judge.posterior import Coins, estimate, thrown
from cads_ray.judge.solve import agree
from cads_ray.schema import KEPT, Ballot
from cads_ray.stage import Row

RESAMPLES = 2000
RULES = ("paper", "independent", "posterior")
BASE = "independent, with dissent"  # what differences are taken from

Interval = tuple[float, float]


class Known(Protocol):
    """The truth of a sample, as far as an audit needs it (embedded.truth.Truth)."""

    @property
    def answer(self) -> str: ...
    @property
    def legible(self) -> bool: ...


@dataclass(frozen=True)
class Sample:
    """A judged sample whose truth is known."""

    row: Row
    right: bool
    sound: bool


@dataclass(frozen=True)
class Line:
    """One rule. `ahead`: precision less that of BASE on the same resamples."""

    rule: str
    kept: float
    precision: float
    precision_interval: Interval
    recall: float
    recall_interval: Interval
    sound: float
    ahead: float
    ahead_interval: Interval


def audited(judged: Sequence[Row], truths: Mapping[str, Known]) -> list[Sample]:
    """The rows of known truth. A key right by `agree`: as a judge's answer would have to be."""
    samples = []
    for row in judged:
        truth = truths.get(row["id"])
        if truth is not None:
            right = agree(row["answer"], truth.answer, row).equal is True
            samples.append(Sample(row, right, right and truth.legible))
    return samples


def compare(samples: Sequence[Sample], rule: Rule, coins: Coins | None = None) -> list[Line]:
    """A line for each way of keeping; the judges and the quorum are those of `rule`."""
    coins = coins or estimate([thrown(sample.row, sample.row["votes"]) for sample in samples])
    kept = {"no judge": np.ones(len(samples)), "one judge (mean over judges)": _alone(samples, rule)}
    for name in RULES:
        for dissent in (False, True):
            this = replace(rule, name=name, dissent=dissent)
            states = [decide(s.row, s.row["votes"], this, coins if name == "posterior" else None) for s in samples]
            told = f"{name}, {'with' if dissent else 'without'} dissent"
            kept[told] = np.array([decided["state"] in KEPT for decided in states], float)
    return _lines(samples, kept)


def strata(samples: Sequence[Sample], rule: Rule, column: str = "consensus") -> list[dict[str, Any]]:
    """Right keys by C: of the rule in force, or (column consensus_all) with the author's own vote."""
    counts: dict[int, list[bool]] = {}
    for sample in samples:
        decided = decide(sample.row, sample.row["votes"], replace(rule, quorum=0))
        counts.setdefault(decided[column], []).append(sample.right)
    return [
        {"C": c, "samples": len(hits), "right": sum(hits) / len(hits), "interval": wilson(sum(hits), len(hits))}
        for c, hits in sorted(counts.items())
    ]


def _alone(samples: Sequence[Sample], rule: Rule) -> np.ndarray:
    """The share of judges that would keep the sample if each were the only one."""
    names = [judge.name for judge in rule.judges if judge.counts]
    votes = [{vote["judge"]: vote["ballot"] for vote in sample.row["votes"]} for sample in samples]
    return np.array([sum(cast.get(name) == Ballot.MATCH for name in names) / len(names) for cast in votes])


def _lines(samples: Sequence[Sample], kept: Mapping[str, np.ndarray]) -> list[Line]:
    right, sound = (np.array([getattr(sample, name) for sample in samples], float) for name in ("right", "sound"))
    cells = {cell: i for i, cell in enumerate(sorted({_cell(sample) for sample in samples}))}
    at = np.array([cells[_cell(sample)] for sample in samples])
    # Each cell as often as it was drawn; the first row is the run itself.
    drawn = np.random.default_rng(0).multinomial(len(cells), [1 / len(cells)] * len(cells), RESAMPLES)
    weights = np.vstack([np.ones(len(cells)), drawn])[:, at]
    figures = {
        name: (_share(weights @ (mask * right), weights @ mask), _share(weights @ (mask * right), weights @ right))
        for name, mask in kept.items()
    }
    base = figures[BASE][0]
    return [
        Line(
            rule=name,
            kept=float(mask.mean()),
            precision=float(precision[0]),
            precision_interval=_all_alike(mask, right) or _interval(precision),
            recall=float(recall[0]),
            recall_interval=_interval(recall),
            sound=float(_share((mask * sound).sum(keepdims=True), mask.sum(keepdims=True))[0]),
            ahead=float((precision - base)[0]),
            ahead_interval=_interval(precision - base),
        )
        for (name, mask), (precision, recall) in zip(kept.items(), figures.values(), strict=True)
    ]


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """NaN where there is nothing to have a share of; intervals pass over it."""
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def _cell(sample: Sample) -> tuple[str, str]:
    return sample.row["seed"], sample.row["author"]


def _all_alike(mask: np.ndarray, right: np.ndarray) -> Interval | None:
    """Wilson's interval where the kept are all right or all wrong: resampling them again says nothing of what was not seen."""
    kept, hits = round(float(mask.sum())), round(float((mask * right).sum()))
    return wilson(hits, kept) if hits in (0, kept) else None


def _interval(values: np.ndarray) -> Interval:
    low, high = np.nanpercentile(values[1:], (2.5, 97.5))
    return float(low), float(high)
