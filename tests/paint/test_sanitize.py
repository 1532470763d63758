"""Nothing in a model's drawing reaches a file, a host or a script; and text is drawn on any machine."""

import json

import pytest

from cads_ray.errors import PictureError
from cads_ray.paint.sanitize import clean_svg, clean_vega

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="30">'


@pytest.mark.parametrize(
    "evil",
    [
        '<image href="/etc/passwd" width="10" height="10"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<use href="http://host/x.svg#a"/>',
        "<script>alert(1)</script>",
        "<foreignObject><p>x</p></foreignObject>",
        '<rect onclick="x()" width="5" height="5"/>',
        '<rect style="fill:url(http://host/x)" width="5" height="5"/>',
        '<rect fill="url(/etc/passwd#a)" width="5" height="5"/>',
        "<style>@import 'http://host/x.css';</style>",
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<filter id="f"><feImage href="/etc/passwd"/></filter>',
    ],
)
def test_what_reaches_outside_is_removed(evil):
    clean = clean_svg(HEAD + evil + "</svg>")
    for word in ("passwd", "host", "script", "onclick", "foreignObject"):
        assert word not in clean


def test_what_stays_inside_survives():
    body = '<defs><linearGradient id="g"/></defs><rect fill="url(#g)" width="5" height="5"/><use href="#g"/>'
    clean = clean_svg(HEAD + body + "</svg>")
    assert "url(#g)" in clean
    assert 'href="#g"' in clean


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("<svg", "well-formed"),
        ("<html/>", "root element"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + "</svg>", "DOCTYPE"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9"/>', "9000"),
        ("x" * (1 << 21), "longer"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(source, message):
    with pytest.raises(PictureError, match=message):
        clean_svg(source)


def test_vega_loses_urls_and_foreign_fonts():
    spec = {
        "mark": "bar",
        "data": {"url": "http://host/x.csv"},
        "config": {"font": "Arial", "axis": {"labelFont": "Arial"}},
    }
    clean = json.loads(clean_vega(json.dumps(spec)))
    assert clean["data"] == {}
    assert clean["config"] == {"axis": {}, "font": "sans-serif"}
    with pytest.raises(PictureError, match="image marks"):
        clean_vega(json.dumps({"mark": "image"}))
    with pytest.raises(PictureError, match="nested"):
        clean_vega(json.dumps(_deep(80)))


def _deep(levels: int) -> dict:
    spec: dict = {}
    for _ in range(levels):
        spec = {"layer": [spec]}
    return spec
