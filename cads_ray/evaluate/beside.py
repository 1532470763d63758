"""Evaluations side by side: a row for each model, a column for each benchmark, and the paper's rows below."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from cads_ray.errors import ConfigError
from cads_ray.evaluate.attempts import Outcome
from cads_ray.evaluate.reference import PAPER
from cads_ray.evaluate.report import said

Z = 1.96


def read_evaluations(places: Sequence[str]) -> list[dict[str, Any]]:
    """The evaluations in these directories, or in folders of them. Raises ConfigError where there is none."""
    files: list[Path] = []
    for place in places:
        folder = Path(place).expanduser()
        found = [folder / "evaluation.json"] if (folder / "evaluation.json").is_file() else []
        found = found or sorted(folder.glob("*/evaluation.json"))
        if not found:
            raise ConfigError(f"{place}: no evaluation, and no folder of them (no evaluation.json)")
        files += found
    return [json.loads(file.read_text(encoding="utf-8")) | {"place": str(file.parent)} for file in files]


def side_by_side(evaluations: Sequence[dict[str, Any]]) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The benchmarks, and the rows {model: {benchmark: text}}: accuracy over all, and how many gave no answer.

    Two evaluations of a model on a benchmark that are not of the same problems are different columns.
    """
    digests = {(each["binding"]["benchmark"], each["binding"]["problems"]) for each in evaluations}
    names = [name for name, _ in digests]
    columns: list[str] = []
    rows: dict[str, dict[str, str]] = {}
    for each in evaluations:
        binding, found = each["binding"], each["scores"]
        column = binding["benchmark"]
        if names.count(column) > 1:
            column = f"{column} ({found['items']} of {Path(each['place']).name})"
        if column not in columns:
            columns.append(column)
        silent = sum(found["outcomes"][name] for name in ("abstained", "absent", "pending"))
        note = f", {silent} without an answer" if silent else ""
        rows.setdefault(binding["model"], {})[column] = said(found["accuracy"]) + note
    for name, cells in PAPER.items():
        known = {column: f"{value:.1f}%" for column, value in cells.items() if column in columns}
        if known:
            rows[name] = known
    return columns, rows


def paired(evaluations: Sequence[dict[str, Any]]) -> list[str]:
    """For each evaluation after the first of the same problems: by how many points it differs, with its 95% interval.

    Problem by problem, which tells apart models whose intervals overlap: what both solve and what neither does says nothing.
    """
    firsts: dict[str, dict[str, Any]] = {}
    lines = []
    for each in evaluations:
        first = firsts.setdefault(each["binding"]["problems"], each)
        if first is each:
            continue
        one, other = _rates(each), _rates(first)
        gaps = [100 * (one[item] - other[item]) for item in one.keys() & other.keys()]
        if len(gaps) < 2:
            continue
        mean = statistics.fmean(gaps)
        half = Z * statistics.stdev(gaps) / math.sqrt(len(gaps))
        names = f"{each['binding']['model']} less {first['binding']['model']} on {each['binding']['benchmark']}"
        lines.append(
            f"{names}: {mean:+.1f} points ({mean - half:+.1f} to {mean + half:+.1f}), {len(gaps)} problems paired"
        )
    return lines


def _rates(evaluation: dict[str, Any]) -> dict[str, float]:
    """The share of attempts at each problem that were right; what never came back was not."""
    place, samples = Path(evaluation["place"]), evaluation["scores"]["samples"]
    rates = dict.fromkeys(pq.read_table(place / "items.parquet", columns=["id"])["id"].to_pylist(), 0.0)
    for row in pq.read_table(place / "attempts.parquet", columns=["item", "outcome"]).to_pylist():
        rates[row["item"]] += (row["outcome"] == Outcome.RIGHT) / samples
    return rates


def table_of(columns: Sequence[str], rows: dict[str, dict[str, str]]) -> Table:
    """The rows as a person reads them."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("model")
    for column in columns:
        table.add_column(column, justify="right")
    for name, cells in rows.items():
        table.add_row(name, *(cells.get(column, "–") for column in columns))
    return table


def show(places: Sequence[str], console: Console) -> None:
    """Print the evaluations in these places side by side. Raises ConfigError for wrong places."""
    evaluations = read_evaluations(places)
    console.print(table_of(*side_by_side(evaluations)))
    for line in paired(evaluations):
        console.print(line, highlight=False, soft_wrap=True)
