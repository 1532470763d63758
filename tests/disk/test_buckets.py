"""A run directory in a bucket: written through, brought to another node, continued on another machine. A real S3 server."""

import asyncio
import io
import tempfile

import pyarrow.parquet as pq
import pytest
from pyarrow.fs import FileSelector, FileSystem, FileType
from rich.console import Console

from benchmarks.stub import large_png
from cads_ray.ablation.loop import Loop
from cads_ray.command.door import compose
from cads_ray.corpus.reading import keep
from cads_ray.dataset.settle import Keep
from cads_ray.disk import buckets
from cads_ray.disk.buckets import bucket_of, local, origin, refresh
from cads_ray.disk.files import make_run_dir, publish, remove, write_text
from cads_ray.errors import StoreError
from cads_ray.models.ledger import Ledger
from cads_ray.models.storage_pictures import blobs_of
from cads_ray.pictures import as_png
from cads_ray.rounds import synthesize
from cads_ray.run import run
from cads_ray.session.wire import Wiring
from cads_ray.store import RoundStore

from ..bucket import bucket
from ..hosted import seeds as some_seeds
from ..plain import PlainContext, flow, seeds


@pytest.fixture(scope="module")
def server():
    with bucket():
        yield


@pytest.fixture
def machine(server, tmp_path, monkeypatch):
    """Call it to be on another machine: its temporary folder is empty, and nothing is open."""

    def arrive(name: str) -> None:
        (tmp_path / name).mkdir(exist_ok=True)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / name))
        monkeypatch.setattr(buckets, "_OPEN", {})

    arrive("one")
    return arrive


def objects(where: str) -> set[str]:
    files, folder = FileSystem.from_uri(where)
    infos = files.get_file_info(FileSelector(folder, recursive=True, allow_not_found=True))
    return {info.path[len(folder) + 1 :] for info in infos if info.type == FileType.File}


def test_what_is_written_and_removed_is_so_in_the_bucket_and_on_another_node(machine):
    place = make_run_dir("s3://bucket/files")
    (place / "rounds" / "000").mkdir(parents=True)
    write_text("{}", place / "rounds" / "000" / "manifest.json")
    write_text("a", place / "run.json")
    write_text("b", place / "gone.json")
    remove(place / "gone.json")
    (place / "dataset" / "train").mkdir(parents=True)
    (place / "dataset" / "train" / "0.parquet").write_bytes(b"rows")
    publish(place / "dataset")
    assert objects("s3://bucket/files") == {"rounds/000/manifest.json", "run.json", "dataset/train/0.parquet"}
    assert origin(place / "rounds") == "s3://bucket/files/rounds"
    machine("two")
    copy = local("s3://bucket/files")
    assert copy != place
    assert (copy / "run.json").read_text() == "a"
    assert not (copy / "dataset").exists(), "large and only ever written"
    write_text("c", copy / "rounds" / "001" / "manifest.json")  # whose folder another node made
    assert "rounds/001/manifest.json" in objects("s3://bucket/files")
    (place / "run.json").write_text("b")
    machine("one")
    write_text("b", local("s3://bucket/files") / "run.json")  # as long as before
    machine("two")
    local("s3://bucket/files")
    refresh(copy)
    assert (copy / "run.json").read_text() == "b"


def test_who_continues_alone_forgets_what_never_reached_the_bucket(machine):
    place = make_run_dir("s3://bucket/exact")
    write_text("{}", place / "run.json")
    (place / "rounds").mkdir()
    (place / "rounds" / "part-000001.parquet").write_bytes(b"written here, and then the power went")
    assert make_run_dir("s3://bucket/exact") == place
    assert not (place / "rounds" / "part-000001.parquet").exists()
    assert (place / "run.json").exists()


def test_a_local_run_has_no_bucket_and_a_missing_one_is_said_in_a_line(machine, tmp_path):
    assert make_run_dir(tmp_path / "run") == (tmp_path / "run").resolve()
    assert bucket_of(tmp_path / "run") is None
    assert origin(tmp_path / "run") == str(tmp_path / "run")
    with pytest.raises(StoreError, match="no-such-bucket"):
        write_text("x", make_run_dir("s3://no-such-bucket/run") / "run.json")


