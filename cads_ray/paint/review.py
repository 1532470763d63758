"""Check and redraw (off by default): a member that sees lists what in the picture contradicts the words; one redraw.

The redraw is not checked again. A picture that cannot be bettered stays: a redraw that fails costs no sample.
"""

from __future__ import annotations

from collections.abc import Sequence

from cads_ray.errors import SUSPENDING
from cads_ray.models.client import Client, Reply, Request
from cads_ray.paint.render import Renderer
from cads_ray.paint.work import Painter, Work, taken
from cads_ray.pictures import Blobs
from cads_ray.stage import Failed, Row, call_of

FAULTS = 12  # of one picture that are told to whoever redraws it


async def review(
    work: Work, calls: list[Row], client: Client, painter: Painter, renderer: Renderer, blobs: Blobs
) -> Work:
    """The work, with its picture redrawn where the checker found faults; `calls` gains what was asked."""
    if not isinstance(work.result, dict):
        return work
    request = check_request(work, painter)
    (reply,) = await client.complete([request])
    calls.append(call_of(request, reply))
    if reply.error_type in SUSPENDING:
        return Work(work.row, result=Failed(reply.error_type, reply.error or ""))
    faults = faults_of(reply)
    if not faults:
        return work
    request = redraw_request(work, faults, painter)
    (reply,) = await client.complete([request])
    calls.append(call_of(request, reply))
    again = await taken(work, reply, renderer, blobs)
    return again if isinstance(again.result, dict) or reply.error_type in SUSPENDING else work


def check_request(work: Work, painter: Painter) -> Request:
    """The picture and what it was to show; neither the question nor its answer."""
    if not isinstance(work.result, dict):
        raise ValueError("only a picture can be checked")
    return Request(str(painter.check), "check", {"description": work.row["visual_prompt"]}, (work.result["image"],))


def faults_of(reply: Reply) -> list[str]:
    """What the checker found; nothing when it failed at this picture."""
    return [fault for fault in (reply.value or {}).get("faults", []) if fault.strip()][:FAULTS]


def redraw_request(work: Work, faults: Sequence[str], painter: Painter) -> Request:
    """To whoever drew it: a drafter gets its source back, an image model begins anew."""
    prompt, language = work.row["visual_prompt"], painter.language(work.row["domain"] or "")
    if language is None:
        return Request(str(painter.artist), "repaint", {"visual_prompt": prompt, "faults": list(faults)})
    fields = {"visual_prompt": prompt, "language": language, "error": "\n".join(faults), "previous": work.previous}
    return Request(str(painter.drafter), "draw", fields)
