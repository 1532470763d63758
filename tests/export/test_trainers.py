"""The other formats, each by the rules that its consumer's documentation states; the consumers themselves: test_consumers.py."""

import csv
import json
import sys

import datasets
import pandas
import pytest
import webdataset
from PIL import Image

from cads_ray.export import webdataset as exporter
from cads_ray.export.formats import Options, export_run
from cads_ray.export.sample import INSTRUCTION
from cads_ray.export.source import open_run
from cads_ray.export.trl import latex
from cads_ray.judge.answer import final_answer
from tests.export.runs import kept_of, make_run

csv.field_size_limit(sys.maxsize)


def load(run, format, cache) -> datasets.Dataset:
    files = str(run / "export" / format / "train" / "*.parquet")
    return datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=str(cache))


def test_verl_rows_have_the_five_columns_of_its_preprocessing(run, tmp_path):
    for index, row in enumerate(load(run, "verl", tmp_path)):
        (turn,) = row["prompt"]
        assert turn["role"] == "user"
        assert turn["content"].count("<image>") == len(row["images"]) == 1
        assert turn["content"].endswith(INSTRUCTION)
        assert row["reward_model"]["style"] == "rule"
        assert json.loads(row["reward_model"]["ground_truth"])["answer"] == row["extra_info"]["answer"]
        assert (row["extra_info"]["split"], row["extra_info"]["index"]) == ("train", index)


def test_trl_prompts_are_plain_text_without_a_mark_and_pictures_decode(run, tmp_path):
    for row in load(run, "trl", tmp_path):
        (turn,) = row["prompt"]
        assert "<image>" not in turn["content"]
        assert isinstance(row["images"][0], Image.Image)
        assert row["solution"].startswith("$")


@pytest.mark.parametrize(
    ("key", "solution"),
    [
        ("B", "$\\text{B}$"),
        ("Paris", "$\\text{Paris}$"),
        ("30°", "$30^\\circ$"),
        ("{1, 2}", "$\\{1, 2\\}$"),
        ("(3, 4)", "$(3, 4)$"),
        ("$\\frac{1}{2}$", "$\\frac{1}{2}$"),
        ("50%", "$50\\%$"),
        ("$5", "$\\$5$"),
        (" 7.5 ", "$7.5$"),
    ],
)
def test_a_solution_is_latex(key, solution):
    assert latex(key) == solution


@pytest.mark.parametrize("format", ["llamafactory", "ms_swift", "llava"])
def test_conversations_have_one_mark_for_one_picture_and_end_in_the_answer(run, format):
    folder, kept = run / "export" / format, kept_of(run)
    name = {"llamafactory": "cads.json", "ms_swift": "train.jsonl", "llava": "train.json"}[format]
    text = (folder / name).read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.split("\n") if line] if name.endswith("jsonl") else json.loads(text)
    for row in rows:
        turns = row["conversations"] if format == "llava" else row["messages"]
        human, model = (turn.get("content") or turn["value"] for turn in turns)
        assert human.count("<image>") == 1
        assert human.startswith("<image>\n" if format == "llava" else "<image>")
        sample = kept[row["id"]]
        answer = final_answer(model.rpartition("</think>")[2])
        assert answer == sample["answer"] or sample["choices"]["ABCD".index(answer)] == sample["answer"]
        assert (folder / (row.get("image") or row["images"][0])).is_file()
        assert row["provenance"]["seed"] == sample["seed"]


def test_llamafactory_is_told_of_its_files(run):
    folder = run / "export/llamafactory"
    info = json.loads((folder / "dataset_info.json").read_text())
    assert set(info) == {"cads", "cads_validation"}
    assert all((folder / entry["file_name"]).is_file() for entry in info.values())


def test_webdataset_reads_the_shards(run):
    kept, folder = kept_of(run), run / "export/webdataset"
    shards = [str(path) for path in sorted(folder.glob("*.tar"))]
    loaded = list(webdataset.WebDataset(shards, shardshuffle=False).decode("pil").to_tuple("png", "json"))
    assert len(loaded) == len(kept)
    for picture, row in loaded:
        assert picture.size == (24, 24)
        assert row["question"] == kept[row["id"]]["question"]


def test_webdataset_shards_are_cut_by_size(tmp_path, monkeypatch):
    out = make_run(tmp_path / "run", 60)
    monkeypatch.setattr(exporter, "SHARD_BYTES", 10_000)
    export_run(open_run(out), Options(("webdataset",)))
    shards = [str(path) for path in sorted((out / "export/webdataset").glob("train-*.tar"))]
    assert len(shards) > 2
    loaded = list(webdataset.WebDataset(shards, shardshuffle=False).decode().to_tuple("json"))
    names = [row["id"] for (row,) in loaded]
    assert names == sorted(names)


def test_vlmevalkit_files_read_as_it_reads_them(run):
    kept, folder, rows = kept_of(run), run / "export/vlmevalkit", 0
    for name in ("CADS_MCQ", "CADS_VQA"):
        table = pandas.read_csv(folder / f"{name}.tsv", sep="\t", keep_default_na=False)
        assert table["index"].is_unique
        rows += len(table)
        for row in table.to_dict("records"):
            sample = kept[row["id"]]
            assert row["question"] == sample["question"].replace("\r\n", "\n") or row["question"] == sample["question"]
            if name == "CADS_MCQ":  # what makes it a CustomMCQDataset, which can be graded
                assert row[row["answer"]] == sample["answer"]
                assert [row[letter] for letter in "ABCD"] == sample["choices"]
            else:
                assert "A" not in table.columns
                assert row["answer"] == sample["answer"]
    assert rows == len(kept)


def test_json_lines_are_seeds_again(run, tmp_path):
    from cads_ray.pictures import Blobs
    from cads_ray.seeds.read import read_seeds

    seeds = read_seeds(str(run / "export/jsonl/train.jsonl"), Blobs(tmp_path))
    assert not seeds.rejected
    kept = kept_of(run)
    assert set(seeds.table["seed"].to_pylist()) <= set(kept)
    assert set(seeds.table["seed_image"].to_pylist()) <= {row["image"] for row in kept.values()}
