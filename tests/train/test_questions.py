"""The questions to train on: mixed from runs and other people's datasets, and what is left out is told."""

import json

import pyarrow.parquet as pq
import pytest

from cads_ray.errors import ConfigError
from cads_ray.export.formats import Options, export_run
from cads_ray.export.source import open_run
from cads_ray.pictures import Blobs
from cads_ray.train.questions import Limits, gather
from cads_ray.train.written import write_easyr1, write_trl
from tests.export.runs import kept_of, make_run, png

LIMITS = Limits(prompt=2048, pixels=1_048_576)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("questions") / "run", 60)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    """Someone's dataset: questions with one picture, two and none, one held out, one far too long."""
    folder = tmp_path_factory.mktemp("foreign")
    for number in range(4):
        (folder / f"{number}.png").write_bytes(png(number))
    rows = [
        {"id": f"f{n}", "problem": f"<image>How many of {n}?", "answer": str(n), "images": [f"{n % 4}.png"]}
        for n in range(8)
    ]
    rows.append({"id": "two", "problem": "<image><image>Same?", "answer": "yes", "images": ["0.png", "1.png"]})
    rows.append({"id": "none", "problem": "1 + 1?", "answer": "2", "images": []})
    rows.append({"id": "held", "problem": "<image>?", "answer": "2", "images": ["0.png"], "split": "test"})
    rows.append({"id": "long", "problem": "<image>" + "very " * 500, "answer": "2", "images": ["0.png"]})
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder / "rows.jsonl"


def test_all_of_a_run_is_taken_unless_sizes_say_otherwise(run, tmp_path):
    found = gather([str(run)], None, 0, LIMITS, Blobs(tmp_path))
    kept = kept_of(run)
    assert {sample.id for sample in found.samples()} == set(kept)
    assert str(found.sources[0]) == f"{run}: {len(kept)} of {len(kept)}"
    for sample in found.samples():
        assert sample.image == open_run(run).blobs.get(kept[sample.id]["image"])
        assert sample.ground_truth  # and not an empty key


def test_datasets_are_mixed_by_size_and_none_is_read_of_which_nothing_is_wanted(run, foreign, tmp_path):
    found = gather([str(run), str(foreign), "nowhere"], [7, 5, 0], 3, LIMITS, Blobs(tmp_path))
    ids = [sample.id for sample in found.samples()]
    assert len(found) == len(ids) == 12
    assert sum(id in kept_of(run) for id in ids) == 7
    again = gather([str(run), str(foreign), "nowhere"], [7, 5, 0], 3, LIMITS, Blobs(tmp_path))
    assert [sample.id for sample in again.samples()] == ids
    other = gather([str(run), str(foreign), "nowhere"], [7, 5, 0], 4, LIMITS, Blobs(tmp_path))
    assert [sample.id for sample in other.samples()] != ids


def test_what_is_held_out_or_too_long_is_left_out_and_told(foreign, tmp_path):
    found = gather([str(foreign)], None, 0, LIMITS, Blobs(tmp_path))
    ids = {sample.id for sample in found.samples()}
    assert ids == {f"f{number}" for number in range(8)} | {"two", "none"}
    assert str(found.sources[0]).endswith("10 of 12 (1 held out, 1 too long for train.max_prompt)")
    with pytest.raises(ConfigError, match="nothing to train on"):
        gather([str(foreign)], None, 0, Limits(prompt=100, pixels=1_048_576), Blobs(tmp_path))
    with pytest.raises(ConfigError, match="10 that can be used"):
        gather([str(foreign)], [11], 0, LIMITS, Blobs(tmp_path))


def test_validation_of_an_exported_dataset_is_not_trained_on(run, tmp_path):
    export_run(open_run(run), Options(("huggingface",), validation=0.3))
    counts = json.loads((run / "dataset/export_report.json").read_text())["samples"]
    found = gather([str(run / "dataset")], None, 0, LIMITS, Blobs(tmp_path))
    assert len(found) == counts["train"]
    assert found.sources[0].held_out == counts["validation"] > 0


@pytest.mark.parametrize(
    ("size", "tokens"), [((28, 28), 350), ((1000, 560), 36 * 21), ((4000, 4000), 1338), ((5000, 100), 179 * 4)]
)
def test_a_picture_takes_no_more_tokens_than_it_is_scaled_to(size, tokens):
    assert LIMITS.tokens(*size) == tokens


def test_each_trainer_has_as_many_marks_as_pictures(foreign, tmp_path):
    found = gather([str(foreign)], None, 0, LIMITS, Blobs(tmp_path / "blobs"))
    write_trl(found, tmp_path / "trl")
    write_easyr1(found, tmp_path / "easyr1")
    trl = {row["id"]: row for row in pq.read_table(tmp_path / "trl/train").to_pylist()}
    easyr1 = {row["id"]: row for row in pq.read_table(tmp_path / "easyr1/train").to_pylist()}
    for id, pictures in (("f3", 1), ("two", 2), ("none", 0)):
        assert len(trl[id]["images"]) == len(easyr1[id]["images"]) == pictures
        assert "<image>" not in trl[id]["prompt"][0]["content"]
        assert easyr1[id]["problem"].count("<image>") == pictures
    assert {path.name for path in (tmp_path / "easyr1").iterdir()} == {"train", "cads_reward.py", "cads.jinja"}
