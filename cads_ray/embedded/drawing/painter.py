"""The task `draw`: the embedded image model reads a figure or a chart back from the words and draws exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cads_ray.embedded.drawing.chart import read_chart
from cads_ray.embedded.drawing.figure import read_figure
from cads_ray.errors import Refused


def draw(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The language and the source of what a visual prompt says: SVG for figures, Vega-Lite for charts.

    Raises Refused for prose: a program paints only what is stated with positions or values.
    """
    prompt = fields["visual_prompt"]
    drawing = read_chart(prompt) or read_figure(prompt)
    if drawing is None:
        raise Refused("the embedded painter draws only prompts that state positions or values line by line")
    language, source = drawing.source()
    return {"language": language, "source": source}
