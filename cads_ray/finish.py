"""The end of a run, however it ended: the dataset, the report, the summary. Makes no model call."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rich.console import Console

from cads_ray.bill import bill, price
from cads_ray.config import Config
from cads_ray.export.card import card
from cads_ray.export.huggingface import export
from cads_ray.export.report import report
from cads_ray.models.ledger import Tally
from cads_ray.pictures import Blobs
from cads_ray.seeds.read import Seeds
from cads_ray.store import RoundStore, write_text
from cads_ray.summary import Summary, show, summarize


def finish(config: Config, out: Path, store: RoundStore, seeds: Seeds, seconds: float, console: Console) -> None:
    """Write dataset/ and report.html, and print the summary. Raises AccountingError when the states do not add up."""
    summary = summarize(store, bill(config, out, store.verdicts()), len(seeds.rejected), seconds)
    blobs, playbooks = Blobs(out / "blobs"), _versions(out)
    models = {name: member.model for name, member in config.models.members.items()}
    text = card(summary.accounts, seeds.table, [book["version"] for book in playbooks], models, summary.bill.cost)
    export((table for _, table in store.verdicts()), blobs, out / "dataset", text)
    page = report(store.verdicts(), summary.accounts, seeds.table, playbooks, blobs, _about(out, summary, seeds))
    write_text(page, out / "report.html")
    show(summary, console)
    for name in ("dataset", "report.html"):
        console.print(f"  {out / name}", highlight=False, soft_wrap=True)


def _versions(out: Path) -> list[dict[str, Any]]:
    """The versions of the heuristics, each once, with the round in which it came into force."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((out / "context").glob("[0-9]*.json")):
        book = json.loads(path.read_text(encoding="utf-8"))
        live = [insight for insight in book["insights"] if insight["state"] != "retired"]
        entry = found.setdefault(
            book["version"], {"version": book["version"], "round": book["number"], "insights": live}
        )
        entry["log"] = [_from_one(line) for line in book["log"][-8:]]
    return list(found.values())


def _from_one(line: str) -> str:
    """A line of the log with its round counted from 1, as everywhere that a person reads."""
    return re.sub(r"^round (\d+)", lambda match: f"round {int(match[1]) + 1}", line)


def _line(member: str, task: str, line: Tally) -> list[Any]:
    """A row of the report's table of costs."""
    seconds = f"{line.seconds / line.calls:.2f}" if line.calls else "–"
    return [member, task, line.calls, line.cached, seconds, price(line.usd, line.unpriced, 4)]


def _about(out: Path, summary: Summary, seeds: Seeds) -> dict[str, Any]:
    return {
        "title": f"cads_ray: {out.name}",
        "subtitle": f"{seeds.table.num_rows} seeds, {len(summary.accounts)} rounds, {summary.seconds:.0f} s in the last session",
        "cost": f"{summary.bill.cost}, {summary.bill.per_kept(summary.kept)} a kept sample",
        "calls": summary.bill.calls,
        "costs": [_line(*key, line) for key, line in sorted(summary.bill.lines.items())],
        "failures": summary.failures.most_common(),
        "rejected": seeds.rejected,
    }
