"""A seed on the wire is the number of the sample: the student's further attempts differ, and can be had again."""

import json

import pytest

from cads_ray.embedded.endpoint.openai_api import read_chat
from cads_ray.embedded.members import MEMBERS
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.canonical import key_of
from cads_ray.models.client import Request
from cads_ray.models.images import DataUrls
from cads_ray.models.openai_body import chat_body
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs

ASKED = {"question": "How long is x?", "choices": [], "description": ""}


def body(draw: int, tmp_path, seeds: bool = True) -> dict:
    member = Member("pupil", "openai", "student", base_url="http://127.0.0.1:9/v1", seeds=seeds)
    pool = open_pool([member], Blobs(tmp_path), local_limiter([member]))
    call = pool._call(Request("pupil", "solve", ASKED, draw=draw))
    return json.loads(chat_body(call, DataUrls(lambda sha: b"")))


@pytest.mark.parametrize("draw", [0, 1, 7])
def test_the_number_of_the_sample_crosses_the_wire(draw, tmp_path):
    sent = body(draw, tmp_path)
    assert read_chat(sent, lambda data: "").request == Request("student", "solve", ASKED, draw=draw)
    assert ("seed" in sent) == (draw > 0)


def test_a_provider_that_takes_no_seed_is_sent_none(tmp_path):
    assert "seed" not in body(3, tmp_path, seeds=False)


def test_with_a_seed_it_is_another_question_for_the_ledger(tmp_path):
    keys = set()
    for seeds in (False, True):
        member = Member("pupil", "openai", "student", base_url="http://127.0.0.1:9/v1", seeds=seeds)
        pool = open_pool([member], Blobs(tmp_path), local_limiter([member]))
        keys |= {key_of(request, pool.identity(request)) for request in _draws(3)}
    assert len(keys) == 5, "the first sample is the same question either way"


def _draws(count: int) -> list[Request]:
    return [Request("pupil", "solve", ASKED, draw=draw) for draw in range(count)]


def test_who_looks_again_sees_otherwise():
    looks = [MEMBERS["student"].eye(draw) for draw in range(8)]
    assert len(set(looks)) > 2
    assert looks == [MEMBERS["student"].eye(draw) for draw in range(8)]
    assert {MEMBERS["sharp"].eye(draw) for draw in range(8)} == {MEMBERS["sharp"].resolution}
