"""The findings as a picture (Vega-Lite): arms, sizes, real and synthetic, each as the gain over the base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.miniature.arms import ARMS
from benchmarks.miniature.claims import BASE
from benchmarks.miniature.inference import interval
from benchmarks.miniature.tables import MIX, MIX_WORDS, Accuracy, World, accuracy

FONT = {"font": "sans-serif", "axis": {"labelFontSize": 12, "titleFontSize": 13, "labelLimit": 220}}
METHODS = {"grpo": "GRPO", "ce": "cross-entropy"}
GAIN = "gain over the base model, points"


def figure(worlds: Sequence[World], sizes: Sequence[int]) -> dict[str, Any]:
    """A specification with its data in it."""
    found = {words: accuracy(worlds, how) for how, words in METHODS.items()}
    arms = [(arm.name, arm.label) for arm in ARMS]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": FONT | {"legend": {"labelFontSize": 12}},
        "background": "white",
        "hconcat": [
            _dots("Arms, equal size", _values(found, arms), 330),
            {
                "vconcat": [
                    _curve(found, sizes),
                    _dots("Real and synthetic", _values(found, list(zip(MIX, MIX_WORDS, strict=True))), 130),
                ]
            },
        ],
    }


def _values(found: dict[str, Accuracy], names: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"row": label, "trained by": how, **_gain(each[name] - each[BASE])}
        for how, each in found.items()
        for name, label in names
    ]


def _gain(differences: np.ndarray) -> dict[str, float]:
    low, high = interval(differences)
    return {"gain": 100 * float(differences.mean()), "low": 100 * low, "high": 100 * high}


def _dots(title: str, values: list[dict[str, Any]], height: int) -> dict[str, Any]:
    order = list(dict.fromkeys(value["row"] for value in values))
    y = {"field": "row", "type": "nominal", "sort": order, "title": None}
    offset = {"field": "trained by", "type": "nominal", "sort": list(METHODS.values())}
    x = {"type": "quantitative", "title": GAIN}
    shared = {"y": y, "yOffset": offset, "color": _colour()}
    return {
        "title": title,
        "width": 380,
        "height": height,
        "data": {"values": values},
        "layer": [
            {"mark": "rule", "encoding": shared | {"x": {"field": "low", **x}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 60}, "encoding": shared | {"x": {"field": "gain", **x}}},
        ],
    }


def _curve(found: dict[str, Accuracy], sizes: Sequence[int]) -> dict[str, Any]:
    values = [
        {"samples": size, "trained by": how, **_gain(each[f"size {size}"] - each[BASE])}
        for how, each in found.items()
        for size in sizes
    ]
    x = {
        "field": "samples",
        "type": "quantitative",
        "scale": {"type": "log", "base": 2},
        "axis": {"values": list(sizes)},
    }
    y = {"type": "quantitative", "title": "gain, points"}
    shared = {"x": x, "color": _colour()}
    return {
        "title": "Sizes (+ context, by the paper's rules)",
        "width": 380,
        "height": 130,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.2},
                "encoding": shared | {"y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {"mark": {"type": "line", "point": True}, "encoding": shared | {"y": {"field": "gain", **y}}},
        ],
    }


def _colour() -> dict[str, Any]:
    return {"field": "trained by", "type": "nominal", "sort": list(METHODS.values()), "title": None}
