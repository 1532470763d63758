"""The dataset as `datasets` loads it, and its card as the Hub reads it."""

import datasets
import pyarrow.parquet as pq
import yaml

from cads_ray.export import shards
from cads_ray.export.formats import Options, export_run
from cads_ray.export.sample import SPLITS
from cads_ray.export.source import open_run
from tests.export.runs import kept_of, make_run


def card_of(run) -> tuple[dict, str]:
    _, header, text = (run / "dataset/README.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(header), text


def test_datasets_loads_both_splits_with_pictures_and_provenance(run, tmp_path):
    loaded = datasets.load_dataset(str(run / "dataset"), cache_dir=str(tmp_path))
    kept = kept_of(run)
    assert set(loaded) == set(SPLITS)
    assert sum(split.num_rows for split in loaded.values()) == len(kept)
    for split in loaded.values():
        assert isinstance(split.features["image"], datasets.Image)
        for sample in split:
            row = kept[sample["id"]]
            assert sample["image"].size == (24, 24)
            assert (sample["question"], sample["choices"], sample["answer"]) == (
                row["question"],
                row["choices"],
                row["answer"],
            )
            assert sample["difficulty"] == 1 - row["consensus"] / row["voters"]
            prices = [call["usd"] for call in row["calls"]]
            assert sample["cost_usd"] == (None if None in prices else sum(prices))
            assert all(call["key"] in sample["calls"] for call in row["calls"])


def test_the_card_says_what_the_files_hold(run):
    header, text = card_of(run)
    info = header["dataset_info"]
    for split in info["splits"]:
        files = (run / "dataset" / split["name"]).glob("*.parquet")
        assert sum(pq.read_metadata(file).num_rows for file in files) == split["num_examples"]
    columns = pq.read_schema(next((run / "dataset/train").glob("*.parquet"))).names
    assert [feature["name"] for feature in info["features"]] == columns
    assert header["license"] == ["cc-by-4.0", "mit", "other"]
    assert header["size_categories"] == ["n<1K"]
    for words in ("lab/ann", "A \\| Book", "analyze `abababababab`", "Print \\| small", "unknown price", "adversarial"):
        assert words in text, words


def test_the_cards_features_are_those_of_the_files(run, tmp_path):
    header, _ = card_of(run)
    told = datasets.Features._from_yaml_list(header["dataset_info"]["features"])
    loaded = datasets.load_dataset("parquet", data_dir=str(run / "dataset/train"), cache_dir=str(tmp_path))
    assert told == loaded["train"].features


def test_large_splits_are_cut_into_shards_that_load_as_one(tmp_path, monkeypatch):
    out = make_run(tmp_path / "run", 300)
    monkeypatch.setattr(shards, "GROUP_ROWS", 10)
    monkeypatch.setattr(shards, "SHARD_BYTES", 20_000)
    export_run(open_run(out), Options())
    files = sorted((out / "dataset/train").glob("*"))
    assert [file.name for file in files] == [f"{number:05d}.parquet" for number in range(len(files))]
    assert len(files) > 2
    loaded = datasets.load_dataset(str(out / "dataset"), cache_dir=str(tmp_path / "cache"))
    assert sorted(name for split in loaded.values() for name in split["id"]) == sorted(kept_of(out))
