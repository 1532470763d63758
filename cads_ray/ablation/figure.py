"""The findings as a picture (Vega-Lite): what the rounds brought on the seeds that teach, and what was measured at the end."""

from __future__ import annotations

from typing import Any

from cads_ray.ablation.arms import ARMS
from cads_ray.ablation.table import Findings, interval, pooled

FONT = {"font": "sans-serif", "axis": {"labelFontSize": 12, "titleFontSize": 13}, "legend": {"labelFontSize": 12}}


def figure(findings: Findings) -> dict[str, Any]:
    """A specification with its data in it."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": FONT,
        "background": "white",
        "hconcat": [*([_rounds(findings)] if any(findings.curves.values()) else []), _ends(findings)],
    }


def _rounds(findings: Findings) -> dict[str, Any]:
    values = [
        {"arm": ARMS[name].label, "round": number, "rate": hits / max(1, rows)}
        for name, curve in findings.curves.items()
        for number, (hits, rows) in enumerate(curve, 1)
    ]
    return {
        "title": "While it learns: seeds that teach",
        "width": 380,
        "height": 300,
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "round", "type": "ordinal", "axis": {"labelAngle": 0}},
            "y": {"field": "rate", "type": "quantitative", "title": "adversarial rate", "scale": {"zero": True}},
            "color": {"field": "arm", "type": "nominal", "title": None},
        },
    }


def _ends(findings: Findings) -> dict[str, Any]:
    values = []
    for name in findings.measures:
        low, high = interval(lambda arms: pooled(arms[0]), findings.hard(name))
        values.append({"arm": ARMS[name].label, "rate": pooled(findings.hard(name)), "low": low, "high": high})
    order = {"field": "arm", "type": "nominal", "sort": [value["arm"] for value in values], "title": None}
    scale = {"type": "quantitative", "title": "adversarial and sound, 95% interval"}
    return {
        "title": "At the end: seeds never reflected on",
        "width": 320,
        "height": 300,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule"},
                "encoding": {"y": order, "x": {"field": "low", **scale}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70},
                "encoding": {"y": order, "x": {"field": "rate", **scale}},
            },
        ],
    }
