"""The runs of a sweep side by side, as one table and one figure.

Reads what each run wrote at its end (run.json, summary.json, agreement.json, sessions.jsonl); makes no model call.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from cads_ray.account.overview import rates
from cads_ray.command.names import flatten
from cads_ray.errors import ConfigError

APART = ("out", "ledger.", "verbose", "ray.", "dataflow.")  # keys that say where and how fast, and not what
SHARES = ("yield", "adversarial rate", "key right")
FIGURES = ("planned", "kept", *SHARES, "kappa", "calls", "from the ledger", "usd", "usd alone", "seconds")
Row = dict[str, Any]


def compare(places: Sequence[str]) -> list[Row]:
    """One row a run: the settings in which the runs differ, and FIGURES (None: not known). Raises ConfigError."""
    runs = [run for place in places for run in _runs(Path(place).expanduser())]
    configs = [flatten(_read(run / "run.json")["config"]) for run in runs]
    keys = [key for key in dict.fromkeys(key for config in configs for key in config) if not key.startswith(APART)]
    differ = [key for key in keys if len({repr(config.get(key)) for config in configs}) > 1]
    own = [key for key in differ if not key.startswith("models.")] or differ  # members follow from who has a role
    settings = [{key: _said(config.get(key)) for key in own} for config in configs]
    return [{"run": run.name, **setting, **_figures(run)} for run, setting in zip(runs, settings, strict=True)]


def _runs(place: Path) -> list[Path]:
    if (place / "run.json").is_file():
        return [place]
    found = sorted({file.parent for file in place.glob("*/run.json")}, key=lambda run: (len(run.name), run.name))
    if not found:
        raise ConfigError(f"{place}: no run directory, and no folder of them (no run.json)")
    return found


def _read(file: Path) -> dict[str, Any]:
    return json.loads(_text(file))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{file} is missing: run the same command again on {file.parent}, it ends by writing it"
        ) from None


def _said(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _figures(run: Path) -> Row:
    """FIGURES of one run. Key right: of the kept samples whose truth is known, since an embedded teacher wrote them.

    In a sweep over one ledger the first job to need a reply pays for it; `usd alone` counts what others had paid too.
    """
    summary, judges = _read(run / "summary.json"), _read(run / "agreement.json")
    states, bill = summary["states"], summary["bill"]
    share, adversarial = rates(states)
    return {
        "planned": states["planned"],
        "kept": summary["kept"],
        "yield": share,
        "adversarial rate": adversarial,
        "key right": judges["kept_right"]["share"],
        "kappa": judges["fleiss"],
        "calls": bill["calls"],
        "from the ledger": bill["cached"],
        "usd": None if bill["unpriced"] else bill["usd"],
        "usd alone": None if bill["unpriced"] else bill["usd"] + bill["saved"],
        "seconds": sum(json.loads(line)["seconds"] for line in _text(run / "sessions.jsonl").splitlines()),
    }


def table_of(rows: Sequence[Row]) -> Table:
    """The rows as a person reads them."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, justify="right" if name in FIGURES else "left")
    for row in rows:
        table.add_row(*(_printed(name, value) for name, value in row.items()))
    return table


def _printed(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name in SHARES:
        return f"{value:.0%}"
    return {"kappa": "{:.2f}", "usd": "${:.2f}", "usd alone": "${:.2f}", "seconds": "{:.0f}"}.get(name, "{}").format(
        value
    )


def figure_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Vega-Lite: a panel for each of SHARES, a bar for each run."""
    labels = [" ".join(str(value) for name, value in row.items() if name not in FIGURES) for row in rows]
    bars = ((label, row, what) for label, row in zip(labels, rows, strict=True) for what in SHARES)
    values = [{"setting": label, "what": what, "share": row[what]} for label, row, what in bars]
    share = {
        "field": "share",
        "type": "quantitative",
        "title": None,
        "axis": {"format": "%", "tickCount": 4},
        "scale": {"domain": [0, 1]},
    }
    names = {"field": "setting", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 420}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": {"font": "sans-serif", "axis": {"labelFontSize": 12}, "header": {"labelFontSize": 14, "title": None}},
        "background": "white",
        "data": {"values": values},
        "facet": {"column": {"field": "what", "type": "nominal", "sort": list(SHARES), "title": None}},
        "spec": {"width": 220, "height": {"step": 26}, "mark": "bar", "encoding": {"y": names, "x": share}},
    }
