"""A row on its way to a picture: who is asked for it, and what follows from a reply."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cads_ray.errors import PictureError
from cads_ray.models.client import Reply, Request
from cads_ray.paint.render import Drawing, Renderer
from cads_ray.pictures import Blobs, Picture, check
from cads_ray.stage import Failed, Result, Row

CHARTS = ("chart", "statistic", "table", "biology", "population")
LINES = ("geometr", "circuit", "function", "algebra", "trigonometr", "physics", "graph", "math", "geograph", "chem")


@dataclass(frozen=True)
class Painter:
    """Who paints: `backend` is svg | vega | hosted | auto; `drafter` writes drawings, `artist` is an image model.

    `check` names a member that looks at each picture and lists what contradicts the words; then there is one redraw.

    With `auto`, a domain that is no chart and no line drawing goes to the artist, when there is one.
    """

    backend: str
    drafter: str | None = None
    artist: str | None = None
    check: str | None = None

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
class Work:
    """A row on its way to a picture; `previous` is the source of the last drawing, `error` what was wrong with it."""

    row: Row
    error: str = ""
    previous: str = ""
    result: Result = None


def request_of(work: Work, painter: Painter) -> Request:
    """To the drafter or to the image model, as the row's domain asks for."""
    prompt = work.row["visual_prompt"]
    language = painter.language(work.row["domain"] or "")
    if language is None:
        return Request(str(painter.artist), "picture", {"visual_prompt": prompt})
    fields = {"visual_prompt": prompt, "language": language, "error": work.error, "previous": work.previous}
    return Request(str(painter.drafter), "draw", fields)


async def taken(work: Work, reply: Reply, renderer: Renderer, blobs: Blobs) -> Work:
    """The work after one reply, in the renderer's threads: others wait for no drawing."""
    return await asyncio.get_running_loop().run_in_executor(renderer.threads, take, work, reply, renderer, blobs)


def take(work: Work, reply: Reply, renderer: Renderer, blobs: Blobs) -> Work:
    """The work after one reply: done, failed, or with the error to send back."""
    if reply.error_type is not None:
        return Work(work.row, result=Failed(reply.error_type, reply.error or ""))
    value = reply.value or {}
    try:
        if reply.image is not None:
            picture: Picture | Drawing = check(blobs.get(reply.image))
            sha = reply.image
        else:
            picture = renderer.draw(value["language"], value["source"])
            sha = blobs.put(picture.data)
    except PictureError as error:
        return Work(work.row, error=str(error), previous=value.get("source", ""))
    size = {"width": picture.width, "height": picture.height}
    result = {"image": sha, "phash": picture.phash, **size}
    return Work(work.row, previous=value.get("source", ""), result=result)
