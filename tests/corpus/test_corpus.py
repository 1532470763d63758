"""Whatever the dataset is called and however it is laid out, its rows come in alike; what cannot be used has a reason."""

import base64
import io
import json
import tarfile

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cads_ray.corpus.corpus import CORPUS, open_corpus, read_corpus
from cads_ray.errors import SeedsError
from cads_ray.export.formats import FORMATS, Options, export_run
from cads_ray.export.source import open_run
from cads_ray.pictures import Blobs
from tests.export.runs import kept_of, make_run

QUESTION, CHOICES = "How long is AC?", ["5 cm", "7 cm", "9 cm"]
LINES = "\n".join([QUESTION, "A. 5 cm", "B. 7 cm", "C. 9 cm"])


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    out = make_run(tmp_path_factory.mktemp("corpus") / "mine", 60)
    export_run(open_run(out), Options(tuple(FORMATS)))
    return out


def read(place, tmp_path, **more):
    return read_corpus(str(place), Blobs(tmp_path / "blobs"), **more)


def one(rows, tmp_path, name="set.parquet"):
    """The only row of a file with `rows`, and why the others were set aside."""
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / name)
    else:
        (tmp_path / name).write_text(json.dumps(rows))
    corpus = read(tmp_path / name, tmp_path)
    return corpus.table.to_pylist()[0], corpus.rejected


@pytest.mark.parametrize("format", ["run", *FORMATS])
def test_a_run_and_each_of_its_exports_come_in_as_what_went_out(format, run, tmp_path):
    place = {"run": run, "huggingface": run / "dataset"}.get(format, run / "export" / format)
    corpus, kept = read(place, tmp_path), kept_of(run)
    assert corpus.table.schema == CORPUS
    assert not corpus.rejected
    assert set(corpus.table["id"].to_pylist()) == set(kept)
    blind = {"llamafactory": ("unit", "domain"), "llava": ("unit", "domain"), "ms_swift": ("unit", "domain")}
    for row in corpus.table.to_pylist():
        sample = kept[row["id"]]
        assert row["picture"] == sample["image"]
        assert row["answer"].strip("[]<>") == sample["answer"].strip("<>")
        assert len(row["choices"]) == len(sample["choices"])
        assert "\nA. " not in row["question"]
        assert "FIRST think" not in row["question"]
        for name in ("unit", "domain"):
            assert name in blind.get(format, ()) or row[name] == sample[name]
        if format in ("run", "huggingface", "easyr1", "llava", "webdataset", "vlmevalkit", "jsonl"):
            assert row["difficulty"] == pytest.approx(1 - sample["consensus"] / 3)


def test_splits_are_told_by_file_and_folder(run, tmp_path):
    for format in ("easyr1", "jsonl", "webdataset"):
        assert set(read(run / "export" / format, tmp_path).table["split"].to_pylist()) == {"train", "validation"}


def test_what_easyr1_sets_have(tmp_path, png):
    rows = [
        {"images": [{"bytes": png, "path": None}], "problem": f"<image>{LINES}", "answer": "B", "pass_rate": 0.25},
        {"images": [], "problem": "<image>Which?", "answer": "1", "pass_rate": None},
    ]
    row, rejected = one(rows, tmp_path)
    assert (row["question"], row["choices"], row["answer"]) == (QUESTION, CHOICES, "7 cm")
    assert row["pass_rate"] == 0.25
    assert [each["reason"] for each in rejected] == ["the question shows 1 pictures, and the row has 0"]


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ({"problem": QUESTION, "solution": "<answer> 7 cm </answer>"}, "7 cm"),
        ({"question": QUESTION, "answer": "So it is \\boxed{7 cm}."}, "7 cm"),
        ({"question": QUESTION, "answer": "Half of 14.\n#### 7"}, "7"),
        ({"question": QUESTION, "answer": 7}, "7"),
        ({"question": QUESTION, "answer": ["7 cm"]}, "7 cm"),
        ({"question": QUESTION, "options": "['5 cm', '7 cm', '9 cm']", "answer": "B"}, "7 cm"),
        ({"question": QUESTION, "options": {"A": "5 cm", "B": "7 cm"}, "answer": "(B)"}, "7 cm"),
        ({"question": QUESTION, "choices": ["A. 5 cm", "B. 7 cm"], "answer": "B"}, "7 cm"),
        ({"question": QUESTION, "choices": ["5 cm", "7 cm"], "answer": 1}, "7 cm"),
        ({"question": QUESTION, "choices": ["B", "C", "A"], "answer": "B", "A": "B", "B": "C", "C": "A"}, "C"),
        ({"question": QUESTION, "choices": ["", ""], "answer": "B"}, "B"),
        ({"reward_model": {"ground_truth": "7 cm"}, "prompt": [{"role": "user", "content": QUESTION}]}, "7 cm"),
        ({"conversations": [{"from": "human", "value": LINES}, {"from": "gpt", "value": "\\boxed{B}"}]}, "7 cm"),
        ({"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": LINES}]}
         | {"solution": "B"}, "7 cm"),
    ],
)  # fmt: skip
def test_answers_by_their_many_names(row, answer, tmp_path):
    read_in, rejected = one([row], tmp_path, "set.json")
    assert not rejected
    assert (read_in["question"], read_in["answer"]) == (QUESTION, answer)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"question": QUESTION}, "without an answer"),
        ({"answer": "7"}, "empty question"),
        ({"question": QUESTION, "answer": "word " * 200}, "declares no final one"),
        ({"question": QUESTION, "answer": "A", "choices": ["C", "A"]}, "may be the text of one choice or the name"),
        ({"question": QUESTION, "answer": 0, "choices": ["2", "0"]}, "may be the text of one choice or the name"),
        ({"question": QUESTION, "answer": "7", "image": "https://example.org/a.png"}, "not fetched"),
        ({"question": QUESTION, "answer": "7", "image": "../secret.png"}, "outside"),
        ({"question": QUESTION, "answer": "7", "video": "a.mp4"}, "video"),
        ({"question": QUESTION, "answer": "7", "choices": 3}, "choices"),
        ({"description": "Draw a triangle."}, "a description, no problem"),
        ([], "not a JSON object"),
    ],
)
def test_what_cannot_be_used_is_set_aside_with_its_reason(row, reason, tmp_path):
    _, rejected = one([{"question": "q", "answer": "1"}, row], tmp_path, "set.json")
    assert len(rejected) == 1
    assert rejected[0]["line"] == 2
    assert reason in rejected[0]["reason"]


