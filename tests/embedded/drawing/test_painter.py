import json

import pytest

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.drawing.figure import Figure, Text
from cads_ray.embedded.drawing.painter import draw
from cads_ray.errors import Refused


@pytest.mark.parametrize(
    "drawing",
    [Figure((Text("A", (50, 50)),)), Chart("bar", "Rain", "month", "mm", (("May", 3.0, ""), ("Jun", 4.0, "")))],
)
def test_what_is_said_is_drawn(drawing):
    language, source = drawing.source()
    drawn = draw({"visual_prompt": f"A layout in prose.\n\n{drawing.say()}", "language": "auto"})
    assert drawn["language"] == language
    assert same(drawn["source"], source)


def same(source: str, other: str) -> bool:
    return json.loads(source) == json.loads(other) if source.startswith("{") else source == other


def test_prose_is_refused():
    with pytest.raises(Refused, match="line by line"):
        draw({"visual_prompt": "A triangle with sides 3, 4 and 5.", "language": "auto"})
