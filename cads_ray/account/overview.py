"""A run in figures, read in one pass over its rounds: what summary.json, the report and `inspect` show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.dataset.diversity import Questions, diversities
from cads_ray.dataset.verdicts import flat, kept, total
from cads_ray.judge.student import BANDS, band
from cads_ray.schema import KEPT, State
from cads_ray.stage import Row
from cads_ray.store import RoundStore

_QUESTION = ["question", "domain", "strategy", "author"]


class _Round:
    """What is collected of one round: seconds of the calls that were made, as arrays, and what they cost."""

    def __init__(self) -> None:
        self.seconds: list[np.ndarray] = []
        self.calls, self.cached, self.usd, self.unpriced = 0, 0, 0.0, 0

    def hear(self, calls: pa.Table) -> None:
        made = calls.filter(pc.invert(calls["cached"]))
        self.cached += calls.num_rows - made.num_rows
        self.calls += int(total(made["calls"]))
        self.usd += total(made["usd"])
        self.unpriced += made["usd"].null_count
        self.seconds.append(pc.drop_null(made["seconds"]).to_numpy())

    def quantile(self, share: float) -> float | None:
        """The seconds below which `share` of the calls lie; None of none."""
        values = np.concatenate(self.seconds) if self.seconds else np.empty(0)
        return float(np.sort(values)[min(len(values) - 1, int(share * len(values)))]) if len(values) else None


class _Group:
    """Samples with one value of a column: how many of which state, from which seeds, and how a student fares with them."""

    def __init__(self) -> None:
        self.states: Counter[str] = Counter()
        self.seeds: set[str] = set()
        self.rates: list[float] = []

    def hear(self, row: Row) -> None:
        self.states[row["state"]] += 1
        self.seeds.add(row["seed"])
        if row["pass_rate"] is not None:
            self.rates.append(row["pass_rate"])

    def figures(self) -> dict[str, Any]:
        kept = sum(self.states[state] for state in KEPT)
        mean = sum(self.rates) / len(self.rates) if self.rates else None
        counted = {"seeds": len(self.seeds), "planned": self.states.total(), "kept": kept, "pass_rate": mean}
        return counted | {state: self.states[state] for state in State if self.states[state]}


def overview(store: RoundStore, by: Sequence[str] = ()) -> dict[str, Any]:
    """{accounts, kept, rounds, reasons, diversity, quotas, groups, student}, as plain values. Rounds count from 0.

    `by`: columns of the recipe; for each, `groups` has figures of the samples by its values ("" where it is null).
    """
    accounts = store.accounts()
    rounds: dict[int, _Round] = {round: _Round() for round in accounts}
    reasons: Counter[tuple[str, str]] = Counter()
    groups = {"seeds": Questions.of(_seeds(store.seeds()))} | {f"round {round + 1}": Questions() for round in rounds}
    everything = Questions()
    told: dict[str, dict[str, _Group]] = {name: {} for name in by}
    learnt: Counter[str] = Counter()
    for round, table in store.slices(["state", "reason", "calls", "seed", "pass_rate", *_QUESTION, *by]):
        rounds[round].hear(flat(table, "calls"))
        learnt.update(map(band, pc.drop_null(table["pass_rate"]).to_pylist()))
        for row in table.drop_columns(["calls"]).to_pylist() if by else ():
            for name in by:
                told[name].setdefault(row[name] or "", _Group()).hear(row)
        reasons.update(_reasons(table))
        for row in kept(table).select(_QUESTION).to_pylist():
            groups[f"round {round + 1}"].add(row)
            everything.add(row)
    states = sum(accounts.values(), Counter())
    tally = store.settler.tally
    return {
        "states": {name: states[name] for name in ("planned", *State)},
        "kept": sum(states[state] for state in KEPT),
        "rounds": [_round(round, accounts[round], heard) for round, heard in rounds.items()],
        "reasons": [[state, reason, count] for (state, reason), count in reasons.most_common()],
        "diversity": diversities(groups | {"all kept": everything}),
        "groups": {name: {value: told[name][value].figures() for value in sorted(told[name])} for name in by},
        "student": {name: learnt[name] for name in BANDS} if learnt else None,
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


def _round(round: int, states: Counter, heard: _Round) -> dict[str, Any]:
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
        "seconds_median": heard.quantile(0.5),
        "seconds_p90": heard.quantile(0.9),
    }


def _reasons(table: pa.Table) -> Counter[tuple[str, str]]:
    aside = table.filter(pc.invert(pc.is_in(table["state"], value_set=pa.array(KEPT, pa.string()))))
    pairs = zip(aside["state"].to_pylist(), aside["reason"].to_pylist(), strict=True)
    return Counter((state, brief(reason or "")) for state, reason in pairs)


def _seeds(seeds: pa.Table) -> list[Row]:
    """The user's own, as questions."""
    rows = [row for row in seeds.to_pylist() if not row["seed_depth"]]
    return [{"question": row["seed_question"] or row["seed_description"], "domain": row["seed_domain"]} for row in rows]
