"""What a benchmark holds is not kept, and the reason names the place."""

import json

import pytest

from cads_ray.dataset.leakage import GRAM, Benchmarks, read_benchmarks
from cads_ray.dataset.settle import BARRED, Keep, Settler
from cads_ray.errors import ConfigError, SeedsError
from cads_ray.pictures import check
from cads_ray.schema import State

from .test_settle import row

LONG = "A ladder of 5 metres leans against a wall so that its foot is 3 metres away from it. How high does it reach?"


def test_thirteen_words_in_common_are_an_overlap_and_twelve_are_not():
    guard = Benchmarks([("b:1", LONG)])
    words = LONG.split()
    assert guard.overlap("Now: " + " ".join(words[4 : 4 + GRAM]) + " that one") == "overlaps in words with b:1"
    assert guard.overlap("Now: " + " ".join(words[4 : 3 + GRAM]) + " that one, and some more") is None
    assert guard.overlap(LONG.replace("5", "6").replace("3", "4").replace("wall", "tree")) is None


def test_a_short_question_is_met_whole_or_not_at_all():
    guard = Benchmarks([("b:1", "How many of the bars are taller than ten?"), ("b:2", "Find x.")])
    assert guard.overlap("how many of the bars are taller than ten")
    assert guard.overlap("So, how many of the bars are taller than ten?") is None
    assert guard.overlap("Find x.") is None


def test_a_picture_that_looks_alike_is_an_overlap():
    guard = Benchmarks(pictures=[("b:7", "0123456789abcdef")])
    assert guard.alike(f"{0x0123456789ABCDEF ^ 0b111111:016x}") == "its picture looks like that of b:7"
    assert guard.alike(f"{0x0123456789ABCDEF ^ 0b1111111:016x}") is None
    assert guard.alike(None) is None


def test_files_are_read_with_their_pictures(tmp_path, png):
    (tmp_path / "p.png").write_bytes(png)
    (tmp_path / "text.png").write_text("no picture")
    rows = [{"question": LONG}, {"question": "q", "image": "p.png"}, {"question": "r", "image": "text.png"}, {"a": 1}]
    (tmp_path / "bench.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n")
    keep = Keep(benchmarks=read_benchmarks([str(tmp_path / "bench.jsonl")]))
    leaked, painted = row("a", question=LONG), row("b", phash=check(png).phash)
    assert Settler(keep).settle([leaked, painted, row("c", answer="8")]) == [
        (State.EXCLUDED, "overlaps in words with bench.jsonl:1"),
        (State.EXCLUDED, "its picture looks like that of bench.jsonl:2"),
        (State.ACCEPTED, ""),
    ]
    assert Settler(keep).foretell([leaked]) == [(BARRED, "overlaps in words with bench.jsonl:1")]


def test_a_guard_that_guards_nothing_is_refused(tmp_path):
    (tmp_path / "empty.jsonl").write_text('{"text": "q"}\n')
    with pytest.raises(ConfigError, match="question"):
        read_benchmarks([str(tmp_path / "empty.jsonl")])
    with pytest.raises(SeedsError, match=r"dataset\.decontaminate"):
        read_benchmarks([str(tmp_path / "absent.jsonl")])


def test_benchmarks_as_others_publish_them_guard_too(tmp_path):
    turn = {"from": "human", "value": f"<image>\n{LONG}"}
    (tmp_path / "bench.json").write_text(json.dumps([{"conversations": [turn]}, {"problem": "Find x."}]))
    guard = read_benchmarks([str(tmp_path / "bench.json")])
    assert guard.overlap(LONG) == "overlaps in words with bench.json:1"
