"""EasyR1's export, read by a replica of its reading contract: EasyR1 itself needs torchvision and a GPU to be imported.

The replica follows verl/utils/dataset.py and verl/workers/reward/function.py of hiyouga/EasyR1: where the data is found,
how the prompt is cut at "<image>", how a picture is opened and resized, how collate_fn stacks what is left, how a reward
is loaded. It is no part of EasyR1 and says nothing of what EasyR1 does beyond.
"""

import importlib.util
import io
import math

import datasets
import numpy as np
import pytest
from PIL import Image

from cads_ray.export.source import open_run
from tests.export.runs import kept_of

MIN_PIXELS, MAX_PIXELS = 262_144, 1_048_576  # examples/config.yaml, and what our README sets


@pytest.fixture(scope="module")
def folder(run):
    return run / "export/easyr1"


def load(path, cache) -> datasets.Dataset:
    """RLHFDataset.__init__: a folder's type is its first file's suffix; its split is "train" whatever it is called."""
    assert "@" not in path.name
    suffix = sorted(entry.name for entry in path.iterdir())[0].rpartition(".")[2]
    return datasets.load_dataset(suffix, data_dir=str(path), split="train", cache_dir=str(cache))


def messages(row: dict) -> list[dict]:
    """RLHFDataset._build_messages."""
    content = []
    for number, text in enumerate(row["problem"].split("<image>")):
        if number:
            content.append({"type": "image"})
        if text:
            content.append({"type": "text", "text": text})
    return [{"role": "user", "content": content}]


def process_image(image) -> Image.Image:
    """ImageProcessMixin.process_image."""
    if isinstance(image, dict):
        image = Image.open(io.BytesIO(image["bytes"]))
    size = image.width * image.height
    factor = math.sqrt(MAX_PIXELS / size) if size > MAX_PIXELS else math.sqrt(max(MIN_PIXELS / size, 1))
    return image.resize((int(image.width * factor), int(image.height * factor))).convert("RGB")


@pytest.mark.parametrize("split", ["train", "validation"])
def test_every_row_has_as_many_marks_as_pictures_and_a_picture_that_opens(folder, split, tmp_path):
    for row in load(folder / split, tmp_path):
        parts = messages(row)[0]["content"]
        assert [part["type"] for part in parts] == ["image", "text"]
        assert len(row["images"]) == 1
        assert process_image(row["images"][0]).mode == "RGB"
        assert isinstance(row["ground_truth"], str)
        assert row["answer"]


def test_pictures_come_back_byte_for_byte(run, folder, tmp_path):
    kept, blobs, seen = kept_of(run), open_run(run).blobs, 0
    for split in ("train", "validation"):
        raw = load(folder / split, tmp_path).cast_column("images", datasets.Sequence(datasets.Image(decode=False)))
        for row in raw:
            assert row["images"][0]["bytes"] == blobs.get(kept[row["id"]]["image"])
            seen += 1
    assert seen == len(kept)


def test_what_is_left_of_a_row_stacks_into_flat_arrays(folder, tmp_path):
    rows = list(load(folder / "train", tmp_path).remove_columns("images").select(range(4)))
    for name in rows[0]:
        assert np.array([row[name] for row in rows], dtype=object).ndim == 1, name


def test_the_reward_is_loaded_by_path_and_knows_the_ground_truths(folder, tmp_path):
    spec = importlib.util.spec_from_file_location("custom_reward_fn", folder / "cads_reward.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows = load(folder / "train", tmp_path).remove_columns("images")
    replies = [f"<think>so</think> \\boxed{{{row['answer']}}}" for row in rows]
    inputs = [
        {"response": reply, "response_length": 5, "ground_truth": row["ground_truth"]}
        for reply, row in zip(replies, rows, strict=True)
    ]
    assert {score["overall"] for score in module.compute_score(inputs)} == {1.0}
    wrong = [one | {"response": "<think>so</think> \\boxed{no such thing}"} for one in inputs]
    assert {score["overall"] for score in module.compute_score(wrong)} == {0.1}


def test_the_template_asks_for_the_form_that_is_rewarded(folder):
    text = (folder / "cads.jinja").read_text(encoding="utf-8")
    assert text.startswith("{{ content | trim }} You FIRST think")
    assert "\\boxed{}" in text
