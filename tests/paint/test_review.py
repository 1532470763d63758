"""Check and redraw: one look, one redraw, and no sample lost to either."""

import asyncio
import re

import pyarrow as pa
import pytest

from cads_ray.embedded.client import EmbeddedClient
from cads_ray.embedded.server import serve
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.client import Reply, Request
from cads_ray.models.spec import Member
from cads_ray.paint.paint import Painter, paint
from cads_ray.pictures import Blobs
from cads_ray.schema import CALL, ERRORS
from tests.conftest import SVG

FINE, SPOILT = '<circle cx="30" cy="20" r="12" fill="red"/>', '<circle cx="30" cy="20" r="3" fill="red"/>'
CHECKED = Painter("svg", "drafter", check="eye")
PAINTED = Painter("hosted", artist="artist", check="eye")


class Studio:
    """Draws badly first, and well when told of a fault; the eye replies with what it is given."""

    def __init__(self, blobs: Blobs, faults: list[str], **replies: Reply):
        self.blobs, self.faults, self.replies, self.asked = blobs, faults, replies, []

    async def complete(self, requests):
        self.asked += requests
        return [self.replies.get(self._kind(request)) or self._reply(request) for request in requests]

    def _kind(self, request: Request) -> str:
        return "redraw" if request.fields.get("error") or request.task == "repaint" else request.task

    def _reply(self, request: Request) -> Reply:
        if request.task == "check":
            return Reply(value={"faults": self.faults})
        told = self._kind(request) == "redraw"
        source = SVG.format(FINE if told else SPOILT)
        if request.task == "draw":
            return Reply(value={"language": "svg", "source": source})
        from cads_ray.paint.render import Renderer

        renderer = Renderer()
        try:
            return Reply(image=self.blobs.put(renderer.draw("svg", source).data))
        finally:
            renderer.close()


def batch(**changes) -> pa.Table:
    row = {"visual_prompt": "a red disc", "domain": "geometry", "calls": []} | dict.fromkeys(ERRORS.names)
    kinds = [("visual_prompt", pa.string()), ("domain", pa.string()), ("calls", pa.list_(CALL)), *ERRORS]
    return pa.Table.from_pylist([row | changes], schema=pa.schema(kinds))


def drawn(studio: Studio, painter: Painter, renderer, **changes) -> dict:
    return asyncio.run(paint(batch(**changes), studio, painter, renderer, studio.blobs)).to_pylist()[0]


@pytest.mark.parametrize("painter", [CHECKED, PAINTED])
def test_a_faulty_picture_is_redrawn_once_with_the_faults_told(painter, renderer, tmp_path):
    studio = Studio(Blobs(tmp_path), ["The disc is too small.", " "])
    row = drawn(studio, painter, renderer)
    _first, check, redraw = studio.asked
    assert (check.task, check.fields, check.member) == ("check", {"description": "a red disc"}, "eye")
    assert row["image"] != check.images[0]
    told = redraw.fields["error"] if painter is CHECKED else redraw.fields["faults"]
    assert told in ("The disc is too small.", ["The disc is too small."])
    if painter is CHECKED:
        assert redraw.fields["previous"] == SVG.format(SPOILT)
    assert [call["task"] for call in row["calls"]] == [request.task for request in studio.asked]


def test_a_good_picture_is_looked_at_and_kept(renderer, tmp_path):
    studio = Studio(Blobs(tmp_path), [])
    row = drawn(studio, CHECKED, renderer)
    assert [request.task for request in studio.asked] == ["draw", "check"]
    assert row["image"] == studio.asked[1].images[0]


def test_without_a_checker_nobody_looks(renderer, tmp_path):
    studio = Studio(Blobs(tmp_path), ["never heard"])
    drawn(studio, Painter("svg", "drafter"), renderer)
    assert [request.task for request in studio.asked] == ["draw"]


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        ("check", Reply(error_type="Refused", error="no")),
        ("redraw", Reply(error_type="ReplyError", error="no")),
        ("redraw", Reply(value={"language": "svg", "source": "<svg"})),
    ],
)
def test_a_check_or_a_redraw_that_fails_leaves_the_picture(kind, reply, renderer, tmp_path):
    studio = Studio(Blobs(tmp_path), ["too small"], **{kind: reply})
    row = drawn(studio, CHECKED, renderer)
    assert (row["error_type"], row["image"]) == (None, studio.asked[1].images[0])


@pytest.mark.parametrize("kind", ["check", "redraw"])
def test_a_spent_budget_leaves_the_row_open(kind, renderer, tmp_path):
    studio = Studio(Blobs(tmp_path), ["too small"], **{kind: Reply(error_type="BudgetExceeded", error="spent")})
    assert drawn(studio, CHECKED, renderer)["error_type"] == "BudgetExceeded"


def test_a_row_that_failed_before_is_not_looked_at(renderer, tmp_path):
    studio = Studio(Blobs(tmp_path), ["too small"])
    row = drawn(studio, CHECKED, renderer, error_stage="analyze", error_type="Refused")
    assert (row["error_type"], studio.asked) == ("Refused", [])


def test_the_shipped_server_checks_and_repaints_over_http(renderer, tmp_path):
    """The embedded eye reads labels: one that the words state and the picture lacks is a fault."""
    from cads_ray.embedded.drawing.figure import Figure, Text

    words = Figure((Text("AB = 5 cm", (120, 60), size=24),), 240, 120).say()
    blobs = Blobs(tmp_path / "blobs")
    blank = blobs.put(renderer.draw("svg", SVG.format("")).data)

    async def scene():
        inside = Blobs(tmp_path / "served")
        async with serve(EmbeddedClient(inside), inside) as url:
            members = [Member("eye", "openai", "sharp", base_url=url)]
            members.append(Member("artist", "openai", "draughtsman", base_url=url, draws="images"))
            pool = open_pool(members, blobs, local_limiter(members))
            row = (await paint(batch(visual_prompt=words), pool, PAINTED, renderer, blobs)).to_pylist()[0]
            (seen,) = await pool.complete([Request("eye", "check", {"description": words}, (blank,))])
            fields = {"visual_prompt": words, "faults": seen.value["faults"]}
            (again,) = await pool.complete([Request("artist", "repaint", fields)])
            await pool.close()
            return row, seen, again

    row, seen, again = asyncio.run(scene())
    assert [call["task"] for call in row["calls"]] == ["picture", "check"]
    assert re.fullmatch(r'The label "AB = 5 cm" cannot be read .*', seen.value["faults"][0])
    assert again.image == row["image"]
