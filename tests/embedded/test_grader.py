"""The embedded grader: what words alone can tell, and no more."""

import asyncio

import pytest

from cads_ray.embedded.client import EmbeddedClient
from cads_ray.judge.equivalence import compare_request
from cads_ray.pictures import Blobs


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("left and up of it", "up and left of the it", "same"),
        ("at 3 on the line", "at 4 on the line", "different"),
        ("03/04/2024", "3 April 2024", "unclear"),
        ("the upper left", "north-west", "unclear"),
    ],
)
def test_the_grader_says_what_words_alone_can_tell(first, second, verdict, tmp_path):
    request = compare_request({"question": "?", "choices": [], "answer": first}, {"answer": second}, "sharp")
    (reply,) = asyncio.run(EmbeddedClient(Blobs(tmp_path)).complete([request]))
    assert reply.value["verdict"] == verdict
