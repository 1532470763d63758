"""The end of a run, however it ended: the dataset, the report, the summary. Makes no model call."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console

from cads_ray.account.bill import bill, price
from cads_ray.account.jury import JUDGED, READS, audit, checked_of, jury, words_of, write_agreement, write_contested
from cads_ray.account.overview import overview
from cads_ray.account.preview import Whole, projection
from cads_ray.account.summary import Summary, show, summarize
from cads_ray.config import Config, most_rounds
from cads_ray.dataset.shortfall import Effort, shortfall
from cads_ray.disk.buckets import origin
from cads_ray.disk.files import write_text
from cads_ray.export.formats import Options, export_run
from cads_ray.export.history import versions
from cads_ray.export.report import write_report
from cads_ray.export.source import Source
from cads_ray.models.counts import Tally
from cads_ray.models.storage_pictures import blobs_of
from cads_ray.panel import rule_of
from cads_ray.recipe import load
from cads_ray.schema import State
from cads_ray.seeds.read import Seeds
from cads_ray.store import RoundStore


def finish(
    config: Config,
    out: Path,
    store: RoundStore,
    seeds: Seeds,
    seconds: float,
    console: Console,
    whole: Config | None = None,
) -> None:
    """Write the formats, summary.json and report.html, and print the summary; of a preview of `whole` also what that will take.

    Raises AccountingError when the states do not add up.
    """
    summary = summarize(store, bill(config, out, store.slices(["calls"])), len(seeds.rejected), seconds)
    if whole is not None:
        total = Whole(whole, seeds.table.num_rows + seeds.left_out, load(whole.recipe).once)
        summary.projection = projection(store.slices(["seed", "calls"]), summary.bill, total, seconds)
    options = Options(config.export.formats, config.export.provenance, config.export.validation)
    written = export_run(Source(out, store), options)
    blobs, playbooks = blobs_of(out), versions(out)
    every = -(-sum(summary.total[state] for state in State) // JUDGED) or 1
    judges = jury(config, _tables(store), words_of(out), checked_of(out), every)
    write_contested(out, _tables(store), rule_of(config))
    lines = missing(config, store, summary.total)
    paid = {name: getattr(summary.bill, name) for name in ("calls", "cached", "usd", "unpriced", "saved")}
    figures = overview(store, load(config.recipe).by) | {"missing": lines, "bill": paid}
    write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", out / "summary.json")
    sessions = out / "sessions.jsonl"
    before = sessions.read_text(encoding="utf-8") if sessions.exists() else ""
    session = {"seconds": round(seconds, 1), "planned": summary.total["planned"]}
    write_text(before + json.dumps(session) + "\n", sessions)
    about = figures | _about(out, summary, seeds, every) | {"agreement": write_agreement(out, judges)}
    write_report(out, store.slices(), store.seeds(), playbooks, blobs, about, every)
    show(summary, console)
    if config.judge.audit:
        audit(config, out, judges, console)
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    for place in (*written, out / "report.html"):
        console.print(f"  {origin(place)}", highlight=False, soft_wrap=True)


def missing(config: Config, store: RoundStore, total: Counter) -> list[str]:
    """Why there are fewer samples than dataset.size, and what would get there; nothing when there are not."""
    if config.dataset.size is None:
        return []
    effort = Effort(most_rounds(config), config.generate.draws, config.seeds.evolve)
    return shortfall(config.dataset.size, store.yields, total, effort, store.settler.tally)


def _tables(store: RoundStore) -> Iterator[pa.Table]:
    return (table for _, table in store.slices(READS))


def _line(member: str, task: str, line: Tally) -> list[Any]:
    """A row of the report's table of costs."""
    seconds = f"{line.seconds / line.calls:.2f}" if line.calls else "–"
    return [member, task, line.calls, line.cached, seconds, price(line.usd, line.unpriced, 4)]


def _about(out: Path, summary: Summary, seeds: Seeds, every: int) -> dict[str, Any]:
    shown = f"; shown and measured by is one sample in {every}" if every > 1 else ""
    return {
        "title": f"cads_ray: {out.name}",
        "subtitle": f"{seeds.table.num_rows} seeds, {len(summary.accounts)} rounds, {summary.seconds:.0f} s in the last session"
        + (f"; {summary.projection}" if summary.projection else "")
        + shown,
        "cost": f"{summary.bill.cost}, {summary.bill.per_kept(summary.kept)} a kept sample",
        "calls": summary.bill.calls,
        "costs": [_line(*key, line) for key, line in sorted(summary.bill.lines.items())],
        "rejected": seeds.rejected,
    }
