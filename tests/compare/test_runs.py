"""Runs side by side: what differs between them, and what came of it."""

import json
from dataclasses import asdict, replace

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from cads_ray.compare.__main__ import main
from cads_ray.compare.runs import compare
from cads_ray.config import MemberConfig
from cads_ray.dataset.settle import keep
from cads_ray.errors import ConfigError
from cads_ray.pictures import check
from cads_ray.seeds.read import Seeds
from cads_ray.session.finish import finish
from cads_ray.store import RoundStore
from tests.export.runs import config_of, make_run


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    """Two ended runs that differ in their judges, as a sweep leaves them."""
    folder = tmp_path_factory.mktemp("multirun")
    for number, judges in enumerate((["sharp"], ["sharp", "coarse"])):
        out = make_run(folder / str(number), rows=12, seeds=3, random_seed=number)
        config = config_of()
        config = replace(config, judge=replace(config.judge, members=judges))
        config.models.members |= {name: MemberConfig(model=name) for name in judges}
        about = json.loads((out / "run.json").read_text()) | {"config": asdict(config)}
        (out / "run.json").write_text(json.dumps(about))
        (out / "context" / "000.json").unlink()  # these runs have no playbook
        seeds = Seeds(pq.read_table(out / "seeds.parquet"), [])
        store = RoundStore(out, seeds.table, keep(**asdict(config.dataset)))
        finish(config, out, store, seeds, 7.0, Console(quiet=True))
    return folder


def test_a_row_says_what_differs_and_what_came_of_it(sweep):
    rows = compare([str(sweep)])
    assert [row["judge.members"] for row in rows] == ["sharp", "sharp,coarse"]
    for row in rows:
        summary = json.loads((sweep / row["run"] / "summary.json").read_text())
        assert row["kept"] == summary["states"]["accepted"] + summary["states"]["adversarial"]
        assert row["yield"] == row["kept"] / row["planned"]
        assert row["seconds"] == 7.0
    assert compare([str(sweep / "0"), str(sweep / "1")]) == rows


def test_the_command_prints_a_table_and_draws_a_figure(sweep, tmp_path):
    console = Console(record=True, width=200)
    main([str(sweep), f"out={tmp_path}"], console)
    text = console.export_text()
    assert "sharp,coarse" in text
    assert "adversarial rate" in text
    assert json.loads((tmp_path / "comparison.json").read_text()) == compare([str(sweep)])
    picture = check((tmp_path / "comparison.png").read_bytes())
    assert picture.width > 500


def test_a_folder_without_runs_is_refused_in_one_line(tmp_path):
    with pytest.raises(ConfigError, match="no run directory"):
        compare([str(tmp_path)])
