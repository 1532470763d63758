"""A run in figures, read in one pass over its rounds: what summary.json, the report and `inspect` show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from cads_ray.dataset.diversity import diversities
from cads_ray.schema import KEPT, State
from cads_ray.stage import Row
from cads_ray.store import RoundStore, kept

_QUESTION = ["question", "domain", "strategy", "author"]


@dataclass
class _Round:
    """What is collected of one round."""

    seconds: list[float] = field(default_factory=list)
    calls: int = 0
    cached: int = 0
    usd: float = 0.0
    unpriced: int = 0

    def hear(self, calls: list[Row]) -> None:
        for call in calls:
            if call["cached"]:
                self.cached += 1
                continue
            self.calls += call["calls"]
            self.usd += call["usd"] or 0.0
            self.unpriced += call["usd"] is None
            if call["seconds"] is not None:
                self.seconds.append(call["seconds"])


def overview(store: RoundStore) -> dict[str, Any]:
    """{accounts, kept, rounds, reasons, diversity, quotas}, as plain values. Rounds count from 0."""
    accounts = store.accounts()
    rounds: list[dict] = []
    reasons: Counter[tuple[str, str]] = Counter()
    groups: dict[str, list[Row]] = {"seeds": _seeds(store.seeds())}
    for round, table in store.verdicts():
        rounds.append(_round(round, accounts[round], table))
        reasons.update(_reasons(table))
        groups[f"round {round + 1}"] = kept(table).select(_QUESTION).to_pylist()
    groups["all kept"] = [row for name, rows in groups.items() if name != "seeds" for row in rows]
    total = sum(accounts.values(), Counter())
    tally = store.settler.tally
    return {
        "states": {name: total[name] for name in ("planned", *State)},
        "kept": sum(total[state] for state in KEPT),
        "rounds": rounds,
        "reasons": [[state, reason, count] for (state, reason), count in reasons.most_common()],
        "diversity": diversities(groups),
        "quotas": {"unmet": tally.unmet(), "full": tally.full()} if tally is not None else None,
    }


def brief(reason: str) -> str:
    """A reason without the particulars that make each one different."""
    text = re.sub(r"^twin of .*", "twin of an earlier sample or a seed", reason)
    text = re.sub(r" with \S+:\d+$| of \S+:\d+$", " of a benchmark", text)
    text = re.sub(r"judges agree on .*?, (\d+)", r"judges agree on another answer, \1", text, flags=re.DOTALL)
    return re.sub(r"\d+(\.\d+)?", "N", text)[:120]


def rates(states: Mapping[str, int]) -> tuple[float | None, float | None]:
    """Yield (kept of those that came back) and adversarial rate (of those that were judged); None of nothing."""
    done = states["planned"] - states[State.PENDING]
    made = sum(states[state] for state in KEPT)
    voted = made + states[State.UNSOLVABLE] + states[State.CONTESTED]
    return made / done if done else None, states[State.ADVERSARIAL] / voted if voted else None


def _round(round: int, states: Counter, table: pa.Table) -> dict[str, Any]:
    heard = _Round()
    for calls in table["calls"].to_pylist():
        heard.hear(calls)
    made = sum(states[state] for state in KEPT)
    share, adversarial = rates(states)
    return {name: states[name] for name in ("planned", *State)} | {
        "round": round,
        "kept": made,
        "yield": share,
        "adversarial_rate": adversarial,
        "calls": heard.calls,
        "cached": heard.cached,
        "usd": heard.usd,
        "unpriced": heard.unpriced,
        "usd_per_kept": heard.usd / made if made else None,
        "seconds_median": quantile(heard.seconds, 0.5),
        "seconds_p90": quantile(heard.seconds, 0.9),
    }


def quantile(values: list[float], share: float) -> float | None:
    """The value below which `share` of them lie; None of none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else None


def _reasons(table: pa.Table) -> Counter[tuple[str, str]]:
    pairs = zip(table["state"].to_pylist(), table["reason"].to_pylist(), strict=True)
    return Counter((state, brief(reason or "")) for state, reason in pairs if state not in KEPT)


def _seeds(seeds: pa.Table) -> list[Row]:
    """The user's own, as questions."""
    rows = [row for row in seeds.to_pylist() if not row["seed_depth"]]
    return [{"question": row["seed_question"] or row["seed_description"], "domain": row["seed_domain"]} for row in rows]
