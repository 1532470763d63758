"""Counts and costs, against a plain loop over the rows; and a run directory that is none."""

from collections import Counter

import pyarrow.parquet as pq
import pytest

from cads_ray.errors import AccountingError, ConfigError, StoreError
from cads_ray.export.facts import facts_of
from cads_ray.export.source import open_run
from cads_ray.schema import KEPT
from tests.export.runs import make_run, rows_of


def test_facts_are_what_a_loop_over_the_rows_counts(run):
    facts, rows = facts_of(open_run(run)), rows_of(run)
    assert facts.planned == len(rows) == 240
    assert facts.states == Counter(row["state"] for row in rows)
    kept = [row for row in rows if row["state"] in KEPT]
    assert facts.kept == len(kept)
    assert facts.seeds == sorted({row["seed"] for row in kept})
    pairs = Counter((row["strategy"], row["author"]) for row in kept)
    assert facts.by("strategy", "author") == [(*pair, count) for pair, count in sorted(pairs.items())]
    sent = [call for row in rows for call in row["calls"] if not call["cached"]]
    (cost,) = facts.costs.to_dicts()
    assert cost["calls"] == len(sent)
    assert cost["usd"] == pytest.approx(sum(call["usd"] or 0 for call in sent))
    assert cost["unpriced"] == sum(call["usd"] is None for call in sent)
    assert cost["cached"] == sum(call["cached"] for row in rows for call in row["calls"])


def test_rows_come_a_few_at_a_time_and_in_order(run):
    tables = list(open_run(run).tables(["id"]))
    assert [name for table in tables for name in table["id"].to_pylist()] == [row["id"] for row in rows_of(run)]
    assert max(table.num_rows for table in tables) <= 256


def test_more_rows_than_were_planned_do_not_add_up(tmp_path):
    out = make_run(tmp_path / "run", 20)
    plan = out / "rounds/001/plan.parquet"
    pq.write_table(pq.read_table(plan).slice(0, 3), plan)
    with pytest.raises(AccountingError):
        _ = facts_of(open_run(out)).states


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"run\.json"):
        open_run(tmp_path)


@pytest.mark.parametrize("broken", ["seeds.parquet", "run.json"])
def test_a_damaged_run_is_told_in_one_line(tmp_path, broken):
    out = make_run(tmp_path / "run", 4)
    (out / broken).write_text("{")
    with pytest.raises(StoreError, match="cannot be read") as caught:
        open_run(out)
    assert "\n" not in str(caught.value)
