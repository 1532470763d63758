"""Drawings written by a model are data from a stranger: nothing in them may reach a file, a host or a script.

Text is also forced into `sans-serif`: renderers draw no text at all, silently, in a family that the machine lacks.
"""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

from cads_ray.errors import PictureError

MAX_SOURCE = 1 << 20  # characters
MAX_SIDE = 4096  # pixels
FONT = "sans-serif"
_SVG = "http://www.w3.org/2000/svg"
_FORBIDDEN = {"script", "foreignObject", "image", "feImage", "iframe", "audio", "video", "animate", "set", "a"}
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:|data:", re.IGNORECASE)


def clean_svg(source: str) -> str:
    """The SVG without scripts, links and external references. Raises PictureError with the reason it cannot be drawn."""
    if len(source) > MAX_SOURCE:
        raise PictureError(f"the SVG is longer than {MAX_SOURCE:,} characters")
    if "<!DOCTYPE" in source or "<!ENTITY" in source:
        raise PictureError("the SVG declares a DOCTYPE or an entity, which is not allowed")
    try:
        root = ElementTree.fromstring(source.strip())
    except (ElementTree.ParseError, ValueError) as error:
        raise PictureError(f"the SVG is not well-formed XML: {error}") from None
    if _name(root.tag) != "svg":
        raise PictureError("the root element is not <svg>")
    _check_size(root)
    _prune(root)
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _name(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _check_size(root: ElementTree.Element) -> None:
    """A picture has a size in pixels, from width and height or from the viewBox."""
    sides = [re.match(r"\s*([\d.]+)(px)?\s*$", root.get(side, "")) for side in ("width", "height")]
    if not all(sides):
        box = re.findall(r"-?[\d.]+(?:e-?\d+)?", root.get("viewBox", ""))
        if len(box) != 4:
            raise PictureError("the SVG has neither width and height in pixels nor a viewBox")
        root.set("width", box[2])
        root.set("height", box[3])
    width, height = (float(re.match(r"\s*([\d.]+)", root.get(side, "0"))[1]) for side in ("width", "height"))  # type: ignore[index]
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise PictureError(f"the SVG is {width:g} by {height:g} pixels; each side must be within 1 to {MAX_SIDE}")


def _prune(element: ElementTree.Element) -> None:
    for child in list(element):
        name = _name(child.tag)
        if name in _FORBIDDEN or (name == "style" and _OUTSIDE.search("".join(child.itertext()))):
            element.remove(child)
        else:
            _prune(child)
    for key, value in list(element.attrib.items()):
        name = _name(key)
        if name.startswith("on") or (name == "href" and not value.startswith("#")) or _OUTSIDE.search(value):
            del element.attrib[key]
        elif name == "font-family":
            element.set(key, FONT)
        elif name == "style":
            element.set(key, re.sub(r"font-family\s*:[^;]*", f"font-family:{FONT}", value))
    if _name(element.tag) in ("svg", "text") and "font-family" not in element.attrib:
        element.set("font-family", FONT)


def clean_vega(source: str) -> str:
    """The Vega-Lite spec without URLs and foreign fonts. Raises PictureError with the reason it cannot be drawn."""
    if len(source) > MAX_SOURCE:
        raise PictureError(f"the Vega-Lite spec is longer than {MAX_SOURCE:,} characters")
    try:
        spec = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise PictureError(f"the Vega-Lite spec is not JSON: {error}") from None
    if not isinstance(spec, dict):
        raise PictureError("the Vega-Lite spec is not a JSON object")
    spec = _without_urls(spec)
    for side in ("width", "height"):
        if isinstance(spec.get(side), int | float) and spec[side] > MAX_SIDE:
            raise PictureError(f"the chart's {side} is more than {MAX_SIDE} pixels")
    spec["config"] = {**(spec.get("config") if isinstance(spec.get("config"), dict) else {}), "font": FONT}
    return json.dumps(spec)


def _without_urls(node: Any, depth: int = 0) -> Any:
    if depth > 60:
        raise PictureError("the Vega-Lite spec is nested more than 60 levels deep")
    if isinstance(node, list):
        return [_without_urls(item, depth + 1) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, value in node.items():
        if key in ("url", "href", "usermeta", "loader", "$schema") or key.lower().endswith("font"):
            continue
        if value == "image" and key in ("mark", "type"):
            raise PictureError("image marks are not allowed: they load other files")
        kept[key] = _without_urls(value, depth + 1)
    return kept