def test_pictures_reach_all_nodes(machine):
    place = make_run_dir("s3://bucket/pictures")
    sha = blobs_of(place).put(b"a picture")
    machine("two")
    copy = blobs_of(make_run_dir("s3://bucket/pictures"))
    assert not copy.path(sha).exists()
    assert copy.get(sha) == b"a picture"
    assert copy.path(sha).exists()


def test_a_run_that_was_deleted_and_is_made_again_has_its_pictures_in_the_bucket(machine):
    files, folder = FileSystem.from_uri("s3://bucket/again")
    picture = as_png(large_png(1, 1)).data
    for _ in range(2):
        place = make_run_dir("s3://bucket/again")
        sha = keep(picture, blobs_of(place))
        assert objects("s3://bucket/again") == {f"blobs/{sha[:2]}/{sha}"}
        write_text("{}", place / "run.json")
        assert make_run_dir("s3://bucket/again") == place
        assert blobs_of(place).path(sha).exists()  # of a run that is there they stay
        files.delete_dir_contents(folder)


def rounds(where: str, count: int) -> list[list[dict]]:
    store = RoundStore(make_run_dir(where), seeds(), Keep())
    synthesize(range(count), PlainContext(rows=20), flow(), store)
    return [table.to_pylist() for _, table in store.verdicts()]


def test_rounds_continue_on_another_machine(machine):
    first = rounds("s3://bucket/rounds", 2)
    machine("two")
    both = rounds("s3://bucket/rounds", 3)
    assert both[:2] == first
    assert len(both) == 3
    assert not [name for name in objects("s3://bucket/rounds") if "part-" in name]


def without_ray(config, recipe, out, store, console) -> None:
    """The product's stages, ledger and context in this process (run.Work)."""
    with asyncio.Runner() as runner:
        loop = Loop(Wiring(config, out, "run"), pq.read_table(out / "seeds.parquet"), runner)
        synthesize(range(config.rounds.count), loop, loop.flow, store)
        loop.close()


def test_a_whole_run_in_a_bucket_and_again_on_another_machine(machine, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    some_seeds(tmp_path, "dynamath-416", "dynamath-123")
    settings = ["generate.members=[sharp]", "judge.members=[coarse,textual]", "seeds.path=seeds.jsonl"]

    def ran(out: str, rounds: int) -> str:
        text = io.StringIO()
        config = compose([*settings, f"rounds.count={rounds}", f"out={out}"])
        assert run(config, Console(file=text, width=140), without_ray) == 0
        return text.getvalue()

    ran(str(tmp_path / "here"), 2)
    assert "s3://bucket/whole/dataset" in ran("s3://bucket/whole", 1)
    machine("two")
    said = ran("s3://bucket/whole", 2)
    found = objects("s3://bucket/whole")
    here = {str(path.relative_to(tmp_path / "here")) for path in (tmp_path / "here").rglob("*") if path.is_file()}
    wanted = {name for name in here if not name.startswith("calls/")}
    assert found >= wanted, wanted - found
    assert not {name for name in found if "part-" in name}
    files, _ = FileSystem.from_uri("s3://bucket/whole")
    name = "dataset/train/00000.parquet"
    ours = pq.read_table(f"bucket/whole/{name}", filesystem=files)
    theirs = pq.read_table(tmp_path / "here" / name)
    for column in ("id", "image", "question", "answer"):
        assert ours.column(column) == theirs.column(column)
    with Ledger("s3://bucket/whole/calls", tmp_path / "index") as ledger:
        keys = [key for key, _ in ledger.scan()]
    assert len(keys) == len(set(keys)), "nothing was asked twice"
    with Ledger(tmp_path / "here" / "calls", tmp_path / "own") as ledger:
        assert {key for key, _ in ledger.scan()} == set(keys)
    assert "samples kept" in said
