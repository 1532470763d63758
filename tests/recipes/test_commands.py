"""The other recipes as a user runs them, on Ray and over HTTP: killed and continued, previewed, exported, inspected."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hosted import cads, command, dataset, recorded, seeds, server_flags, verdicts

pytestmark = pytest.mark.slow
SMALL = (
    *("seeds.path=seeds.jsonl", "rounds.count=2", "generate.members=[sharp]", "judge=pair", "student.model=student"),
    *("student.samples=3", "dataflow.block_rows=2"),
)


def tool(folder: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=["failures", "oasis"])
def whole(request, tmp_path_factory) -> tuple[Path, str]:
    """A folder with an undisturbed run of the recipe, and the recipe's name."""
    home = tmp_path_factory.mktemp(request.param)
    seeds(home, "dynamath-276", "dynamath-416", "dynamath-329", "vqarad-1027")
    done = cads(home, *SMALL, f"recipe={request.param}", "out=whole", server_flags(home / "whole.log"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "samples kept" in done.stdout
    return home, request.param


def test_a_killed_run_continues_to_the_same_bytes_and_pays_nothing_twice(whole):
    home, recipe = whole
    log = home / "cut.log"
    options = (*SMALL, f"recipe={recipe}", "out=cut", server_flags(log))
    run = subprocess.Popen(command(*options), cwd=home, stdout=subprocess.DEVNULL, start_new_session=True)
    while not log.exists() or log.read_text().count('"reply"') < 25:
        assert run.poll() is None
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    done = cads(home, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert dataset(home / "cut") == dataset(home / "whole")
    assert set(recorded(home / "cut/calls").values()) == {1}
    assert recorded(home / "cut/calls").keys() == recorded(home / "whole/calls").keys()


def test_planned_is_the_sum_of_the_states(whole):
    home, _ = whole
    rows = verdicts(home / "whole").values()
    states = json.loads((home / "whole/summary.json").read_text())["states"]
    assert states["planned"] == len(rows) == sum(count for name, count in states.items() if name != "planned") == 8
    assert any(row["state"] in ("accepted", "adversarial") and row["pass_rate"] is not None for row in rows)


def test_what_comes_after_a_run_works(whole):
    home, recipe = whole
    tool(home, "cads_ray.export", "run=whole", "formats=[llamafactory,easyr1]")
    rows = json.loads((home / "whole/export/llamafactory/cads.json").read_text())
    assert "<think>" in rows[0]["messages"][-1]["content"]
    said = tool(home, "cads_ray.inspect", "run=whole")
    assert ("by fault" in said) == (recipe == "failures")
    assert "the student:" in said
    page = (home / "whole/report.html").read_text()
    assert ('"fault":{' in page) == (recipe == "failures")


def test_a_preview_projects_the_whole(whole):
    home, recipe = whole
    done = cads(home, *SMALL, f"recipe={recipe}", "out=seen", "preview=3", server_flags(home / "seen.log"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the whole run (4 seeds, 2 rounds)" in " ".join(done.stdout.split())
