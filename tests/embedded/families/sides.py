"""What a route gives, and the points of a chart by name."""

from __future__ import annotations

from typing import Any

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.families.base import Item

Sides = tuple[Any, Any]


def points(item: Item, series: str | None = None) -> dict[str, float | None]:
    assert isinstance(item.drawing, Chart)
    return {name: value for name, value, own in item.drawing.points if series is None or own == series}
