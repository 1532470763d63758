"""The short table at the end of a run: planned and the states, why samples failed, yield by round, time, calls, cost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from cads_ray.schema import KEPT, State
from cads_ray.store import RoundStore

STATES = list(State)


@dataclass
class Summary:
    """Everything that is said at the end; also what run.json and the report show."""

    accounts: dict[int, Counter]
    failures: Counter
    calls: int
    cached: int
    usd: float
    unpriced: int
    rejected: int
    seconds: float

    @property
    def total(self) -> Counter:
        return sum(self.accounts.values(), Counter())

    @property
    def kept(self) -> int:
        return sum(self.total[state] for state in KEPT)

    @property
    def cost(self) -> str:
        return f"${self.usd:.2f}" + (f" and {self.unpriced} calls of unknown price" if self.unpriced else "")


def summarize(store: RoundStore, rejected: int, seconds: float) -> Summary:
    """Read the run's rounds. Raises AccountingError when planned is not the sum of the states."""
    summary = Summary(store.accounts(), Counter(), 0, 0, 0.0, 0, rejected, seconds)
    for _, table in store.verdicts():
        for state, reason, calls in zip(
            *(table[name].to_pylist() for name in ("state", "reason", "calls")), strict=True
        ):
            if state == State.FAILED:
                summary.failures[short(reason)] += 1
            for call in calls:
                summary.cached += call["cached"]
                if not call["cached"]:
                    summary.calls += call["calls"]
                    summary.unpriced += call["usd"] is None
                    summary.usd += call["usd"] or 0.0
    return summary


def short(reason: str) -> str:
    """A reason without the particulars that make each one different."""
    return re.sub(r"\d+(\.\d+)?", "N", reason)[:100]


def show(summary: Summary, console: Console) -> None:
    """Print the tables."""
    rounds = Table(title=None, box=None, pad_edge=False, header_style="bold")
    rounds.add_column("round")
    shown = [state for state in STATES if summary.total[state]]
    for name in ("planned", *shown, "yield", "adversarial rate"):
        rounds.add_column(name.replace("_", " "), justify="right")
    for round, states in sorted(summary.accounts.items()):
        rounds.add_row(str(round + 1), *_figures(states, shown))
    rounds.add_row("all", *_figures(summary.total, shown), style="bold")
    console.print(rounds)
    for reason, count in summary.failures.most_common(8):
        console.print(f"  failed {count} x  {reason}", highlight=False, markup=False)
    if summary.rejected:
        console.print(f"  {summary.rejected} seeds were set aside: rejected_seeds.jsonl", highlight=False)
    console.print(
        f"{summary.kept} samples kept in {summary.seconds:.0f} s; {summary.calls} calls, {summary.cached} answered from the "
        f"ledger; cost {summary.cost}",
        highlight=False,
    )


def _figures(states: Counter, shown: list[State]) -> list[str]:
    done = states["planned"] - states[State.PENDING]
    made = sum(states[state] for state in KEPT)
    voted = made + states[State.UNSOLVABLE] + states[State.CONTESTED]
    return [
        str(states["planned"]),
        *(str(states[state]) for state in shown),
        f"{made / done:.0%}" if done else "-",
        f"{states[State.ADVERSARIAL] / voted:.0%}" if voted else "-",
    ]
