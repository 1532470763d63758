"""A drawing that cannot be drawn goes back to its author."""

import asyncio

from cads_ray.pictures import Blobs

from ..conftest import SVG
from ..scripted import Scripted, generate


def test_a_drawing_that_fails_goes_back_with_its_error_and_then_fails_the_row(renderer, tmp_path):
    client = Scripted(draw={"language": "svg", "source": "<svg"})
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path), rows=1))
    drawn = [request for request in client.asked if request.task == "draw"]
    assert [bool(request.fields["error"]) for request in drawn] == [False, True, True]
    assert drawn[1].fields["previous"] == "<svg"
    assert table["error_type"].to_pylist() == ["PictureError"]


def test_a_row_waits_for_no_other_of_its_block(renderer, tmp_path):
    """The first row's author is silent until the second has mended its drawing."""
    mended = asyncio.Event()

    class Slow(Scripted):
        async def complete(self, requests):
            for request in requests:
                if request.task == "draw" and request.fields["visual_prompt"] == "first":
                    await asyncio.wait_for(mended.wait(), 20)
                elif request.task == "draw" and request.fields["error"]:
                    mended.set()
            return await super().complete(requests)

    prompts = iter(["first", "second"])
    client = Slow(
        illustrate=lambda request: {"visual_prompt": next(prompts)},
        draw=lambda request: {"language": "svg", "source": SVG.format("") if mended.is_set() else "<svg"},
    )
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path), rows=2))
    assert table["error_type"].to_pylist() == [None, None]
    assert [sum(call["task"] == "draw" for call in row) for row in table["calls"].to_pylist()] == [1, 2]
