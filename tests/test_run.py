"""The command as a user runs it: in a process of its own, from another directory."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cads_ray.process.interrupts import SAME_S
from cads_ray.seeds.read import DEMO

SEEDS = ("dynamath-416", "openstax-m00126-exer-00005", "vqarad-1027")
SMALL = ("rounds.count=2", "generate.members=[sharp,coarse]", "judge=pair", "dataflow.block_rows=2")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder with three demo seeds (one that no embedded family serves) and one broken line."""
    folder = tmp_path_factory.mktemp("home")
    rows = [json.loads(line) for line in DEMO.read_text().splitlines()]
    chosen = [row for row in rows if row["id"] in SEEDS]
    (folder / "images").mkdir()
    for row in chosen:
        (folder / row["image"]).write_bytes((DEMO.parent / row["image"]).read_bytes())
    lines = [json.dumps(row) for row in chosen]
    (folder / "seeds.jsonl").write_text("\n".join([*lines[:1], "{broken", *lines[1:]]) + "\n")
    return folder


def command(*overrides: str) -> list[str]:
    return [sys.executable, "-m", "cads_ray.run", "seeds.path=seeds.jsonl", *SMALL, *overrides]


def cads(home: Path, *overrides: str) -> subprocess.CompletedProcess:
    return subprocess.run(command(*overrides), cwd=home, capture_output=True, text=True, timeout=300)


def dataset_bytes(out: Path) -> dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted((out / "dataset").glob("*/*.parquet"))}


@pytest.fixture(scope="module")
def finished(home) -> tuple[Path, subprocess.CompletedProcess]:
    """An undisturbed run."""
    done = cads(home, "out=whole")
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "whole", done


def test_a_run_makes_a_dataset_and_says_what_became_of_every_sample(finished):
    import datasets

    out, done = finished
    verdicts = [
        row for file in sorted(out.glob("rounds/*/verdicts.parquet")) for row in pq.read_table(file).to_pylist()
    ]
    assert len(verdicts) == 3 * 2 * 2
    kept = [row["id"] for row in verdicts if row["state"] in ("accepted", "adversarial")]
    dataset = datasets.load_dataset(str(out / "dataset"))
    assert sorted(name for split in dataset.values() for name in split["id"]) == kept
    assert not set(dataset["train"]["seed"]) & set(dataset["validation"]["seed"])
    assert dataset["train"][0]["image"].size[0] > 100
    refused = [row for row in verdicts if row["seed"] == "vqarad-1027"]
    assert {row["state"] for row in refused} == {"failed"}
    assert all("no embedded family serves" in row["reason"] for row in refused)
    assert f"{len(kept)} samples kept" in done.stdout
    assert "1 seeds were set aside" in done.stdout
    assert json.loads((out / "rejected_seeds.jsonl").read_text())["line"] == 2


def test_an_analysis_is_made_once_and_reused(finished):
    out, _ = finished
    calls = [
        call
        for row in pq.read_table(out / "rounds/001/verdicts.parquet").to_pylist()
        for call in row["calls"]
        if call["task"] == "analyze"
    ]
    assert calls
    assert all(call["cached"] for call in calls)


def test_no_other_library_speaks_to_the_user(finished):
    out, done = finished
    assert done.stderr == ""
    for line in done.stdout.splitlines():
        assert "ray" not in line.lower().replace(str(out), "").replace("after ray was up", ""), line


def test_the_report_holds_every_sample_and_no_markup_of_a_model(finished):
    out, _ = finished
    page = (out / "report.html").read_text()
    data = page.partition('<script id="data" type="application/json">')[2].partition("</script>")[0]
    assert "<" not in data
    assert len(json.loads(data)["index"]["id"]) == 12
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_same_command_again_repeats_nothing(finished, home):
    out, _ = finished
    before = dataset_bytes(out)
    ledger = {file.name: file.stat().st_size for file in (out / "calls").glob("*.seg")}
    again = cads(home, "out=whole")
    assert again.returncode == 0
    assert dataset_bytes(out) == before
    assert {file.name: file.stat().st_size for file in (out / "calls").glob("*.seg")} == ledger


def test_another_configuration_is_refused_for_the_same_directory(finished, home):
    refused = cads(home, "out=whole", "random_seed=7")
    assert refused.returncode == 2
    assert "random_seed" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_interrupted_run_continues_to_the_same_dataset(finished, home):
    run = subprocess.Popen(
        command("out=cut"), cwd=home, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    )
    for line in run.stdout:
        if line.startswith("first kept sample"):
            run.send_signal(signal.SIGINT)
            break
    output = run.stdout.read()
    assert run.wait(timeout=120) == 130, output
    assert "pending" in output
    continued = cads(home, "out=cut")
    assert continued.returncode == 0, continued.stdout + continued.stderr
    whole, _ = finished
    assert dataset_bytes(home / "cut") == dataset_bytes(whole)


def test_an_interrupt_before_there_is_anything_to_write_is_one_line(home):
    run = subprocess.Popen(command("out=early"), cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not _takes_interrupts(run.pid):
        assert run.poll() is None, run.communicate()
    run.send_signal(signal.SIGINT)
    assert run.communicate(timeout=60) == ("", "stopping; once more ends at once\nstopped: interrupted\n")
    assert run.returncode == 130


def _takes_interrupts(pid: int) -> bool:
    """Whether the process handles SIGTERM, which Python by itself does not (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def test_a_second_interrupt_ends_at_once(home):
    """The first would wait for Ray and write what is there; the second leaves that to the next run."""
    run = subprocess.Popen(
        command("out=twice"),
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (home / "twice" / "log.txt").exists():  # of Ray, which takes seconds to come up
        assert run.poll() is None, run.communicate()
        select.select([run.stdout], [], [], 0.2)
    run.send_signal(signal.SIGINT)
    assert run.stderr.readline() == "stopping; once more ends at once\n"
    select.select([run.stdout], [], [], 2 * SAME_S)  # until it counts as another one
    run.send_signal(signal.SIGINT)
    output, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in errors
    assert "samples kept" not in output
    assert not (home / "twice" / "report.html").exists()


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("judge.members=[sharpp]", "did you mean sharp"),
        ("seeds.path=absent.jsonl", "no such file"),
        ("out=/proc/nowhere", "cannot be written"),
        ("generate.members=[]", "empty"),
        ("rounds.cuont=2", "rounds.count"),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_2(override, words, home):
    refused = cads(home, override) if override.startswith("out=") else cads(home, "out=refused", override)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