def test_pictures_as_base64_blocks_and_paths_below_the_folder(tmp_path, png):
    (tmp_path / "set/images").mkdir(parents=True)
    (tmp_path / "set/images/p.png").write_bytes(png)
    encoded = base64.b64encode(png).decode()
    url = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{encoded}"}}
    rows = [
        {"question": "a", "answer": "1", "image": encoded},
        {"question": "b", "answer": "1", "image": "images/p.png"},
        {"question": "c", "answer": "1", "images": ["p.png"]},
        {"question": "d", "answer": "1", "image": "gone.png", "decoded_image": {"bytes": encoded}},
        {"messages": [{"role": "user", "content": [url, {"type": "text", "text": "e"}]}], "answer": "1"},
        {"question": "f <image 2>", "answer": "1", "image_1": encoded, "image_2": "p.png"},
    ]
    (tmp_path / "set/data.json").write_text(json.dumps(rows))
    corpus = read(tmp_path / "set", tmp_path)
    assert not corpus.rejected
    shas = set(corpus.table["picture"].to_pylist())
    assert len(shas) == 1
    assert Blobs(tmp_path / "blobs").get(shas.pop()) == png
    assert [len(more) for more in corpus.table["more_pictures"].to_pylist()] == [0, 0, 0, 0, 0, 1]


def test_a_tsv_shares_pictures_between_rows_and_tells_letters(tmp_path, png):
    head = "index\timage\tquestion\tA\tB\tC\tanswer\tcategory\n"
    rows = [
        f"7\t{base64.b64encode(png).decode()}\tWhich?\tB\tA\t\tA\tcharts\n",
        "8\t7\tWhich not?\tx\ty\t\tB\tcharts\n",
    ]
    (tmp_path / "bench.tsv").write_text(head + "".join(rows) + "9\t5\tNone?\tx\ty\t\tB\tcharts\n")
    corpus = read(tmp_path / "bench.tsv", tmp_path)
    one, two = corpus.table.to_pylist()
    assert one["picture"] == two["picture"]
    assert (one["choices"], one["answer"], two["answer"]) == (["B", "A"], "B", "y")
    assert [row["reason"] for row in corpus.rejected] == ["no picture at 5"]


def test_a_folder_that_datasets_saved(tmp_path, png):
    features = datasets.Features({"problem": datasets.Value("string"), "answer": datasets.Value("string")})
    saved = datasets.Dataset.from_list([{"problem": "p", "answer": "1"}], features)
    datasets.DatasetDict({"train": saved, "test": saved}).save_to_disk(str(tmp_path / "saved"))
    corpus = read(tmp_path / "saved", tmp_path)
    assert sorted(corpus.table["split"].to_pylist()) == ["test", "train"]
    assert len(set(corpus.table["id"].to_pylist())) == 2


def test_tar_shards_with_and_without_json(tmp_path, png):
    with tarfile.open(tmp_path / "a-000.tar", "w") as tar:
        files = [("x/1.png", png), ("x/1.json", b'{"question": "q", "answer": "1"}'), ("x/2.json", b"{broken")]
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    corpus = read(tmp_path / "a-000.tar", tmp_path)
    assert corpus.table["picture"][0].as_py()
    assert [row["reason"] for row in corpus.rejected] == ["empty question, and no description"]
    (tmp_path / "a-000.tar").write_bytes((tmp_path / "a-000.tar").read_bytes()[:700])
    with pytest.raises(SeedsError, match="no usable row"):
        read(tmp_path / "a-000.tar", tmp_path)


def test_reasons_are_counted_and_nothing_usable_is_an_error(tmp_path):
    (tmp_path / "set.json").write_text(json.dumps([{"question": "q"}, {"question": "r"}]))
    with pytest.raises(
        SeedsError, match=r"A: no usable row in .* \(2 set aside; the first: line 1: a question without"
    ):
        read(tmp_path / "set.json", tmp_path, key="A")
    (tmp_path / "set.json").write_text(json.dumps({"a": {"question": "q"}, "b": {"question": "r", "answer": "1"}}))
    corpus = read(tmp_path / "set.json", tmp_path)
    assert corpus.reasons() == [("a question without an answer", 1)]
    assert corpus.table["id"].to_pylist() == ["b"]
    assert open_corpus(str(tmp_path / "set.json"), Blobs(tmp_path / "blobs")).equals(corpus.table)
