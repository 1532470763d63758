"""Painting: the visual prompt becomes a picture v' (paper 3.2.1), stored once by content; the row keeps its sha256.

Either a text model writes a drawing (SVG or Vega-Lite) that is drawn here without executing code, or an image model
paints. `auto` asks for the kind that the domain is best drawn with.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pyarrow as pa

from cads_ray.errors import PictureError
from cads_ray.models.client import Client, Reply, Request
from cads_ray.paint.render import Renderer
from cads_ray.pictures import Blobs, check, perceptual_hash
from cads_ray.schema import PICTURE
from cads_ray.stage import Failed, Result, Row, alive, call_of, extend, rows

READS = ("visual_prompt", "domain")
ADDS = PICTURE
CHARTS = ("chart", "statistic", "table", "biology", "population")
LINES = ("geometr", "circuit", "function", "algebra", "trigonometr", "physics", "graph", "math", "geograph", "chem")
DRAWINGS = 3  # how often a drawing that fails goes back to its author with the error


@dataclass(frozen=True)
class Painter:
    """Who paints: `backend` is svg | vega | hosted | auto; `drafter` writes drawings, `artist` is an image model.

    With `auto`, a domain that is no chart and no line drawing goes to the artist, when there is one.
    """

    backend: str
    drafter: str | None = None
    artist: str | None = None

    def language(self, domain: str) -> str | None:
        """The language to draft in, or None for the image model."""
        if self.backend == "hosted" or self.drafter is None:
            return None
        if self.backend != "auto":
            return "vega-lite" if self.backend == "vega" else "svg"
        word = domain.lower()
        if any(chart in word for chart in CHARTS):
            return "vega-lite"
        if self.artist is None or any(line in word for line in LINES):
            return "svg"
        return None


@dataclass
class _Work:
    """A row on its way to a picture."""

    row: Row
    error: str = ""
    previous: str = ""
    result: Result = None


async def paint(batch: pa.Table, client: Client, painter: Painter, renderer: Renderer, blobs: Blobs) -> pa.Table:
    """Append the picture's sha256, its width and height in pixels, and its perceptual hash."""
    table = rows(batch)
    works = [_Work(row) for row in table]
    calls: list[list[Row]] = [[] for _ in table]
    for _ in range(DRAWINGS):
        open_ = [i for i, work in enumerate(works) if work.result is None and alive(work.row)]
        if not open_:
            break
        requests = [_request(works[i], painter) for i in open_]
        for i, request, reply in zip(open_, requests, await client.complete(requests), strict=True):
            calls[i].append(call_of(request, reply))
            works[i] = await asyncio.to_thread(_take, works[i], reply, renderer, blobs)
    results = [work.result or (Failed("PictureError", work.error) if alive(work.row) else None) for work in works]
    return extend(batch, "paint", ADDS, results, calls)


def _request(work: _Work, painter: Painter) -> Request:
    prompt = work.row["visual_prompt"]
    language = painter.language(work.row["domain"] or "")
    if language is None:
        return Request(str(painter.artist), "picture", {"visual_prompt": prompt})
    fields = {"visual_prompt": prompt, "language": language, "error": work.error, "previous": work.previous}
    return Request(str(painter.drafter), "draw", fields)


def _take(work: _Work, reply: Reply, renderer: Renderer, blobs: Blobs) -> _Work:
    """The work after one reply: done, failed, or with the error to send back."""
    if reply.error_type is not None:
        return _Work(work.row, result=Failed(reply.error_type, reply.error or ""))
    value = reply.value or {}
    try:
        if reply.image is not None:
            picture, sha = check(blobs.get(reply.image)), reply.image
        else:
            picture = check(renderer.draw(value["language"], value["source"]))
            sha = blobs.put(picture.data)
    except PictureError as error:
        return _Work(work.row, error=str(error), previous=value.get("source", ""))
    size = {"width": picture.width, "height": picture.height}
    return _Work(work.row, result={"image": sha, "phash": perceptual_hash(picture.data), **size})
