"""What a judge reads who is given words in place of the picture: the visual prompt, without a pixel.

He has every label, line and value that the prompt states, so nothing is too small for him; what the painter got wrong,
he cannot know.
"""

from __future__ import annotations

from itertools import pairwise

from cads_ray.embedded.drawing.chart import read_chart
from cads_ray.embedded.drawing.figure import Figure, Path, Text, read_figure
from cads_ray.embedded.reading.scales import categories, vertical_scale
from cads_ray.embedded.reading.spelling import spelled
from cads_ray.embedded.reading.words import Mark, Reading, Stroke, Word

_GREYS = ("black", "white", "gray", "grey", "#d0d0d0", "#808080")


def reading_of_description(text: str) -> Reading:
    """The reading of a visual prompt; an empty one when the prompt says neither a figure nor a chart."""
    if (chart := read_chart(text)) is not None:
        return chart.reading()
    if (figure := read_figure(text)) is None:
        return Reading()
    words = tuple(_word(shape) for shape in figure.shapes if isinstance(shape, Text))
    return Reading(words, _marks(figure, words), _strokes(figure), figure.width, figure.height)


def _word(label: Text) -> Word:
    width = 0.56 * label.size * len(label.text)
    middle = label.at[0] + {"start": width / 2, "middle": 0, "end": -width / 2}[label.anchor]
    return Word(spelled(label.text) or label.text, middle, label.at[1], width, label.size)


def _strokes(figure: Figure) -> tuple[Stroke, ...]:
    strokes = []
    for path in (shape for shape in figure.shapes if isinstance(shape, Path)):
        points = path.points + (path.points[:1] if path.closed else ())
        last = len(points) - 2
        for i, (start, end) in enumerate(pairwise(points)):
            strokes.append(Stroke(start, end, path.color, path.dashed, path.arrow != "none" and i == last))
    return tuple(strokes)


def _marks(figure: Figure, words: tuple[Word, ...]) -> tuple[Mark, ...]:
    """The values of coloured lines above the ticks of the horizontal axis, as `scales.marks` finds them in pixels."""
    scale = vertical_scale(words)
    if scale is None:
        return ()
    found = []
    for path in (shape for shape in figure.shapes if isinstance(shape, Path) and not shape.closed):
        for name in categories(words, scale) if path.color not in _GREYS else ():
            rows = [
                _row(a, b, name.x) for a, b in pairwise(path.points) if min(a[0], b[0]) <= name.x <= max(a[0], b[0])
            ]
            if rows:
                found.append(Mark(name.text, round(scale.value(rows[0]), 3)))
    return tuple(found)


def _row(a: tuple[float, float], b: tuple[float, float], x: float) -> float:
    return a[1] if a[0] == b[0] else a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0])
