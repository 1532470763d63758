"""Drawing in a child process: real pictures, and drawings that hang or crash it."""

import json

import pytest

from cads_ray.errors import PictureError
from cads_ray.paint.render import Renderer
from cads_ray.paint.sanitize import MAX_SIDE
from cads_ray.pictures import check, pixels

from ..conftest import SVG

BARS = {
    "data": {"values": [{"a": "x", "b": 3}, {"a": "y", "b": 5}]},
    "mark": "bar",
    "width": 200,
    "height": 100,
    "encoding": {"x": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}},
}


def dark(data: bytes) -> int:
    return int((pixels(data).sum(axis=2) < 300).sum())


@pytest.mark.parametrize("family", ["", 'font-family="serif"', 'font-family="Arial"', 'style="font-family: monospace"'])
@pytest.mark.parametrize("text", ["12 cm", "θ = 30°", "√2 Ω"])
def test_text_is_on_the_picture_whatever_its_font(renderer, family, text):
    picture = renderer.draw("svg", SVG.format(f'<text x="2" y="25" font-size="14" {family}>{text}</text>'))
    assert dark(picture.data) > 20


def test_the_same_source_gives_the_same_bytes(renderer):
    source = SVG.format('<text x="2" y="25">7</text>')
    assert renderer.draw("svg", source) == renderer.draw("svg", source) == Renderer().draw("svg", source)


def test_vega_lite_is_drawn(renderer):
    picture = check(renderer.draw("vega-lite", json.dumps(BARS)).data)
    assert picture.width > 200


def test_the_largest_drawings_fit_into_the_memory_of_the_child():
    renderer = Renderer()
    plain = f'<svg xmlns="http://www.w3.org/2000/svg" width="{MAX_SIDE}" height="{MAX_SIDE}"></svg>'
    wide = {"hconcat": [{**BARS, "width": MAX_SIDE, "height": MAX_SIDE} for _ in range(2)]}
    assert renderer.draw("svg", plain).width == MAX_SIDE
    assert renderer.draw("vega-lite", json.dumps(wide)).width > 2 * MAX_SIDE
    assert renderer.draw("svg", plain).height == MAX_SIDE
    renderer.close()


def test_an_error_says_what_is_wrong_and_the_next_drawing_works(renderer):
    with pytest.raises(PictureError, match="mark"):
        renderer.draw("vega-lite", "{}")
    with pytest.raises(PictureError, match="unknown drawing language"):
        renderer.draw("python", "print(1)")
    assert renderer.draw("svg", SVG.format(""))


def test_a_drawing_that_hangs_is_killed_and_the_next_one_works():
    renderer = Renderer(seconds=2.0)
    endless = {**BARS, "transform": [{"calculate": "length(sequence(1e9))", "as": "c"}] * 40}
    with pytest.raises(PictureError):
        renderer.draw("vega-lite", json.dumps(endless))
    renderer.seconds = 60
    assert renderer.draw("svg", SVG.format(""))
    renderer.close()
