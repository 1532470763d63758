"""A tiny world in which insights have known effects: authors heed them, judges split accordingly, no model is asked.

A row's fate depends on its variation and on the features of its problem; an insight that names a feature makes authors
use it. Two features split a sound panel, one does nothing, one splits the panel because it breaks the problem.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from cads_ray.context.chance import chance, digest
from cads_ray.context.context import Context
from cads_ray.context.options import ContextOptions
from cads_ray.context.plan import Crew
from cads_ray.models.client import Reply, Request
from cads_ray.schema import SEED, VOTE, State

DOMAINS = ("biology", "charts", "chemistry", "geography", "mathematics", "physics")
AUTHORS = ("ann", "bob", "cyd")
WILD, HEEDED = 0.12, 0.75  # how often a problem has a feature by itself, and when an insight asks for it


@dataclass(frozen=True)
class Feature:
    """What a problem may have, and what that adds to the chances of its fate."""

    phrase: str
    adversarial: float = 0.0
    contested: float = 0.0
    domains: tuple[str, ...] = DOMAINS  # where it can be had


FEATURES = (
    Feature("mix the units of the quantities", adversarial=0.35, domains=("chemistry", "mathematics", "physics")),
    Feature("print every label in small type", adversarial=0.3),
    Feature("colour the background of the figure", adversarial=0.0),
    Feature("leave open which of the values is meant", adversarial=-0.15, contested=0.5),
)


def seeds(count: int = 16) -> pa.Table:
    """Seeds of all domains in turn; what they ask shares no words with the features."""
    rows = [
        {"seed": f"s{i:03d}", "seed_question": f"How tall is tower {i}?", "seed_answer": f"{i} m", "seed_domain": ""}
        for i in range(count)
    ]
    return pa.Table.from_pylist(rows, SEED)


def domain_of(seed: str) -> str:
    return DOMAINS[int(seed[1:]) % len(DOMAINS)]


class Model:
    """Answers `reflect` by naming the first feature of the sample, and `optimize` by adding every candidate.

    It takes what breaks a problem for hard reasoning, as models do: outcomes must find out.
    """

    def __init__(self, features: Sequence[Feature] = FEATURES):
        self.features = features

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        return [Reply(value=getattr(self, request.task)(request.fields)) for request in requests]

    def reflect(self, fields: dict) -> dict:
        phrase = next((f.phrase for f in self.features if f.phrase in fields["strategy_text"]), "")
        return {
            "cause": "reasoning",
            "kind": "do",
            "stage": "problem",
            "insight": f"Where it fits, {phrase}: that is what set the judges apart." if phrase else "",
            "domain": fields["domain"],
            "strategy": "*",
        }

    def optimize(self, fields: dict) -> dict:
        count = len(fields["candidates"])
        return {"deltas": [{"op": "add", "ids": [str(i + 1)], "text": "", "reason": ""} for i in range(count)]}


@dataclass(frozen=True)
class World:
    """A context that lives in a world of these features."""

    context: Context
    features: Sequence[Feature] = FEATURES

    @classmethod
    def begin(
        cls,
        directory: Path,
        options: ContextOptions,
        random_seed: int = 0,
        features: Sequence[Feature] = FEATURES,
        **crew: int,
    ) -> World:
        crew_of = Crew(AUTHORS, crew.get("draws", 1), random_seed)
        table = seeds(crew.get("seeds", 16))
        return cls(Context(directory, table, crew_of, Model(features), "ann", options), features)

    def live(self, rounds: Iterable[int], shuffle: int | None = None) -> list[pa.Table]:
        """Run some rounds; verdicts arrive in batches, in an order drawn from `shuffle` (None: that of ids)."""
        return [self.round(round, shuffle) for round in rounds]

    def round(self, round: int, shuffle: int | None = None) -> pa.Table:
        table = self.verdicts(self.context.plan(round))
        arrived = table
        if shuffle is not None:
            arrived = table.take(sorted(range(table.num_rows), key=lambda i: digest(shuffle, i)))
        for start in range(0, arrived.num_rows, 7):
            self.context.observe(arrived.slice(start, 7))
        asyncio.run(self.context.advance(round, arrived))
        return table

    def verdicts(self, plan: pa.Table) -> pa.Table:
        """What becomes of a plan."""
        rows = [self._verdict(row) for row in plan.to_pylist()]
        return pa.Table.from_pylist(rows, pa.unify_schemas([plan.schema, ADDED]))

    def _verdict(self, row: dict) -> dict:
        told = self.context.texts(row["version"], row["insights"])
        domain = domain_of(row["seed"])
        has = [feature for feature in self.features if _has(row, domain, feature, told)]
        state = _fate(row, domain, has)
        matches = _MATCHES.get(state, 3)
        return row | {
            "domain": domain,
            "question": f"What is asked in {row['id']}?",
            "answer": "17.25",
            "strategy_text": "; ".join(["another problem", *(feature.phrase for feature in has)]),
            "visual_prompt": "",
            "image": "",
            "votes": [_vote(f"judge{i}", i < matches) for i in range(3)],
            "consensus": matches,
            "voters": 3,
            "state": state,
        }


ADDED = pa.schema(
    [
        ("domain", pa.string()),
        ("question", pa.string()),
        ("answer", pa.string()),
        ("strategy_text", pa.string()),
        ("visual_prompt", pa.string()),
        ("image", pa.string()),
        ("votes", pa.list_(VOTE)),
        ("consensus", pa.int32()),
        ("voters", pa.int32()),
        ("state", pa.string()),
    ]
)
_MATCHES = {State.ACCEPTED: 3, State.ADVERSARIAL: 2, State.CONTESTED: 1, State.UNSOLVABLE: 0}


def _has(row: dict, domain: str, feature: Feature, told: list[str]) -> bool:
    heeded = any(feature.phrase in text for text in told)
    likely = (HEEDED if heeded else WILD) if domain in feature.domains else 0.0
    return chance(row["variation"], feature.phrase) < likely


def _fate(row: dict, domain: str, has: Sequence[Feature]) -> State:
    """One uniform number decides, so that more of a feature changes as few fates as it can."""
    ease = 0.1 * chance(domain, row["strategy"]) + 0.05 * chance(row["seed"])
    adversarial = max(0.0, 0.08 + ease + sum(feature.adversarial for feature in has))
    contested = 0.04 + sum(feature.contested for feature in has)
    lot = chance(row["variation"], "fate")
    for state, share in (
        (State.ADVERSARIAL, min(adversarial, 0.85)),
        (State.CONTESTED, contested),
        (State.UNSOLVABLE, 0.06),
        (State.DUPLICATE, 0.03),
        (State.FAILED, 0.03),
    ):
        if lot < share:
            return state
        lot -= share
    return State.ACCEPTED


def _vote(judge: str, match: bool) -> dict:
    return {
        "judge": judge,
        "sees": "picture",
        "is_author": False,
        "raw": "I read the labels and calculate.",
        "answer": "17.25" if match else "3.5",
        "ballot": "match" if match else "other",
        "rule": "number",
        "seconds": 0.0,
        "usd": 0.0,
    }


def rate(table: pa.Table, state: State = State.ADVERSARIAL) -> float:
    """The share of a round's rows that ended in `state`."""
    return table["state"].to_pylist().count(state) / table.num_rows
