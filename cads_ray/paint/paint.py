"""Painting: the visual prompt becomes a picture v' (paper 3.2.1), stored once by content; the row keeps its sha256.

Either a text model writes a drawing (SVG or Vega-Lite) that is drawn here without executing code, or an image model
paints. `auto` asks for the kind that the domain is best drawn with.
"""

from __future__ import annotations

import pyarrow as pa

from cads_ray.models.client import Client
from cads_ray.models.together import together
from cads_ray.paint.render import Renderer
from cads_ray.paint.review import review
from cads_ray.paint.work import Painter, Work, request_of, taken
from cads_ray.pictures import Blobs
from cads_ray.schema import PICTURE
from cads_ray.stage import Failed, Result, Row, alive, call_of, extend, rows

READS = ("visual_prompt", "domain")
ADDS = PICTURE
DRAWINGS = 3  # how often a drawing that fails goes back to its author with the error


async def paint(batch: pa.Table, client: Client, painter: Painter, renderer: Renderer, blobs: Blobs) -> pa.Table:
    """Append the picture's sha256, its width and height in pixels, and its perceptual hash.

    Rows do not wait for each other: pictures are drawn in the order of their sources' arrival, so that the first blocks of
    a wide round are ready first.
    """

    async def one(row: Row) -> tuple[Result, list[Row]]:
        if not alive(row):
            return None, []
        work, calls = await _drawn(row, client, painter, renderer, blobs)
        if painter.check is not None:
            work = await review(work, calls, client, painter, renderer, blobs)
        return work.result or Failed("PictureError", work.error), calls

    painted = await together([one(row) for row in rows(batch)])
    return extend(batch, "paint", ADDS, [result for result, _ in painted], [calls for _, calls in painted])


async def _drawn(
    row: Row, client: Client, painter: Painter, renderer: Renderer, blobs: Blobs
) -> tuple[Work, list[Row]]:
    """The row's picture, or what was wrong with the last attempt; and what was asked."""
    work, calls = Work(row), []
    for _ in range(DRAWINGS):
        request = request_of(work, painter)
        (reply,) = await client.complete([request])
        calls.append(call_of(request, reply))
        work = await taken(work, reply, renderer, blobs)
        if work.result is not None:
            break
    return work, calls
