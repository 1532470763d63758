"""A flaw that makes a picture idle: a question that says itself what the figure shows."""

from __future__ import annotations

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.families.base import Item

TELLS = "\n\nThe figure shows this:\n"


def retold(item: Item) -> str:
    """The question of a teacher that tells its chart again. Other figures are too much to tell: the question as it is."""
    return f"{item.question}{TELLS}{item.drawing.say()}" if isinstance(item.drawing, Chart) else item.question


def heard(question: str) -> tuple[str, str]:
    """What is asked, and what the question tells of the figure ("" for nothing)."""
    asked, _, told = question.partition(TELLS)
    return asked, told
