"""An evaluation as a user starts it, over real HTTP with faults, and once more from its ledger."""

import json
import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from tests.hosted import FAULTS, faults, seeds, server_flags

THREE = ("dynamath-416", "openstax-m00126-exer-00005", "dynamath-123")


def evaluate(folder, *arguments):
    command = [sys.executable, "-m", "cads_ray.evaluate", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, env=os.environ)


@pytest.mark.slow
def test_over_http_with_faults_and_again_from_the_ledger(tmp_path):
    path, log = seeds(tmp_path, *THREE), tmp_path / "server.log"
    flags = server_flags(log, *faults(0.2, [kind for kind in FAULTS if kind != "trickle"]), "--seed", 1)
    asked = ["models=hosted_demo", "model=sharp", f"benchmark={path}", "samples=2", "out=e"]
    done = evaluate(tmp_path, *asked, flags)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((tmp_path / "e/evaluation.json").read_text())
    assert sum(told["scores"]["outcomes"].values()) == 6
    assert told["scores"]["outcomes"]["pending"] == 0
    first = pq.read_table(tmp_path / "e/attempts.parquet")
    lines = log.read_text().count("\n")
    again = evaluate(tmp_path, *asked, "ledger.replay=only")
    assert again.returncode == 0, again.stdout + again.stderr
    assert log.read_text().count("\n") == lines
    names = ["item", "attempt", "outcome", "answer"]
    assert pq.read_table(tmp_path / "e/attempts.parquet").select(names).equals(first.select(names))
    other = evaluate(tmp_path, *asked, "samples=3")
    assert other.returncode == 2
    assert "was made with samples=2, now it is 3" in other.stderr


@pytest.mark.slow
def test_a_budget_stops_it_and_the_same_command_continues(tmp_path):
    path = seeds(tmp_path, *THREE)
    asked = ["models=hosted_demo", "model=sharp", f"benchmark={path}", "out=e", "dataflow.block_rows=1"]
    price = ["models.members.sharp.usd_per_mtok_in=1000000", "models.members.sharp.usd_per_mtok_out=0"]
    stopped = evaluate(tmp_path, *asked, *price, "budget.usd=0.5")
    assert stopped.returncode == 4, stopped.stdout + stopped.stderr
    told = json.loads((tmp_path / "e/evaluation.json").read_text())
    assert told["scores"]["outcomes"]["pending"] > 0
    done = evaluate(tmp_path, *asked)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "e/evaluation.json").read_text())["scores"]["outcomes"]["pending"] == 0
