"""The paper's claims as contrasts between arms, and what this world says to each: holds, reversed or unresolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.miniature.inference import Step, holm, step

BASE = "base"
LADDER = (BASE, "direct", "generate", "judge", "context")
PRODUCT = (BASE, "direct", "generate", "judge_product", "context_product")


@dataclass(frozen=True)
class Claim:
    """`more` is said to be better than `less`."""

    words: str
    more: str
    less: str


FAMILIES: dict[str, tuple[Claim, ...]] = {
    "the ladder, by the paper's rules": (
        Claim("direct synthesis helps", "direct", BASE),
        Claim("CAD-Generate adds to it", "generate", "direct"),
        Claim("CAD-Judge adds to it", "judge", "generate"),
        Claim("context optimization adds to it", "context", "judge"),
    ),
    "the ladder, by the product's rules": (
        Claim("CAD-Judge adds to CAD-Generate", "judge_product", "generate"),
        Claim("context optimization adds to it", "context_product", "judge_product"),
    ),
    "at equal calls": (
        Claim("CAD-Judge is worth its calls", "judge at equal calls", "generate"),
        Claim("so is context optimization", "context at equal calls", "generate"),
        Claim("CAD-Judge (product)", "judge_product at equal calls", "generate"),
        Claim("context (product)", "context_product at equal calls", "generate"),
    ),
    "controls": (
        Claim("four authors beat more seeds of one", "generate", "one"),
        Claim("the judges' drop beats a random drop", "judge", "random"),
        Claim("right keys would help (oracle)", "oracle", "generate"),
        Claim("leaving the author's vote out beats counting it", "judge_product", "judge"),
        Claim("evidence beats shuffled evidence", "context_product", "shuffled"),
        Claim("insights beat the bandit alone", "context_product", "bandit"),
        Claim("the posterior gate beats counting", "posterior", "context_product"),
    ),
    "real and synthetic": (
        Claim("synthetic beats real at equal size", "context", "real"),
        Claim("both beat real alone (the paper's comparison)", "both", "real"),
        Claim("both beat synthetic alone (the paper's comparison)", "both", "context"),
        Claim("both beat as much real", "both", "real double"),
        Claim("both beat as much synthetic", "both", "synthetic double"),
    ),
}


@dataclass(frozen=True)
class Finding:
    claim: Claim
    step: Step
    p: float  # corrected within its family

    @property
    def outcome(self) -> str:
        return self.step.outcome(self.p)


def findings(claims: Sequence[Claim], accuracy: Mapping[str, np.ndarray]) -> list[Finding]:
    """`accuracy` has that of each arm by world."""
    steps = [step(accuracy[claim.more] - accuracy[claim.less]) for claim in claims]
    corrected = holm([each.p for each in steps])
    return [Finding(*each) for each in zip(claims, steps, corrected, strict=True)]
