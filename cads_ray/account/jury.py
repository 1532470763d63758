"""What a run says about its judges: agreement.json, the side table of contested samples (contested.jsonl), and where the
truth is known the audit of every rule (audit.json)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table

from cads_ray.config import Config
from cads_ray.context.playbook import Playbook
from cads_ray.disk.files import write_text, write_whole
from cads_ray.embedded.truth import Truth, truths
from cads_ray.errors import ConfigError
from cads_ray.judge.agreement import agreement
from cads_ray.judge.audit import Line, audited, compare, strata
from cads_ray.judge.camps import camps
from cads_ray.judge.consensus import Rule
from cads_ray.judge.kappa import wilson
from cads_ray.panel import rule_of
from cads_ray.schema import KEPT, State
from cads_ray.stage import Row, alive

READS = (
    *("id", "seed", "author", "concepts", "strategy", "level", "variation", "insights", "question", "choices"),
    *("answer", "unit", "tolerance", "rationale", "image", "votes", "state", "error_stage", "strategy_text"),
)
JUDGED = 20_000  # rows by which judges are measured; more take memory and change no figure
CONTESTED = ("id", "seed", "author", "question", "choices", "image", "answer", "rationale")


@dataclass(frozen=True)
class Jury:
    """The judged samples of a run, and the truth of those that embedded teachers wrote."""

    judged: list[Row]
    truths: dict[str, Truth]

    def agreement(self) -> dict[str, Any]:
        table = agreement(self.judged, {id: truth.answer for id, truth in self.truths.items()})
        return table | {"kept_right": self._kept_right()}

    def _kept_right(self) -> dict[str, Any]:
        """How many of the kept samples of known truth have the right key."""
        kept = audited([row for row in self.judged if row["state"] in KEPT], self.truths)
        right = sum(sample.right for sample in kept)
        return {
            "samples": len(kept),
            "share": right / len(kept) if kept else None,
            "interval": wilson(right, len(kept)),
        }


def jury(
    config: Config,
    verdicts: Iterable[pa.Table],
    words: Mapping[str, str],
    checked: Mapping[str, str] = {},
    every: int = 1,
) -> Jury:
    """`words`: insight id -> its text, for what the teachers were told; `checked`: id -> the answer that a person found.

    Duplicates count once, failed samples never. Of a large run each `every`-th row is looked at, and what was checked.
    """
    rows = [row for table in spread(verdicts, every, set(checked)) for row in table.select(READS).to_pylist()]
    judged = [row for row in rows if _heard(row) and row["votes"] and row["state"] != State.DUPLICATE]
    members = config.models.members.items()
    programs = {name: member.model for name, member in members if member.provider == "embedded"}
    known = truths(judged, programs, words)
    return Jury(judged, known | {row["id"]: Truth(checked[row["id"]], True) for row in judged if row["id"] in checked})


def spread(tables: Iterable[pa.Table], every: int, ids: Collection[str] = ()) -> Iterator[pa.Table]:
    """Each `every`-th row over all the tables, and the rows with these ids."""
    at = 0
    for table in tables:
        chosen = np.arange(at, at + table.num_rows) % every == 0
        if ids:
            chosen |= pc.is_in(table["id"], value_set=pa.array(list(ids), pa.string())).to_numpy(zero_copy_only=False)
        at += table.num_rows
        yield table.filter(pa.array(chosen))


def _heard(row: Row) -> bool:
    """Whether the votes were all there when the row ended: also one that was set aside after them (student.keep)."""
    return alive(row) or row["state"] == State.EXCLUDED


def checked_of(out: Path) -> dict[str, str]:
    """The answers in audited.jsonl, which a person may put into the run directory: {"id": ..., "answer": ...} a line.

    Raises ConfigError for a line that is not so.
    """
    path = out / "audited.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    checked: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            checked[entry["id"]] = str(entry["answer"])
        except (ValueError, KeyError, TypeError):
            raise ConfigError(f'{path.name}, line {number}: write {{"id": "...", "answer": "..."}}') from None
    return checked


def words_of(out: Path) -> dict[str, str]:
    """What each insight of the run told the teachers, by id."""
    books = (Playbook.load(path) for path in sorted((out / "context").glob("[0-9]*.json")))
    return {insight.id: insight.words for book in books for insight in book.insights}


def write_agreement(out: Path, jury: Jury) -> dict[str, Any]:
    """Write and return the table of agreement."""
    table = jury.agreement()
    write_text(json.dumps(table, indent=1) + "\n", out / "agreement.json")
    return table


def write_contested(out: Path, verdicts: Iterable[pa.Table], rule: Rule) -> None:
    """Write the contested samples with both answers and who gave them; most of these keys are wrong, some are not."""

    def fill(part: Path) -> None:
        with part.open("w", encoding="utf-8") as file:
            for table in verdicts:
                contested = table.filter(pc.equal(table["state"], State.CONTESTED)).select(READS)
                for row in contested.to_pylist():
                    file.write(json.dumps(_contested(row, rule), ensure_ascii=False) + "\n")

    write_whole(out / "contested.jsonl", fill)


def _contested(row: Row, rule: Rule) -> Row:
    sides = camps(row, [vote for vote in row["votes"] if rule.counts(vote)])
    told = {"dissent": sides.dissent.answer, "for_answer": sides.key.judges, "for_dissent": sides.dissent.judges}
    return {name: row[name] for name in CONTESTED} | told


def audit(config: Config, out: Path, jury: Jury, console: Console) -> None:
    """Write and print what each rule would keep, against the truth."""
    samples = audited(jury.judged, jury.truths)
    if not samples:
        console.print(
            "judge.audit: no sample has a known truth; only embedded teachers know it, or audited.jsonl",
            highlight=False,
        )
        return
    rule = rule_of(config)
    lines = compare(samples, rule)
    by_c = {column: strata(samples, rule, column) for column in ("consensus", "consensus_all")}
    text = json.dumps({"samples": len(samples), "rules": [asdict(line) for line in lines], "strata": by_c}, indent=1)
    write_text(text + "\n", out / "audit.json")
    for table in tables(lines, by_c["consensus"], rule):
        console.print(table)


def tables(lines: Sequence[Line], by_c: Sequence[Mapping[str, Any]], rule: Rule) -> list[Table]:
    """The audit as a person reads it: rules, then strata of C."""
    rules = Table(title="rules against the truth", box=None, pad_edge=False, header_style="bold", title_justify="left")
    rules.add_column("rule")
    for name in ("kept", "precision", "95%", "recall", "95%", "sound", "precision to default", "95%"):
        rules.add_column(name, justify="right")
    for line in lines:
        figures = (
            *(f"{line.kept:.3f}", f"{line.precision:.3f}", _span(line.precision_interval)),
            *(f"{line.recall:.3f}", _span(line.recall_interval), f"{line.sound:.3f}"),
            *(f"{line.ahead:+.3f}", _span(line.ahead_interval, "+.3f")),
        )
        rules.add_row(line.rule, *figures)
    title = "right keys by C" + ("" if rule.name == "paper" else ", the author's own vote left out")
    levels = Table(title=title, box=None, pad_edge=False, header_style="bold", title_justify="left")
    for name in ("C", "samples", "right", "95%"):
        levels.add_column(name, justify="right")
    for level in by_c:
        levels.add_row(str(level["C"]), str(level["samples"]), f"{level['right']:.3f}", _span(level["interval"]))
    return [rules, levels]


def _span(interval: Sequence[float], form: str = ".3f") -> str:
    return " to ".join(format(value, form) for value in interval)
