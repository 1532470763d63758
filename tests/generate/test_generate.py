"""CAD-Generate and the drawing that ends it: columns added, rows in their places, failed rows asked nothing more."""

import asyncio

import pytest

from cads_ray.models.client import Reply
from cads_ray.pictures import Blobs

from ..scripted import KEY, VALUES, Scripted, batch, generate


def test_the_stages_add_their_columns_and_lose_no_row(renderer, tmp_path):
    client = Scripted()
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path)))
    assert table["id"].to_pylist() == batch()["id"].to_pylist()
    assert table["answer"].to_pylist() == [KEY] * 3
    assert Blobs(tmp_path).get(table["image"][0].as_py())
    assert [call["task"] for call in table["calls"][0].as_py()] == ["analyze", "strategize", "illustrate", "draw"]
    strategized = next(request for request in client.asked if request.task == "strategize")
    assert strategized.fields["insights"] == ["draw it large"]


@pytest.mark.parametrize("task", ["analyze", "strategize", "illustrate", "draw"])
def test_a_row_that_fails_keeps_its_place_and_is_asked_nothing_more(task, renderer, tmp_path):
    calls = iter(range(1000))

    def second_fails(request):
        fails = next(calls) == 1
        return Reply(error_type="Refused", error="no, thank you") if fails else Reply(value=VALUES[task])

    client = Scripted(**{task: second_fails})
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path)))
    stage = "paint" if task == "draw" else task
    assert table["error_stage"].to_pylist() == [None, stage, None]
    assert table["error_message"].to_pylist() == [None, "no, thank you", None]
    assert table["image"].to_pylist()[1] is None
    later = [request.task for request in client.asked]
    after = ["analyze", "strategize", "illustrate", "draw"]
    for name in after[after.index(task) + 1 :]:
        assert later.count(name) == 2


@pytest.mark.parametrize("answer", ["", "   "])
def test_an_empty_answer_is_a_failure_of_the_row(answer, renderer, tmp_path):
    client = Scripted(strategize=VALUES["strategize"] | {"answer": answer})
    table = asyncio.run(generate(client, renderer, Blobs(tmp_path), rows=1))
    assert table["error_type"].to_pylist() == ["ReplyError"]
