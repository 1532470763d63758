"""python -m cads_ray.inspect run=DIR [sample=ID]: what the report shows, in the terminal. Makes no model call."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cads_ray.account.lineage import show_lineage
from cads_ray.account.overview import overview
from cads_ray.command.names import nearest
from cads_ray.dataset.settle import keep
from cads_ray.errors import ConfigError
from cads_ray.export.history import versions
from cads_ray.export.source import Source, open_run
from cads_ray.process.terminal import exit_code, terminal
from cads_ray.schema import State
from cads_ray.stage import Row
from cads_ray.store import RoundStore

USAGE = """python -m cads_ray.inspect run=DIR [sample=ID]

  run=DIR       a run directory, finished or not
  sample=ID     one sample's lineage: its id, or a part of it that no other has"""


def main(arguments: Sequence[str], console: Console) -> None:
    """Print what `arguments` ask for. Raises ConfigError for wrong ones."""
    if not arguments or arguments[0] in ("-h", "--help"):
        console.print(USAGE, markup=False, highlight=False)
        return
    given = dict(argument.partition("=")[::2] for argument in arguments)
    for key in given:
        if key not in ("run", "sample"):
            raise ConfigError(f"unknown key {key}: {nearest(key, ('run', 'sample'))}")
    if not given.get("run"):
        raise ConfigError("run=DIR is missing")
    source = open_run(given["run"])
    dataset = source.about["config"]["dataset"]
    store = RoundStore(source.out, source.own, keep(**dataset))
    if given.get("sample"):
        _sample(given["sample"], source, store, console)
    else:
        _run(source, store, console)


def _sample(name: str, source: Source, store: RoundStore, console: Console) -> None:
    found: list[Row] = []
    ids: list[str] = []
    for _, table in store.verdicts():
        here = [id for id in table["id"].to_pylist() if name in id]
        ids += here
        found += [row for row in table.to_pylist() if row["id"] in here] if len(ids) < 50 else []
    exact = [row for row in found if row["id"] == name] or found
    if len(exact) != 1:
        some = ", ".join(sorted(ids)[:3])
        raise ConfigError(
            f"sample={name}: " + (f"{len(ids)} samples have this in their id: {some}, ..." if ids else "none")
        )
    words = {insight["id"]: insight["text"] for version in versions(source.out) for insight in version["insights"]}
    seeds = {row["seed"]: row for row in source.seeds.to_pylist()}
    show_lineage(exact[0], seeds, words, source.out, console)


def _run(source: Source, store: RoundStore, console: Console) -> None:
    figures = overview(store, source.about.get("recipe", {}).get("by", ()))
    title = f"{source.out.name}: {figures['kept']} samples kept of {figures['states']['planned']}"
    console.print(Text(title, style="bold"))
    head = ("round", "planned", "accepted", "adversarial", "aside", "yield", "rate", "calls", "s each", "cost")
    console.print(_table("rounds", head, [_round(row) for row in figures["rounds"]]))
    measures = ("questions", "compared", "vendi", "distinct_1", "distinct_2", "domains")
    rows = [[name, *(_figure(row[measure]) for measure in measures)] for name, row in figures["diversity"].items()]
    console.print(_table("diversity", ("", *(name.replace("_", "-") for name in measures)), rows))
    for column, groups in figures["groups"].items():
        console.print(_groups(column, groups))
    if figures["student"]:
        told = ", ".join(f"{count} {name}" for name, count in figures["student"].items())
        console.print(f"the student: {told}", markup=False, highlight=False)
    _judges(source.out / "agreement.json", console)
    _heuristics(versions(source.out), console)
    reasons = [[state, reason, count] for state, reason, count in figures["reasons"]]
    console.print(_table("not kept", ("state", "reason", "samples"), reasons, left=2))
    for words in (figures["quotas"] or {}).get("unmet", []):
        console.print(f"quota not met: {words}", markup=False, highlight=False)


def _groups(column: str, groups: dict[str, dict[str, Any]]) -> Table:
    """Samples by a column of the recipe."""
    head = (column, "seeds", "planned", "kept", "adversarial", "pass rate")
    rows = [
        [
            value or "(none)",
            *(each.get(name, 0) for name in ("seeds", "planned", "kept", State.ADVERSARIAL)),
            _figure(each["pass_rate"]),
        ]
        for value, each in groups.items()
    ]
    return _table(f"by {column}", head, rows)


def _round(row: dict[str, Any]) -> list[Any]:
    aside = row["planned"] - row["kept"] - row[State.PENDING]
    states = [row["round"] + 1, row["planned"], row[State.ACCEPTED], row[State.ADVERSARIAL], aside]
    shares = [_share(row["yield"]), _share(row["adversarial_rate"])]
    return [*states, *shares, row["calls"], _figure(row["seconds_median"]), f"${row['usd']:.2f}"]


def _judges(path: Path, console: Console) -> None:
    """The agreement that the run wrote when it ended; a run that was killed has none."""
    if not path.exists():
        return
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    names = [judge["judge"] for judge in table["judges"]]
    kappa = {frozenset(pair["judges"]): pair["kappa"] for pair in table["pairs"]}
    rows = [
        [judge["judge"], judge["votes"], _share(judge["finds_the_key"])]
        + ["" if name == judge["judge"] else _figure(kappa.get(frozenset((name, judge["judge"])))) for name in names]
        for judge in table["judges"]
    ]
    console.print(_table("judges", ("judge", "votes", "finds the key", *(f"κ {name}" for name in names)), rows))


def _heuristics(history: list[dict], console: Console) -> None:
    """Each version against the one before."""
    before: dict[str, str] = {}
    for version in history:
        now = {insight["id"]: insight["text"] for insight in version["insights"]}
        console.print(Text(f"heuristics {version['version'][:8]}, from round {version['round'] + 1}", style="bold"))
        lines = [("+ ", "green", text) for id, text in now.items() if id not in before]
        lines += [("- ", "red", text) for id, text in before.items() if id not in now]
        for sign, style, text in lines:
            console.print(Text(f"  {sign}{text}", style=style))
        before = now


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]], left: int = 1) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for number, name in enumerate(head):
        table.add_column(name, justify="left" if number < left else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    return table


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _figure(value: float | int | None) -> str:
    return "-" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}"


if __name__ == "__main__":
    raise SystemExit(exit_code(lambda: main(sys.argv[1:], terminal(soft_wrap=False))))
