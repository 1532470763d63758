"""What a recipe adds to its rows goes along: into exports, card, report and inspect, also when the recipe itself is gone."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from cads_ray.account.overview import overview
from cads_ray.dataset.settle import Keep
from cads_ray.disk.files import write_table
from cads_ray.export.formats import Options, export_run
from cads_ray.export.report import write_report
from cads_ray.export.source import open_run
from cads_ray.inspect import main
from cads_ray.pictures import Blobs
from cads_ray.schema import State
from cads_ray.store import RoundStore
from tests.judge.cast import vote
from tests.plain import PlainContext, seeds, table, verdict

ROWS = 4


@pytest.fixture
def out(tmp_path, png):
    """A closed round of a recipe with the columns `fault` and `clarity`, and a student."""
    sha = Blobs(tmp_path / "blobs").put(png)
    store = RoundStore(tmp_path, seeds(), Keep())
    plan = store.open(0, PlainContext(ROWS).plan)
    more = {"state": State.ACCEPTED, "image": sha, "consensus": 2, "voters": 2, "pass_rate": 0.5, "domain": "charts"}
    tried = [vote("pupil", "m"), vote("pupil", "o")]
    made = table([verdict(row, **more, attempts=tried) for row in plan.to_pylist()])
    faults = pa.array(["perception", "perception", "knowledge", None], pa.string())
    made = made.append_column("fault", faults).append_column("clarity", pa.array([4, 5, 4, 5], pa.int32()))
    store.append(made)
    store.close(0)
    config = {"recipe": "a_recipe_that_is_gone", "models": {"members": {}}, "judge": {"consensus": "independent"}}
    config["dataset"] = {"size": None, "siblings": 3, "quotas": None, "decontaminate": []}
    about = {"config": config, "fingerprint": "f", "recipe": {"says": "made against failures", "by": ["fault"]}}
    (tmp_path / "run.json").write_text(json.dumps(about))
    write_table(seeds(), tmp_path / "seeds.parquet")
    return tmp_path


def test_exports_carry_the_columns_of_the_recipe_and_the_pass_rate(out):
    export_run(open_run(out), Options(("huggingface", "trl", "jsonl"), validation=0.0))
    for place in ("dataset", "export/trl"):
        [file] = (out / place).glob("train/*.parquet")
        rows = pq.read_table(file).to_pylist()
        assert sorted((row["fault"] or "", row["clarity"]) for row in rows) == [
            ("", 5),
            ("knowledge", 4),
            ("perception", 4),
            ("perception", 5),
        ]
        assert {row["pass_rate"] for row in rows} == {0.5}
    lines = (out / "export/jsonl/train.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["provenance"]["pass_rate"] == 0.5
    assert "made against failures" in (out / "dataset/README.md").read_text()
    assert "made against failures" in (out / "export/trl/README.md").read_text()


def test_without_provenance_none_of_it_is_told(out):
    export_run(open_run(out), Options(("huggingface",), provenance=False, validation=0.0))
    [file] = (out / "dataset").glob("train/*.parquet")
    assert not {"fault", "clarity", "pass_rate"} & set(pq.read_schema(file).names)


def test_the_report_counts_by_it_and_shows_it(out):
    store = RoundStore(out, seeds(), Keep())
    figures = overview(store, ["fault"])
    assert figures["groups"]["fault"]["perception"]["kept"] == 2
    assert figures["groups"]["fault"]["perception"]["pass_rate"] == 0.5
    assert list(figures["groups"]["fault"]) == ["", "knowledge", "perception"]
    assert figures["student"] == {"unsolved": 0, "learnable": ROWS, "solved": 0}
    told = figures | {"title": "t", "subtitle": "", "cost": "", "calls": 0, "costs": [], "rejected": [], "missing": []}
    page = write_report(out, store.slices(), store.seeds(), [], Blobs(out / "blobs"), told | {"agreement": None})
    text = page.read_text()
    data = json.loads(text.partition('<script id="data" type="application/json">')[2].partition("</script>")[0])
    [samples] = data["pages"].values()
    assert [data["values"]["fault"][code] for code in data["index"]["fault"]] == ["perception"] * 2 + ["knowledge", ""]
    assert samples[0]["more"] == {"fault": "perception", "clarity": 4}
    assert [each["answer"] for each in samples[0]["attempts"]] == ["5", "212"]


def test_inspect_needs_no_recipe(out, capsys):
    console = Console(width=200)
    main([f"run={out}"], console)
    main([f"run={out}", "sample=r000-0000"], console)
    said = capsys.readouterr().out
    for words in ("by fault", "perception", "fault: perception", "clarity: 4", "pass rate 0.50", "4 learnable"):
        assert words in said
