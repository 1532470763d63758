"""A drawing that cannot be drawn goes back to its author."""

import asyncio

from cads_ray.pictures import Blobs

from ..scripted import Scripted, generate


def test_a_drawing_that_fails_goes_back_with_its_error_and_then_fails_the_row(renderer, tmp_path):
    client = Scripted(draw={"language": "svg", "source": "<svg"})
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path), rows=1))
    drawn = [request for request in client.asked if request.task == "draw"]
    assert [bool(request.fields["error"]) for request in drawn] == [False, True, True]
    assert drawn[1].fields["previous"] == "<svg"
    assert table["error_type"].to_pylist() == ["PictureError"]
