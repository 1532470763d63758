"""The embedded models behind the client contract, over real pictures."""

import asyncio
import json

import pytest

from cads_ray.embedded.client import EmbeddedClient
from cads_ray.embedded.drawing.figure import Figure, Text
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import Draw
from cads_ray.embedded.members import READER
from cads_ray.models.client import Request
from cads_ray.pictures import Blobs
from cads_ray.schema import MetaStrategy


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path)


def asked(client, *requests):
    return asyncio.run(client.complete(requests))


def solve(member: str, question: str, image: str = "", description: str = "") -> Request:
    told = {"question": question, "choices": [], "description": description}
    return Request(member, "solve", told, (image,) if image else ())


class Counted:
    """A reader that counts what it is asked, as a ledger in front of it would."""

    def __init__(self, client):
        self.client, self.asked = client, []

    async def complete(self, requests):
        self.asked += requests
        return await self.client.complete(requests)


def test_replies_keep_the_order_and_one_bad_request_spoils_no_other(blobs):
    figure = Figure((Text("A", (50, 50)),))
    good = Request("sharp", "draw", {"visual_prompt": figure.say(), "language": "auto"})
    bad = Request("sharp", "dance", {})
    nobody = solve("nobody", "?")
    replies = asked(EmbeddedClient(blobs), bad, good, nobody, good)
    assert [reply.error_type for reply in replies] == ["InvalidRequest", None, "InvalidRequest", None]
    assert replies[1] == replies[3]
    assert "there are sharp, coarse, literal, textual" in replies[2].error


def test_judges_with_the_same_eye_share_a_reading(blobs, renderer):
    sha = blobs.put(renderer.draw(*Figure((Text("7 cm", (200, 100)),)).source()).data)
    reader = Counted(EmbeddedClient(blobs))
    client = EmbeddedClient(blobs, reader)
    asked(client, *(solve(member, "What is this?", sha) for member in ("sharp", "literal", "coarse")))
    assert {request.member for request in reader.asked} == {READER}
    assert len({json.dumps(request.fields) for request in reader.asked}) == 2


def test_a_picture_that_cannot_be_read_is_the_replys_error(blobs):
    (reply,) = asked(EmbeddedClient(blobs), solve("sharp", "What is this?", blobs.put(b"no picture")))
    assert (reply.error_type, reply.ok) == ("Refused", False)


def test_a_judge_that_sees_nothing_abstains_honestly(blobs):
    (reply,) = asked(EmbeddedClient(blobs), solve("sharp", "How long is the side marked with a question mark?"))
    assert reply.value["answer"] == ""
    assert reply.value["reasoning"]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_value_is_plain_json(family, blobs):
    item = family.make(Draw(MetaStrategy.PARAMETERS, 1, 3))
    told = {
        "concepts": [family.topic],
        "strategy": "parameter_variation",
        "level": "1",
        "variation": "3",
        "insights": [],
    }
    requests = [
        Request("coarse", "strategize", told),
        Request("coarse", "illustrate", told | {"strategy_text": item.strategy_text}),
        solve("textual", item.question, description=item.drawing.say()),
    ]
    for reply in asked(EmbeddedClient(blobs), *requests):
        assert reply.ok, reply.error
        assert json.loads(json.dumps(reply.value)) == reply.value


def test_a_client_serves_several_event_loops_one_after_another(blobs):
    client = EmbeddedClient(blobs)
    assert asked(client, solve("sharp", "?")) == asked(client, solve("sharp", "?"))
