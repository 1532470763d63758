"""Painting: the visual prompt becomes a picture v' (paper 3.2.1), stored once by content; the row keeps its sha256.

Either a text model writes a drawing (SVG or Vega-Lite) that is drawn here without executing code, or an image model
paints. `auto` asks for the kind that the domain is best drawn with.
"""

from __future__ import annotations

import asyncio

import pyarrow as pa

from cads_ray.models.client import Client
from cads_ray.paint.render import Renderer
from cads_ray.paint.review import review
from cads_ray.paint.work import Painter, Work, request_of, take
from cads_ray.pictures import Blobs
from cads_ray.schema import PICTURE
from cads_ray.stage import Failed, Row, alive, call_of, extend, rows

READS = ("visual_prompt", "domain")
ADDS = PICTURE
DRAWINGS = 3  # how often a drawing that fails goes back to its author with the error


async def paint(batch: pa.Table, client: Client, painter: Painter, renderer: Renderer, blobs: Blobs) -> pa.Table:
    """Append the picture's sha256, its width and height in pixels, and its perceptual hash."""
    table = rows(batch)
    works = [Work(row) for row in table]
    calls: list[list[Row]] = [[] for _ in table]
    for _ in range(DRAWINGS):
        open_ = [i for i, work in enumerate(works) if work.result is None and alive(work.row)]
        if not open_:
            break
        requests = [request_of(works[i], painter) for i in open_]
        for i, request, reply in zip(open_, requests, await client.complete(requests), strict=True):
            calls[i].append(call_of(request, reply))
            works[i] = await asyncio.to_thread(take, works[i], reply, renderer, blobs)
    if painter.check is not None:
        works = await review(works, calls, client, painter, renderer, blobs)
    results = [work.result or (Failed("PictureError", work.error) if alive(work.row) else None) for work in works]
    return extend(batch, "paint", ADDS, results, calls)
