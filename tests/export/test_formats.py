"""Laws of all formats: as many rows as were kept, by seed on one side, the same bytes for the same run, whole or not at all."""

import base64
import csv
import json
import sys
import tarfile
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cads_ray.command.checks import FORMATS as NAMES
from cads_ray.errors import AccountingError, StoreError
from cads_ray.export import formats
from cads_ray.export.formats import FORMATS, Options, export_run, place_of
from cads_ray.export.sample import SPLITS
from cads_ray.export.source import Source, open_run
from tests.export.runs import kept_of, make_run, rows_of

csv.field_size_limit(sys.maxsize)
PARQUET = ("huggingface", "easyr1", "verl", "trl")
Rows = list[tuple[str, str, bytes]]  # id, split, picture


def read(out: Path, format: str) -> Rows:
    """Every row of an export by the plainest means: without the exporter's code, and without the consumer's."""
    folder = place_of(out, format)
    if format in PARQUET:
        return [row for split in SPLITS for file in sorted((folder / split).glob("*")) for row in _parquet(file, split)]
    if format == "webdataset":
        return [row for file in sorted(folder.glob("*.tar")) for row in _tar(file)]
    if format == "vlmevalkit":
        return [row for file in sorted(folder.glob("*.tsv")) for row in _tsv(file)]
    return [row for split in SPLITS for row in _json(folder, format, split)]


def _parquet(file: Path, split: str) -> Rows:
    found = []
    for row in pq.read_table(file).to_pylist():
        picture = row["image"] if "image" in row else row["images"][0]
        name = row["id"] if "id" in row else row["extra_info"]["id"]
        found.append((name, split, picture["bytes"]))
    return found


def _tar(file: Path) -> Rows:
    with tarfile.open(file) as tar:
        data = {entry.name: tar.extractfile(entry).read() for entry in tar}
    pictures = {name.partition(".")[0]: value for name, value in data.items() if not name.endswith(".json")}
    split = file.name.partition("-")[0]
    return [
        (json.loads(value)["id"], split, pictures[name.partition(".")[0]])
        for name, value in data.items()
        if name.endswith(".json")
    ]


def _tsv(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            (row["id"], row["split"], base64.b64decode(row["image"])) for row in csv.DictReader(lines, delimiter="\t")
        ]


def _json(folder: Path, format: str, split: str) -> Rows:
    name = {"train": "cads", "validation": "cads_validation"}[split] if format == "llamafactory" else split
    if format in ("llamafactory", "llava"):
        rows = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    else:
        # split("\n") and not splitlines(): a model's line separators are no ends of rows
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line]
    return [(row["id"], split, (folder / (row.get("image") or row["images"][0])).read_bytes()) for row in rows]


def files_of(folder: Path) -> dict[str, bytes]:
    files = (
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc"
    )  # of a reward imported
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_configuration_knows_the_formats():
    assert list(FORMATS) == NAMES


@pytest.mark.parametrize("format", FORMATS)
def test_each_kept_sample_is_written_once_with_its_picture_as_it_is(run, format):
    kept, source = kept_of(run), open_run(run)
    rows = read(run, format)
    assert sorted(name for name, _, _ in rows) == sorted(kept)
    assert all(picture == source.blobs.get(kept[name]["image"]) for name, _, picture in rows)
    report = json.loads((place_of(run, format) / "export_report.json").read_text())
    assert report["samples"] == Counter(split for _, split, _ in rows)


@pytest.mark.parametrize("format", FORMATS)
def test_no_seed_is_on_both_sides_and_every_format_splits_alike(run, format):
    seeds = {name: row["seed"] for name, row in kept_of(run).items()}
    sides = {split: {seeds[name] for name, side, _ in read(run, format) if side == split} for split in SPLITS}
    assert all(sides.values())
    assert not sides["train"] & sides["validation"]
    assert sides["validation"] == {seeds[name] for name, side, _ in read(run, "jsonl") if side == "validation"}


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_run_gives_the_same_bytes(run, format, tmp_path):
    again = make_run(tmp_path / "run", 240)
    export_run(open_run(again), Options((format,)))
    assert files_of(place_of(again, format)) == files_of(place_of(run, format))


@pytest.mark.parametrize("format", FORMATS)
def test_stripped_rows_do_not_say_where_they_come_from(format, tmp_path):
    out = make_run(tmp_path / "run", 40)
    export_run(open_run(out), Options((format,), provenance=False))
    rows = read(out, format)
    assert len({name for name, _, _ in rows}) == len(rows) == len(kept_of(out))
    folder = place_of(out, format)
    names = set()
    for file in folder.rglob("*.parquet"):
        table = pq.read_table(file)
        names |= set(table.column_names)
        assert "seed/" not in str(table.drop_columns([name for name in table.column_names if "image" in name]))
    assert not names & {"seed", "author", "strategy", "votes", "calls", "visual_prompt", "difficulty", "version"}
    for file in (*folder.glob("*.json*"), *folder.glob("*.t*")):
        text = file.read_bytes()
        assert b"seed/" not in text, file
        assert b"provenance" not in text, file


def test_without_validation_all_is_for_training(tmp_path):
    out = make_run(tmp_path / "run", 30)
    export_run(open_run(out), Options(tuple(FORMATS), validation=0.0))
    for format in FORMATS:
        assert not list(place_of(out, format).glob("*validation*")), format


def test_a_run_of_nothing_is_exported_as_nothing(tmp_path):
    out = make_run(tmp_path / "run", 0)
    export_run(open_run(out), Options(tuple(FORMATS)))
    assert all((place_of(out, format) / "README.md").stat().st_size for format in FORMATS)


def test_a_failed_export_leaves_the_last_one_as_it_was(run, tmp_path):
    out = make_run(tmp_path / "run", 40)
    export_run(open_run(out), Options(("jsonl",)))
    before = files_of(place_of(out, "jsonl"))
    lost = next(iter(kept_of(out).values()))["image"]
    Source(out).blobs.path(lost).unlink()
    with pytest.raises(StoreError, match=lost[:12]):
        export_run(open_run(out), Options(("jsonl",)))
    assert files_of(out / "export") == {f"jsonl/{name}": data for name, data in before.items()}


def test_an_exporter_that_loses_a_row_is_found_out(tmp_path, monkeypatch):
    def loses(samples, folder, about):
        next(iter(samples))

    out = make_run(tmp_path / "run", 40)
    monkeypatch.setitem(formats.FORMATS, "jsonl", loses)
    with pytest.raises(AccountingError, match="jsonl"):
        export_run(open_run(out), Options(("jsonl",)))
    assert not (out / "export/jsonl").exists()


def test_a_round_that_is_still_open_is_exported_as_far_as_it_came(tmp_path):
    out = make_run(tmp_path / "run", 60)
    place = out / "rounds/001"
    (place / "manifest.json").unlink()
    (place / "verdicts.parquet").rename(place / "part-000000.parquet")
    export_run(open_run(out), Options(("jsonl",)))
    written = {name for name, _, _ in read(out, "jsonl")}
    in_part = {row["id"] for row in pq.read_table(place / "part-000000.parquet").to_pylist()}
    assert {row["id"] for row in rows_of(out)} & set(kept_of(out)) <= written
    assert written & in_part
