"""Datasets side by side, whoever made them: size, diversity, difficulty, domains, and what one has of another."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import Any

from rich.table import Table

from cads_ray.compare.overlap import overlap, repeated
from cads_ray.corpus.corpus import Corpus, read_corpus
from cads_ray.dataset.diversity import Questions, diversities
from cads_ray.errors import ConfigError
from cads_ray.pictures import Blobs, check
from cads_ray.stage import Row

SHARES: tuple[str, ...] = ("with a picture", "multiple choice", "learnable", "pass rate", "dissent", "domain entropy")
SHARES += ("distinct words", "distinct word pairs")
SHOWN = 12  # domains of the figure


def compare(places: Sequence[str]) -> dict[str, Any]:
    """{sides: [figures], domains: {name: {domain: rows}}, overlaps: [{of, in, rows, words, question, ...}], rejected}.

    Raises ConfigError for fewer than two places, SeedsError for one without usable rows.
    """
    if len(places) < 2:
        raise ConfigError("a comparison of datasets needs two of them or more")
    with tempfile.TemporaryDirectory() as folder:
        blobs = Blobs(Path(folder))
        corpora = _named([read_corpus(place, blobs, key="compare") for place in places])
        rows = {name: corpus.table.to_pylist() for name, corpus in corpora.items()}
        look = lru_cache(maxsize=None)(lambda sha: check(blobs.get(sha)).phash)
        spread = diversities({name: Questions.of(_asking(each)) for name, each in rows.items()})
        return {
            "sides": [
                {"dataset": name, **_figures(each, corpora[name], spread.get(name)), "repeated": repeated(each, look)}
                for name, each in rows.items()
            ],
            "domains": {name: dict(Counter(_domains(each)).most_common()) for name, each in rows.items()},
            "overlaps": [
                {"of": other, "in": one, "rows": len(rows[other]), **overlap(rows[one], rows[other], look)}
                for one, other in permutations(rows, 2)
            ],
            "rejected": {name: corpus.reasons() for name, corpus in corpora.items()},
        }


def _named(corpora: Sequence[Corpus]) -> dict[str, Corpus]:
    """The corpora by names that differ."""
    named: dict[str, Corpus] = {}
    for corpus in corpora:
        name = corpus.name if corpus.name not in named else f"{corpus.name} ({len(named) + 1})"
        named[name] = corpus
    return named


def _asking(rows: Sequence[Row]) -> list[Row]:
    return [{"question": row["question"], "domain": row["domain"] or "unknown"} for row in rows]


def _domains(rows: Sequence[Row]) -> list[str]:
    return [row["domain"] or "unknown" for row in rows]


def _figures(rows: Sequence[Row], corpus: Corpus, spread: dict[str, Any] | None) -> Row:
    """None where it is not known. Diversity is at the size of the smaller side, at most 500, so that it can be compared."""
    rates = [row["pass_rate"] for row in rows if row["pass_rate"] is not None]
    doubts = [row["difficulty"] for row in rows if row["difficulty"] is not None]
    return {
        "rows": len(rows),
        "set aside": len(corpus.rejected),
        "with a picture": _mean([row["picture"] is not None for row in rows]),
        "multiple choice": _mean([bool(row["choices"]) for row in rows]),
        "words a question": _mean([len(row["question"].split()) for row in rows]),
        "rated rows": len(rates),
        "pass rate": _mean(rates),
        "learnable": _mean([0 < rate < 1 for rate in rates]),
        "judged rows": len(doubts),
        "dissent": _mean(doubts),
        "domains": len({*_domains(rows)}),
        "domain entropy": spread["domains"] if spread else None,
        "compared at": spread["compared"] if spread else None,
        "vendi": spread["vendi"] if spread else None,
        "distinct words": spread["distinct_1"] if spread else None,
        "distinct word pairs": spread["distinct_2"] if spread else None,
    }


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def tables_of(found: dict[str, Any]) -> list[Table]:
    """Figures by side, and overlaps by pair, as a person reads them."""
    sides = Table(box=None, pad_edge=False, header_style="bold")
    sides.add_column("")
    for side in found["sides"]:
        sides.add_column(side["dataset"], justify="right")
    for name in list(found["sides"][0])[1:]:
        sides.add_row(name, *(_printed(name, side[name]) for side in found["sides"]))
    shared = Table(box=None, pad_edge=False, header_style="bold")
    kinds = ("words", "question", "twins", "picture", "13 words")
    for column in ("rows of", "that are in", *kinds):
        shared.add_column(column, justify="right" if column in kinds else "left")
    for each in found["overlaps"]:
        shared.add_row(each["of"], each["in"], *(f"{each[kind]:,} ({each[kind] / each['rows']:.1%})" for kind in kinds))
    return [sides, shared]


def _printed(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name in SHARES:
        return f"{value:.2f}"
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"


def figure_of(found: dict[str, Any]) -> dict[str, Any]:
    """Vega-Lite: the figures that are shares, and the domains' shares, a bar for each side."""
    bars = [
        {"dataset": side["dataset"], "what": name, "share": side[name]}
        for side in found["sides"]
        for name in SHARES
        if side[name] is not None
    ]
    totals: Counter[str] = Counter()
    for side in found["sides"]:
        for domain, count in found["domains"][side["dataset"]].items():
            totals[domain] += count / side["rows"]
    common = [domain for domain, _ in totals.most_common(SHOWN)]
    domains = [
        {"dataset": side["dataset"], "what": domain, "share": counts[domain] / side["rows"]}
        for side in found["sides"]
        for domain in common
        if domain in (counts := found["domains"][side["dataset"]])
    ]
    panels = [
        _panel("figures", bars, list(SHARES), [0, 1]),
        _panel("share of the rows by domain", domains, common, None),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": {
            "font": "sans-serif",
            "axis": {"labelFontSize": 12},
            "legend": {"labelFontSize": 12, "labelLimit": 400},
        },
        "background": "white",
        "hconcat": panels,
    }


def _panel(title: str, values: list[Row], order: list[str], domain: list[float] | None) -> dict[str, Any]:
    what = {"field": "what", "type": "nominal", "title": None, "sort": order, "axis": {"labelLimit": 220}}
    share: dict[str, Any] = {"field": "share", "type": "quantitative", "title": None, "axis": {"tickCount": 4}}
    if domain:
        share["scale"] = {"domain": domain}
    side = {"field": "dataset", "type": "nominal", "sort": None}
    return {
        "title": title,
        "width": 260,
        "height": {"step": 12},
        "data": {"values": values},
        "mark": "bar",
        "encoding": {"y": what, "x": share, "yOffset": side, "color": side | {"title": None}},
    }
