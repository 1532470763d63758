"""An evaluation as a person reads it."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cads_ray.account.bill import price
from cads_ray.evaluate.attempts import Outcome

SHOWN_CELLS = 30  # of a dimension; a benchmark with more is broken down in evaluation.json


def show(evaluation: dict[str, Any], console: Console) -> None:
    """Outcomes, accuracies, pass@k, and the breakdown."""
    binding, found, paid = evaluation["binding"], evaluation["scores"], evaluation["bill"]
    console.print(Text.assemble((binding["model"], "bold"), " on ", (binding["benchmark"], "bold")))
    counts = found["outcomes"]
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    tries = f"{found['items']} problems" + (f", {found['samples']} attempts each" if found["samples"] > 1 else "")
    aside = f"; {len(evaluation['rejected'])} set aside" if evaluation["rejected"] else ""
    graded = f"; {found['by_grader']} of these decided by {binding['grader']}" if found["by_grader"] else ""
    console.print(f"{tries}{aside}: {told}{graded}", highlight=False)
    console.print(_table(evaluation))
    if found["samples"] > 1:
        rates = ", ".join(f"pass@{k} {said(share)}" for k, share in found["pass"].items())
        console.print(rates, highlight=False)
    if evaluation["rule"]:
        console.print(f"own rule: {evaluation['rule']}", highlight=False, soft_wrap=True)
    console.print(f"{paid['calls']} calls, {price(paid['usd'], paid['unpriced'])}", highlight=False)


def _table(evaluation: dict[str, Any]) -> Table:
    found = evaluation["scores"]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "problems", "accuracy", "of the answered", "own rule"):
        table.add_column(name, justify="left" if not name else "right")
    table.add_row("all", str(found["items"]), said(found["accuracy"]), said(found["answered"]), said(found["own"]))
    for dimension, cells in found["cells"].items():
        if 1 < len(cells) <= SHOWN_CELLS:
            table.add_row(Text(f"by {dimension.replace('_', ' ')}", style="dim"))
            for value, each in cells.items():
                count = str(each["accuracy"]["items"])
                table.add_row(f"  {value}", count, said(each["accuracy"]), said(each["answered"]), said(each["own"]))
    return table


def said(share: dict[str, Any] | None) -> str:
    """A share with its interval, in percent."""
    if share is None:
        return "–"
    return f"{share['share']:.1%} ({share['low']:.1%} to {share['high']:.1%})"
