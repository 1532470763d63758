"""Bad seeds are set aside with line and reason; the rest runs."""

import struct
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cads_ray.errors import SeedsError
from cads_ray.pictures import Blobs
from cads_ray.seeds.read import DEMO, read_seeds
from tests.export.runs import kept_of, make_run

GOOD = {"id": "good", "question": "What is 1 + 1?", "answer": "2"}


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A PNG whose header promises 400 megapixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def read(path, tmp_path):
    return read_seeds(str(path), Blobs(tmp_path / "blobs"))


def reasons(seeds) -> dict:
    return {row["line"]: row["reason"] for row in seeds.rejected}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"id": "x", "question": ', "broken JSON"),
        ("[1, 2]", "not a JSON object"),
        ({"question": "", "answer": "2"}, "empty question"),
        ({"question": "   ", "answer": "2"}, "empty question"),
        ({"question": "q", "answer": ""}, "without an answer"),
        ({"question": 7, "answer": "2"}, "question is not text"),
        ({"question": "q", "answer": "a", "choices": "AB"}, "choices"),
        ({"question": "q", "answer": "a", "image": "missing.png"}, "no picture at"),
        ({"question": "q", "answer": "a", "image": "../outside.png"}, "outside"),
        ({"question": "q", "answer": "a", "image": "/etc/hostname"}, "outside"),
        ({"question": "q", "answer": "a", "image": "a\0b"}, "not a usable path"),
        ({"question": "q", "answer": "a", "image": "note.png"}, "not a picture"),
        ({"question": "q", "answer": "a", "image": "cut.png"}, "truncated"),
        ({"question": "q", "answer": "a", "image": "bomb.png"}, "more than 64,000,000"),
        ({"id": "good", "question": "q", "answer": "a"}, "duplicate id"),
        ({"id": "x" * 500, "question": "q", "answer": "a"}, "id is not printable"),
        ({"question": "q" * 200_000, "answer": "a"}, "200,000 characters"),
    ],
)
def test_a_bad_seed_is_set_aside_with_its_reason(bad, reason, write_seeds, tmp_path, png):
    (tmp_path / "note.png").write_text("not a picture at all")
    (tmp_path / "cut.png").write_bytes(png[: len(png) // 2])
    (tmp_path / "bomb.png").write_bytes(bomb())
    (tmp_path.parent / "outside.png").write_bytes(png)
    seeds = read(write_seeds([GOOD, bad]), tmp_path)
    assert seeds.table["seed"].to_pylist() == ["good"]
    assert list(reasons(seeds)) == [2]
    assert reason in reasons(seeds)[2]


def test_bytes_that_are_not_utf8_and_lines_without_end(tmp_path):
    path = tmp_path / "seeds.jsonl"
    path.write_bytes(
        b'{"question": "\xff\xfe", "answer": "2"}\n{"question": "'
        + b"x" * (50 << 20)
        + b'"}\n'
        + b'{"question":"q","answer":"a"}\n'
    )
    seeds = read(path, tmp_path)
    assert seeds.table.num_rows == 1
    assert "not UTF-8" in reasons(seeds)[1]
    assert "longer than" in reasons(seeds)[2]


@pytest.mark.parametrize("form", ["path", "bytes", "struct", "struct_path"])
def test_pictures_in_parquet(form, tmp_path, png):
    (tmp_path / "p.png").write_bytes(png)
    image = {
        "path": "p.png",
        "bytes": png,
        "struct": {"bytes": png, "path": None},
        "struct_path": {"bytes": None, "path": "p.png"},
    }
    pq.write_table(pa.Table.from_pylist([{**GOOD, "image": image[form]}]), tmp_path / "s.parquet")
    seeds = read(tmp_path / "s.parquet", tmp_path)
    sha = seeds.table["seed_image"][0].as_py()
    assert Blobs(tmp_path / "blobs").get(sha) == png


def test_folder_glob_and_missing(write_seeds, tmp_path):
    write_seeds([GOOD], "a.jsonl")
    write_seeds([{**GOOD, "id": "other"}], "b.jsonl")
    assert read(tmp_path, tmp_path).table.num_rows == 2
    assert read(tmp_path / "*.jsonl", tmp_path).table.num_rows == 2
    with pytest.raises(SeedsError, match="no such file"):
        read(tmp_path / "absent.jsonl", tmp_path)
    with pytest.raises(SeedsError, match="no usable seed"):
        read(write_seeds(["{"], "c.jsonl"), tmp_path)


def test_a_damaged_parquet_file_is_a_reason_and_no_crash(write_seeds, tmp_path):
    write_seeds([GOOD])
    (tmp_path / "z.parquet").write_bytes(b"PAR1 nonsense PAR1")
    seeds = read(tmp_path, tmp_path)
    assert seeds.table.num_rows == 1
    assert "not a readable Parquet file" in seeds.rejected[0]["reason"]


def test_the_demo_seeds_are_whole(tmp_path):
    seeds = read(DEMO, tmp_path)
    assert not seeds.rejected
    rows = seeds.table.to_pylist()
    assert len({row["seed_domain"] for row in rows}) >= 6
    assert sum(bool(row["seed_description"]) for row in rows) >= 4
    assert all(row["seed_license"] and row["seed_attribution"] for row in rows)


def test_what_a_run_made_can_be_seeds_with_the_licence_of_where_it_comes_from(tmp_path):
    run = make_run(tmp_path / "run", 40)
    kept = kept_of(run)
    seeds = read(run, tmp_path)
    assert not seeds.rejected
    own = {row["seed"]: row for row in pq.read_table(run / "seeds.parquet").to_pylist()}
    for row in seeds.table.to_pylist():
        sample = kept[row["seed"]]
        assert (row["seed_question"], row["seed_answer"]) == (sample["question"], sample["answer"])
        assert row["seed_license"] == own[sample["seed"]]["seed_license"]
        assert row["seed_phash"]


def test_other_peoples_datasets_can_be_seeds_if_each_shows_one_picture(tmp_path, png):
    picture = {"bytes": png, "path": None}
    rows = [
        {"problem": "<image>How long?", "answer": "7 cm", "images": [picture]},
        {"problem": "<image><image>Which is longer?", "answer": "the first", "images": [picture, picture]},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "train.parquet")
    seeds = read(tmp_path / "train.parquet", tmp_path)
    assert seeds.table["seed_question"].to_pylist() == ["How long?"]
    assert reasons(seeds) == {2: "shows 2 pictures, and a seed has one"}
