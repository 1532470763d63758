"""How a chart is drawn: its Vega-Lite specification, and where its words come to stand.

Every text is horizontal, the name of the value axis above it: that is how a reader reads, human or OCR. Value labels
stand above bars and, on lines, on the side where the line is not.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cads_ray.embedded.drawing.chart import Chart

Spec = dict[str, Any]
FONT = "sans-serif"  # the one family that draws on a machine without fonts
COLORS = ("#4c78a8", "#f58518", "#54a24b", "#e45756", "#72b7b2", "#eeca3b", "#b279a2", "#ff9da6")


def spec_of(chart: Chart) -> Spec:
    """A specification of exactly the chart's size; equal charts give equal specifications."""
    layers = {"bar": _bars, "line": _lines, "pie": _pie}[chart.kind](chart)
    text = {"labelFontSize": chart.size, "titleFontSize": chart.size, "labelFont": FONT, "titleFont": FONT}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": chart.width,
        "height": chart.height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {
            "left": 12,
            "top": 12,
            "right": 26 if chart.kind == "line" and len(chart.series) > 1 else 18,
            "bottom": 10,
        },
        "background": "white",
        "title": {"text": chart.title, "font": FONT, "fontSize": chart.size + 1, "anchor": "middle", "offset": 12},
        "data": {"values": _rows(chart)},
        "layer": layers,
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {**text, "titleFontWeight": "normal", "labelColor": "black", "titleColor": "black"},
            "legend": {
                "columnPadding": 28,  # nearer names are read as one
                **text,
                "orient": "top",
                "title": None,
                "labelColor": "black",
                "layout": {"top": {"anchor": "end"}},
            },
        },
    }


def _rows(chart: Chart) -> list[Spec]:
    """One row per point: `shown` is its printed text, `slot` its place in the category, `lift` its label's offset."""
    rows = []
    for index, (label, value, series) in enumerate(chart.points):
        shown = chart.printed(value) if chart.print_values or value is None else ""
        place = {"label": label, "series": series, "value": value, "at": value or 0, "shown": shown, "order": index}
        rows.append({**place, "lift": _lift(chart, index)})
    return rows


def _lift(chart: Chart, index: int) -> float:
    """The label's offset in pixels: above (negative), but below the point at the bottom of a valley or a lower line."""
    label, value, series = chart.points[index]
    up, down = -0.6 * chart.size - 5, 0.6 * chart.size + 6
    if chart.kind != "line" or value is None:
        return -0.6 * chart.size
    own = [(n, v) for n, v, s in chart.points if s == series]
    i = own.index((label, value))
    around = [v for _, v in (*own[max(i - 1, 0) : i], *own[i + 1 : i + 2]) if v is not None]
    others = [v for n, v, s in chart.points if n == label and s != series and v is not None]
    if value < 0.13 * chart.top:  # no room above the names on the axis
        return up
    valley = around and all(v > value for v in around)
    return down if (value < max(others) if others else valley) else up


def _axes(chart: Chart) -> Spec:
    ticks = [round(i * chart.step, 6) for i in range(round(chart.top / chart.step) + 1)]
    x = {"title": chart.x_title or None, "labelAngle": 0, "ticks": False, "domain": False, "labelPadding": 6}
    title = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -12 - chart.size / 2, "titleX": -30}
    y = {"title": chart.y_title or None, "values": ticks, "gridColor": "#d0d0d0", **title}
    return {
        "x": {"field": "label", "type": "nominal", "sort": list(chart.categories), "axis": x},
        "y": {"field": "at", "type": "quantitative", "scale": {"domain": [0, chart.top], "nice": False}, "axis": y},
    }


def _color(chart: Chart) -> Spec:
    if len(chart.series) < 2:
        return {"value": COLORS[0]}
    scale = {"domain": list(chart.series), "range": list(COLORS[: len(chart.series)])}
    return {"field": "series", "type": "nominal", "scale": scale, "sort": list(chart.series)}


def _bars(chart: Chart) -> list[Spec]:
    encoding = _axes(chart)
    encoding["x"]["scale"] = {"paddingInner": 0.3 if len(chart.series) < 2 else 0.2, "paddingOuter": 0.2}
    if len(chart.series) > 1:
        encoding["xOffset"] = {"field": "series", "sort": list(chart.series)}
    text = {"type": "text", "fontSize": chart.size, "font": FONT, "dy": -0.6 * chart.size, "baseline": "middle"}
    return [
        {"mark": {"type": "bar"}, "encoding": {**encoding, "color": _color(chart)}},
        {"mark": text, "encoding": {**encoding, "text": {"field": "shown", "type": "nominal"}}},
    ]


def _lines(chart: Chart) -> list[Spec]:
    """A line that breaks at the asked point; then halos, points and values, so that no halo hides a point."""
    encoding, many = _axes(chart), len(chart.series) > 1
    color = {**_color(chart), "legend": None} if many else _color(chart)
    drawn = {**encoding, "y": {**encoding["y"], "field": "value"}, "color": color}
    layers: list[Spec] = [{"mark": {"type": "line", "invalid": "break-paths-filter-domains"}, "encoding": drawn}]
    text = {"type": "text", "fontSize": chart.size, "font": FONT, "baseline": "middle"}
    shown = {**encoding, "text": {"field": "shown", "type": "nominal"}}
    for style in ({"stroke": "white", "strokeWidth": 4}, {}):
        for lift in sorted({_lift(chart, i) for i in range(len(chart.points))}):
            here = [{"filter": f"datum.lift == {lift}"}]
            layers.append({"transform": here, "mark": {**text, **style, "dy": lift}, "encoding": shown})
        if style:
            layers.append({"mark": {"type": "point", "size": 36, "filled": True, "opacity": 1}, "encoding": drawn})
    if many:
        last = {"filter": {"field": "label", "equal": chart.categories[-1]}}
        named = {**encoding, "text": {"field": "series", "type": "nominal"}, "color": color}
        layers.append({"transform": [last], "mark": {**text, "align": "left", "dx": 16}, "encoding": named})
    return layers


