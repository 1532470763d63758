"""The worlds as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.miniature.arms import ARMS
from benchmarks.miniature.claims import BASE, FAMILIES, LADDER, PRODUCT, Claim, findings
from benchmarks.miniature.inference import ceiling, interval, page, step

World = Mapping[str, Any]
Accuracy = dict[str, np.ndarray]
MIX = ("real", "context", "both", "real double", "synthetic double", "real twice")
MIX_WORDS = ("real, N", "synthetic, N", "real N + synthetic N", "real, 2N", "synthetic, 2N", "real, N, twice the steps")


def accuracy(worlds: Sequence[World], how: str) -> Accuracy:
    """By set that a student learnt from, and for the base, the accuracy in each world."""
    names = worlds[0]["accuracy"][how]
    found = {name: np.array([world["accuracy"][how][name] for world in worlds]) for name in names}
    return found | {BASE: np.array([world["base"] for world in worlds])}


def tables(worlds: Sequence[World], sizes: Sequence[int]) -> str:
    """All of them."""
    grpo, ce = accuracy(worlds, "grpo"), accuracy(worlds, "ce")
    parts = [f"{len(worlds)} worlds. Accuracies and differences in points, with 95% intervals over worlds.", ""]
    parts += ["### Arms", "", *_arms(worlds, grpo, ce), ""]
    parts += ["### Real and synthetic", "", *_mix(grpo, ce), ""]
    parts += ["### Sizes", "", *_sizes(grpo, ce, sizes), ""]
    parts += ["### Claims", "", *_claims(grpo, ce), ""]
    parts += ["### Trends", "", *_trends(grpo, ce, sizes), ""]
    parts += ["### Right keys by C", "", *_purity(worlds)]
    return "\n".join(parts) + "\n"


def _arms(worlds: Sequence[World], grpo: Accuracy, ce: Accuracy) -> list[str]:
    lines = [("base", points(grpo[BASE]), "", "", "", "", "", "", "")]
    for arm in ARMS:
        facts = [world["facts"][arm.name] for world in worlds]
        mean = {name: np.mean([each[name] for each in facts]) for name in facts[0]}
        calls = f"{arm.name} at equal calls"
        lines.append(
            (
                arm.label,
                points(grpo[arm.name]),
                points(ce[arm.name]),
                points(grpo[calls]) if calls in grpo else "",
                f"{mean['samples']:.0f}",
                f"{mean['right']:.2f}",
                f"{mean['sound']:.2f}",
                f"{mean['tasks']:.1f}",
                f"{mean['mixed']:.2f}",
            )
        )
    header = ("arm", "GRPO", "cross-entropy", "GRPO at equal calls", "samples", "right keys")
    return table((*header, "adversarial and right", "tasks of 28", "mixed groups"), lines)


def _mix(grpo: Accuracy, ce: Accuracy) -> list[str]:
    lines = [(words, points(grpo[name]), points(ce[name])) for name, words in zip(MIX, MIX_WORDS, strict=True)]
    return table(("trained on", "GRPO", "cross-entropy"), lines)


def _sizes(grpo: Accuracy, ce: Accuracy, sizes: Sequence[int]) -> list[str]:
    lines = [(str(size), points(grpo[f"size {size}"]), points(ce[f"size {size}"])) for size in sizes]
    return table(("samples", "GRPO", "cross-entropy"), lines)


def _claims(grpo: Accuracy, ce: Accuracy) -> list[str]:
    lines = []
    for family, claims in FAMILIES.items():
        for one, other in zip(findings(claims, grpo), findings(claims, ce), strict=True):
            words = (f"{each.step.mean * 100:+.2f} ({_range(each.step.low, each.step.high)})" for each in (one, other))
            first, second = words
            lines.append((family, one.claim.words, first, _p(one.p), one.outcome, second, other.outcome))
    return table(("family", "claim", "GRPO", "p (Holm)", "outcome", "cross-entropy", "outcome"), lines)


def _trends(grpo: Accuracy, ce: Accuracy, sizes: Sequence[int]) -> list[str]:
    columns = {
        "ladder by the paper's rules": LADDER,
        "the same without base": LADDER[1:],
        "ladder by the product's rules": PRODUCT,
        "the same, without base": PRODUCT[1:],
        "sizes": [f"size {size}" for size in sizes],
    }
    lines = []
    for words, names in columns.items():
        ps = [page(np.stack([found[name] for name in names], 1)) for found in (grpo, ce)]
        lines.append((f"Page's test, {words}", *(_p(p) for p in ps)))
    last = Claim("", f"size {sizes[-1]}", f"size {sizes[-2]}")
    rise = [step(found[last.more] - found[last.less]) for found in (grpo, ce)]
    lines.append(("the last doubling", *(f"{s.mean * 100:+.2f} ({_range(s.low, s.high)}), p {_p(s.p)}" for s in rise)))
    fits = [_ceiling(np.stack([found[f"size {size}"] for size in sizes], 1), sizes) for found in (grpo, ce)]
    lines.append(("ceiling of the saturating fit", *fits))
    return table(("trend", "GRPO", "cross-entropy"), lines)


def _ceiling(curves: np.ndarray, sizes: Sequence[int]) -> str:
    """`curves` are (worlds, sizes). None where more than a tenth of resampled worlds rise without bending."""
    picks = np.random.default_rng(2).integers(0, len(curves), (500, len(curves)))
    ceilings = np.array([ceiling(sizes, curves[pick].mean(0)) for pick in picks])
    if np.isinf(ceilings).mean() > 0.1 or np.isinf(ceiling(sizes, curves.mean(0))):
        return "none in sight"
    low, high = np.quantile(ceilings[np.isfinite(ceilings)], [0.025, 0.975])
    return f"{ceiling(sizes, curves.mean(0)) * 100:.1f} ({_range(low, high)})"


def _purity(worlds: Sequence[World]) -> list[str]:
    words = {
        "all": "all four judges",
        "others": "without the author's own vote",
    }
    lines = []
    for name, label in words.items():
        counts = np.sum([world["purity"][name] for world in worlds], 0)
        cells = [f"{hits / every:.2f} of {every}" if every else "" for hits, every in counts]
        lines.append((label, *cells))
    return table(("C", "0", "1", "2", "3", "4"), lines)


def points(values: np.ndarray) -> str:
    """A mean with its interval, in points."""
    return f"{values.mean() * 100:.1f} ({_range(*interval(values), digits=1)})"


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _range(low: float, high: float, digits: int = 2) -> str:
    return f"{low * 100:.{digits}f} to {high * 100:.{digits}f}"


def table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    rows = [tuple(header), ("---",) * len(header), *map(tuple, lines)]
    return ["| " + " | ".join(row) + " |" for row in rows]
