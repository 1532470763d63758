"""The short table at the end of a run: planned and the states, why samples failed, yield by round, time, calls, cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table

from cads_ray.account.bill import Bill, price
from cads_ray.account.overview import brief, rates
from cads_ray.dataset.verdicts import flat
from cads_ray.models.counts import Tally
from cads_ray.prompts.schemas import FIELDS
from cads_ray.schema import KEPT, Ballot, State
from cads_ray.store import RoundStore

STATES = list(State)


@dataclass
class Summary:
    """Everything that is said at the end; also what run.json and the report show."""

    accounts: dict[int, Counter]
    failures: Counter
    absent: Counter  # votes, by judge and the error that it met
    bill: Bill
    rejected: int
    seconds: float
    projection: str = ""  # of a preview

    @property
    def total(self) -> Counter:
        return sum(self.accounts.values(), Counter())

    @property
    def kept(self) -> int:
        return sum(self.total[state] for state in KEPT)


def summarize(store: RoundStore, bill: Bill, rejected: int, seconds: float) -> Summary:
    """Read the run's rounds. Raises AccountingError when planned is not the sum of the states."""
    summary = Summary(store.accounts(), Counter(), Counter(), bill, rejected, seconds)
    for _, table in store.slices(["state", "reason", "votes"]):
        failed = table.filter(pc.equal(table["state"], State.FAILED))
        summary.failures.update(brief(reason) for reason in failed["reason"].to_pylist())
        votes = flat(table, "votes")
        absent = votes.filter(pc.equal(votes["ballot"], Ballot.ABSENT)).select(["judge", "rule"])
        summary.absent.update(zip(*(column.to_pylist() for column in absent.columns), strict=True))
    return summary


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
    for (judge, error), count in sorted(summary.absent.items()):
        console.print(f"  absent {count} x  {judge}: {error}", highlight=False, markup=False)
    if summary.rejected:
        console.print(f"  {summary.rejected} seeds were set aside: rejected_seeds.jsonl", highlight=False)
    bill = summary.bill
    if bill.torn:
        console.print(f"  {bill.torn} torn records of the ledger were cut off, all others are used", highlight=False)
    if bill.usd or bill.unpriced:
        console.print(_costs(bill))
    console.print(
        f"{summary.kept} samples kept in {summary.seconds:.0f} s; {bill.calls} calls, {bill.cached} answered from the "
        f"ledger; cost {bill.cost}" + (f", {bill.per_kept(summary.kept)} a kept sample" if bill.usd else ""),
        highlight=False,
    )
    if summary.projection:
        console.print(summary.projection, highlight=False)


def _costs(bill: Bill) -> Table:
    """Dollars by model and stage."""
    tasks = sorted({task for _, task in bill.lines}, key=lambda task: list(FIELDS).index(task))
    table = Table("cost", *tasks, "all", title=None, box=None, pad_edge=False, header_style="bold")
    for member in sorted({member for member, _ in bill.lines}):
        lines = [bill.lines.get((member, task), Tally()) for task in tasks]
        table.add_row(member, *map(_cell, lines), price(sum(line.usd for line in lines), 0, 4))
    return table


def _cell(line: Tally) -> str:
    if not line.calls:
        return ""
    return "unknown" if line.unpriced and not line.usd else price(line.usd, line.unpriced, 4)


def _figures(states: Counter, shown: list[State]) -> list[str]:
    shares = ("-" if share is None else f"{share:.0%}" for share in rates(states))
    return [str(states["planned"]), *(str(states[state]) for state in shown), *shares]