def _slices(chart: Chart) -> list[float]:
    """The turn in radians, clockwise from the top, at which each slice's middle lies; an asked slice is the rest of 100."""
    known = sum(value or 0 for _, value, _ in chart.points)
    sizes = [100 - known if value is None else value for _, value, _ in chart.points]
    total = sum(sizes) or 1
    return [2 * math.pi * (sum(sizes[:i]) + size / 2) / total for i, size in enumerate(sizes)]


def _pie(chart: Chart) -> list[Spec]:
    radius = round(0.32 * chart.height)
    known = sum(value or 0 for _, value, _ in chart.points)
    share = f"datum.value === null ? {100 - known} : datum.value"
    colors = {"domain": list(chart.categories), "range": [COLORS[i % len(COLORS)] for i in range(len(chart.points))]}
    encoding = {
        "theta": {"field": "share", "type": "quantitative", "stack": True},
        "order": {"field": "order", "type": "quantitative"},
        "color": {"field": "label", "type": "nominal", "scale": colors, "legend": None},
    }
    arc = {"type": "arc", "outerRadius": radius, "stroke": "white", "strokeWidth": 2}
    layers: list[Spec] = [{"transform": [{"calculate": share, "as": "share"}], "mark": arc, "encoding": encoding}]
    for (label, value, _), turn in zip(chart.points, _slices(chart), strict=True):
        (x, y), align = _beside(chart, turn)
        text = {"type": "text", "align": align, "baseline": "middle", "fontSize": chart.size, "font": FONT}
        at = {"x": {"expr": f"width / 2 + {x:.1f}"}, "y": {"expr": f"height / 2 + {y:.1f}"}}
        layers.append({"data": {"values": [{}]}, "mark": {**text, **at, "text": f"{label} {chart.printed(value)}"}})
    return layers


def _beside(chart: Chart, turn: float) -> tuple[tuple[float, float], str]:
    """Where the label of a slice begins, from the middle of the pie, and how it is aligned there."""
    across, radius = math.sin(turn), round(0.32 * chart.height)
    align = "center" if abs(across) < 0.3 else "left" if across > 0 else "right"
    return ((radius + 12) * across, -(radius + 14) * math.cos(turn)), align


def places(chart: Chart) -> list[tuple[str, float, float]]:
    """The chart's words and about where their middles come to stand, in pixels."""
    size, middle = chart.size, chart.width / 2
    if chart.kind == "pie":
        words = [(chart.title, middle, 12 + size / 2)]
        for (label, value, _), turn in zip(chart.points, _slices(chart), strict=True):
            text, (x, y), align = f"{label} {chart.printed(value)}", *_beside(chart, turn)
            half = 0.28 * size * len(text) * {"left": 1, "center": 0, "right": -1}[align]
            words.append((text, middle + x + half, chart.height / 2 + size + y))
        return words
    return _axis_places(chart)


def _axis_places(chart: Chart) -> list[tuple[str, float, float]]:
    size, names, width = chart.size, [s for s in chart.series if s], 0.56 * chart.size
    left, right = 18 + 2 * size, chart.width - 18.0
    top, bottom = 4.9 * size, chart.height - 10 - 2.6 * size
    words = [(chart.title, (left + right) / 2, 12 + size / 2), (chart.x_title, (left + right) / 2, bottom + 2.1 * size)]
    words.append((chart.y_title, 16 + width * len(chart.y_title) / 2, top - 1.75 * size))
    ticks = [(i, chart.printed(i * chart.step)) for i in range(round(chart.top / chart.step) + 1)]
    rise = (bottom - top) / (len(ticks) - 1)
    words += [(text, left - 10 - width * len(text) / 2, bottom - rise * i) for i, text in ticks]
    slot = (right - left) / len(chart.categories)
    words += [(name, left + slot * (i + 0.5), bottom + 0.9 * size) for i, name in enumerate(chart.categories)]
    if len(names) > 1 and chart.kind == "bar":
        ends = [right - sum(width * len(name) + 50 for name in names[i + 1 :]) for i in range(len(names))]
        words += [(n, end - width * len(n) / 2, top - 1.7 * size) for n, end in zip(names, ends, strict=True)]
    for index, (label, value, series) in enumerate(chart.points):
        x = left + slot * (chart.categories.index(label) + 0.5)
        if chart.kind == "bar":
            x += slot * 0.7 * ((chart.series.index(series) + 0.5) / len(chart.series) - 0.5)
        y = bottom - (value or 0) / chart.top * (bottom - top)
        if chart.print_values or value is None:
            words.append((chart.printed(value), x, y + _lift(chart, index)))
        if len(names) > 1 and chart.kind == "line" and label == chart.categories[-1]:
            words.append((series, x + 16 + 0.28 * size * len(series), y))
    return words
