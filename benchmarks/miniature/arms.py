"""The arms: which run an arm looks at, and which of its samples it trains on.

Ladder by the paper's rules: C counts all judges, the author too, and the context is the plain reading of section 3.3.
Ladder by the product's rules: the author's own vote is left out, two who agree against the key contest it, and the
context proves its versions. The rest are controls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.miniature.authors import meant
from benchmarks.miniature.items import items, read_task
from benchmarks.miniature.loop import Made, Run, rule_of
from benchmarks.miniature.settings import Settings
from benchmarks.miniature.student import Data
from cads_ray.judge.consensus import decide
from cads_ray.schema import KEPT, State

Row = dict[str, Any]
AUTHORING, JUDGING, LEARNING = 2, 4, 17  # calls a candidate, a judged candidate, a round that reflects on 16
UNMADE = (State.FAILED, State.DUPLICATE)


@dataclass(frozen=True)
class Arm:
    """`keeps` says of a row with a verdict whether the arm would train on it; `judged`, whether the panel was paid."""

    name: str
    label: str
    run: str
    keeps: Callable[[Row], bool]
    judged: bool = True
    learns: bool = False
    priced: bool = False  # measured at equal calls as well


def runs(settings: Settings) -> list[Run]:
    """What must be run; the paper's context runs on for the curve of sizes."""
    size, few, most = settings.size, settings.few_rounds, settings.most_rounds
    return [
        Run("direct", few, authors="a", draws=4, direct=True),
        Run("one", few, authors="a", draws=4),
        Run("frozen", settings.rounds),
        Run("paper", most, mode="paper", size=max(settings.sizes)),
        Run("context", most, mode="adversarial", rule="independent", size=size),
        Run("shuffled", most, mode="shuffled", rule="independent", size=size),
        Run("bandit", most, mode="bandit", rule="independent", size=size),
        Run("posterior", most, mode="adversarial", rule="posterior", size=size),
    ]


def made(row: Row) -> bool:
    return row["state"] not in UNMADE


def kept(row: Row) -> bool:
    return row["state"] in KEPT


def right(row: Row) -> bool:
    """Whether the key is the truth of what was to be drawn."""
    digits, _ = meant(row["visual_prompt"])
    return int(items([read_task(row["question"])], [digits]).truth[0]) == int(row["answer"])


def by_the_products_rule(row: Row) -> bool:
    """The same votes without the author's own, and with the dissent rule."""
    judges = "".join(vote["judge"] for vote in row["votes"])
    return made(row) and decide(row, row["votes"], rule_of("independent", judges))["state"] in KEPT


ARMS = (
    Arm("direct", "direct", "direct", made, judged=False),
    Arm("generate", "+ generate", "frozen", made, judged=False),
    Arm("judge", "+ judge", "frozen", kept, priced=True),
    Arm("context", "+ context", "paper", kept, learns=True, priced=True),
    Arm("judge_product", "+ judge (product)", "frozen", by_the_products_rule, priced=True),
    Arm("context_product", "+ context (product)", "context", kept, learns=True, priced=True),
    Arm("one", "more seeds of one author", "one", made, judged=False),
    Arm("random", "random drop", "frozen", made, judged=False),
    Arm("oracle", "oracle filter", "frozen", lambda row: made(row) and right(row)),
    Arm("shuffled", "shuffled evidence", "shuffled", kept, learns=True),
    Arm("bandit", "bandit only", "bandit", kept, learns=True),
    Arm("posterior", "posterior gate", "posterior", kept, learns=True),
)
RANDOM = "random"


def chosen(arm: Arm, rows: list[Row], size: int, rng: np.random.Generator) -> list[Row]:
    """The first `size` rows that the arm keeps, in the order of ids; random drop: as many of as many as were looked at."""
    if arm.name == RANDOM:
        looked, found = 0, 0
        for row in rows:
            looked, found = looked + 1, found + kept(row)
            if found == size:
                break
        pool = [row for row in rows[:looked] if made(row)]
        return [pool[i] for i in sorted(rng.permutation(len(pool))[:size])]
    return [row for row in rows if arm.keeps(row)][:size]


def affordable(arm: Arm, rows: list[Row], calls: int) -> list[Row]:
    """What the arm keeps of as many candidates as so many calls of authors, judges and optimizer pay for."""
    spent, last, found = 0, 0, []
    for row in rows:
        spent += AUTHORING + JUDGING * arm.judged
        if arm.learns and row["round"] != last:
            spent, last = spent + LEARNING, row["round"]
        if spent > calls:
            break
        found += [row] * arm.keeps(row)
    return found


def data(rows: list[Row], run: Made) -> Data:
    """Samples as a student learns from them."""
    asked = items([read_task(row["question"]) for row in rows], [meant(row["visual_prompt"])[0] for row in rows])
    return Data(np.stack([run.album[row["id"]] for row in rows]), asked, np.array([int(row["answer"]) for row in rows]))
