"""The hosted run as a whole, over real HTTP: faults, money, outages, kills, replay, secrets, sweeps."""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cads_ray.embedded.endpoint.log import answered_twice
from tests.hosted import (
    FAULTS,
    cads,
    command,
    dataset,
    faults,
    log_lines,
    paid,
    recorded,
    seeds,
    server_flags,
    verdicts,
)

ALL = ("sharp", "coarse", "literal", "textual", "draughtsman")
# A trickle never ends. Longer than the slowest honest answer of a busy machine: who hangs up before it asks again.
PATIENCE = [f"models.members.{name}.timeout_s=120" for name in ALL]
THREE = ("dynamath-416", "openstax-m00126-exer-00005", "dynamath-123")
TINY = (
    "seeds.path=seeds.jsonl",
    "rounds.count=1",
    "generate.members=[sharp]",
    "judge.members=[literal,textual]",
    "dataflow.block_rows=2",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hosted")
    seeds(folder, *THREE)
    return folder


def check_calls(out: Path, log: Path) -> None:
    """No good answer was given twice, and each was recorded once."""
    lines = log_lines(log, out)
    assert answered_twice(lines) == {}
    counts = recorded(out / "calls")
    assert set(counts.values()) == {1}
    assert {line.key for line in lines if line.good} <= set(counts)


def test_with_faults_every_sample_ends_once_and_no_call_is_paid_twice(home):
    flags = server_flags(home / "faulty.log", *faults(0.2, [kind for kind in FAULTS if kind != "trickle"]), "--seed", 1)
    done = cads(home, *TINY, "out=faulty", flags)
    assert done.returncode == 0, done.stdout + done.stderr
    states = [row["state"] for row in verdicts(home / "faulty").values()]
    assert len(states) == 3
    assert set(states) <= {"accepted", "adversarial", "unsolvable"}, verdicts(home / "faulty")
    assert any(line.fault for line in log_lines(home / "faulty.log", home))
    check_calls(home / "faulty", home / "faulty.log")
    manifest = json.loads((home / "faulty/rounds/000/manifest.json").read_text())
    assert manifest["planned"] == sum(manifest["states"].values()) == 3


@pytest.fixture(scope="module")
def whole(home) -> Path:
    """The undisturbed run that others are compared with."""
    done = cads(home, *TINY, "out=whole", server_flags(home / "whole.log"))
    assert done.returncode == 0, done.stdout + done.stderr
    check_calls(home / "whole", home / "whole.log")
    return home / "whole"


@pytest.mark.slow
def test_two_hundred_samples_with_faults_are_kept_as_without(tmp_path):
    """Refusals are answers: a row that met one may end otherwise, and no other may."""
    size = (
        "rounds.count=1",
        "generate.members=[sharp,coarse,literal]",
        "generate.draws=4",
        "judge.members=[sharp,literal,textual]",
    )
    found = {}
    for name, flags in (("plain", []), ("faulty", faults(0.2, (*FAULTS, "refusal", "picture")))):
        done = cads(tmp_path, *size, *PATIENCE, f"out={name}", server_flags(tmp_path / f"{name}.log", *flags))
        assert done.returncode == 0, done.stdout + done.stderr
        check_calls(tmp_path / name, tmp_path / f"{name}.log")
        found[name] = verdicts(tmp_path / name)
    plain, faulty = found["plain"], found["faulty"]
    assert plain.keys() == faulty.keys()
    assert len(plain) == 17 * 3 * 4
    lines = log_lines(tmp_path / "faulty.log", tmp_path)
    refused = {line.key for line in lines if line.fault == "refusal" and line.event == "reply"}
    spared = [id for id, row in faulty.items() if not refused & {call["key"] for call in row["calls"]}]
    assert len(spared) > len(plain) / 2
    moved = {id: (plain[id]["state"], faulty[id]["state"], faulty[id]["reason"]) for id in spared}
    moved = {id: states for id, states in moved.items() if states[0] != states[1]}
    # A sample that is no longer there leaves room for its twin or sibling.
    assert {
        states for _, *states in moved.values() if "duplicate" not in states and "excluded" not in states
    } == set(), moved
    met = sum(line.event == "reply" and line.fault is not None for line in lines)
    print(
        f"{len(plain)} samples, {len(lines) // 2} requests, {met} met a fault, {len(spared)} rows without a refusal, {moved}"
    )


PRICES = [
    f"models.members.{name}.usd_per_mtok_{way}=10"
    for name in ("sharp", "literal", "textual", "draughtsman")
    for way in ("in", "out")
]
PRICES += [f"models.members.{name}.max_tokens=2000" for name in ("sharp", "literal", "textual", "draughtsman")]


@pytest.mark.slow
def test_a_budget_stops_the_run_and_a_larger_one_continues_it_to_the_same_dataset(home):
    priced = cads(home, *TINY, *PRICES, "out=priced", server_flags(home / "priced.log"))
    assert priced.returncode == 0, priced.stdout + priced.stderr
    cost = paid(home / "priced/calls")
    stopped = cads(home, *TINY, *PRICES, "out=poor", f"budget.usd={cost / 2:.4f}", server_flags(home / "poor.log"))
    assert stopped.returncode == 4, stopped.stdout + stopped.stderr
    assert "budget.usd" in stopped.stdout
    assert "pending" in stopped.stdout
    first = paid(home / "poor/calls")
    assert 0 < first <= cost / 2
    again = cads(home, *TINY, *PRICES, "out=poor", f"budget.usd={cost / 2:.4f}", server_flags(home / "poor.log"))
    assert again.returncode == 4, "what was paid before counts"
    assert paid(home / "poor/calls") <= cost / 2
    done = cads(home, *TINY, *PRICES, "out=poor", f"budget.usd={cost * 2:.4f}", server_flags(home / "poor.log"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert dataset(home / "poor") == dataset(home / "priced")
    assert paid(home / "poor/calls") == pytest.approx(cost)
    assert answered_twice(log_lines(home / "poor.log", home)) == {}


def test_a_budget_with_an_unknown_price_is_refused_in_one_line(home):
    refused = cads(home, *TINY, "out=unpriced", "budget.usd=1", "models.members.sharp.usd_per_mtok_out=null")
    assert refused.returncode == 2
    assert "usd_per_mtok_out of models.members.sharp" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert not (home / "unpriced").exists()


@contextlib.contextmanager
def server(log: Path, *flags: str, port: int = 0):
    """A server that the run did not start; yields the process and what tells members its address."""
    command = [sys.executable, "-m", "cads_ray.embedded.server", "--log", str(log), "--port", str(port), *flags]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip()
        yield process, ["models.server=null", *(f"models.members.{name}.base_url={url}" for name in ALL)]
    finally:
        process.kill()
        process.wait()


def wait_for_requests(log: Path, count: int, run: subprocess.Popen) -> None:
    while log.read_text().count('"request"') < count:
        assert run.poll() is None, run.stdout.read()
        time.sleep(0.05)


def test_a_model_that_is_not_there_stops_the_run_before_it_claims_its_directory(home):
    for name in ("shrap", "sarp"):
        refused = cads(
            home, *TINY, "out=misspelt", f"models.members.sharp.model={name}", server_flags(home / "spelt.log")
        )
        assert refused.returncode == 2, refused.stdout + refused.stderr
        assert "models.members.sharp:" in refused.stdout
        assert "Traceback" not in refused.stdout + refused.stderr
    assert not (home / "misspelt/limits.json").exists()
    assert not list((home / "misspelt").glob("rounds/*"))


@pytest.mark.slow
def test_a_provider_that_goes_down_stops_the_run_and_the_run_continues(home, whole):
    log = home / "dies.log"
    with server(log, "--latency", "0.5") as (process, addresses):
        run = subprocess.Popen(command(*TINY, *addresses, "out=dies"), cwd=home, stdout=subprocess.PIPE, text=True)
        wait_for_requests(log, 8, run)
        process.kill()
        output = run.communicate(timeout=600)[0]
    assert run.returncode == 3, output
    assert "run the same command again" in output
    with server(log) as (_, addresses):
        done = cads(home, *TINY, *addresses, "out=dies")
    assert done.returncode == 0, done.stdout + done.stderr
    assert dataset(home / "dies") == dataset(whole)


@pytest.mark.slow
def test_a_judge_that_is_down_is_absent_while_the_quorum_holds(home):
    judges = ["judge.members=[sharp,literal,textual]", "models.members.textual.base_url=http://127.0.0.1:9/v1"]
    done = cads(home, *TINY, *judges, "out=absent", server_flags(home / "absent.log"))
    assert done.returncode == 0, done.stdout + done.stderr
    for row in verdicts(home / "absent").values():
        ballots = {vote["judge"]: vote["ballot"] for vote in row["votes"]}
        assert ballots["textual"] == "absent"
        assert row["state"] in ("accepted", "unsolvable", "adversarial")


@pytest.mark.slow
def test_kills_repeat_nothing_that_was_durable(tmp_path):
    script = Path(__file__).parents[1] / "benchmarks/kills.py"
    done = subprocess.run([sys.executable, script, "--kills", "3", "--keep", tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_finished_run_is_replayed_from_its_ledger_without_a_network(home):
    """With pictures by an image model, looked at and redrawn: they lie beside the ledger, in the old run's blobs."""
    painted = [*TINY, "paint=hosted", "paint.check=literal"]
    done = cads(home, *painted, "out=painted", server_flags(home / "painted.log"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "check" in {line.task for line in log_lines(home / "painted.log", home)}
    (home / "painted.log").unlink()
    replay = cads(
        home,
        *painted,
        "out=replayed",
        "ledger.dir=painted/calls",
        "ledger.replay=only",
        server_flags(home / "painted.log"),
    )
    assert replay.returncode == 0, replay.stdout + replay.stderr
    assert not (home / "painted.log").exists(), "no server was started"
    assert " 0 calls" in replay.stdout
    assert dataset(home / "replayed") == dataset(home / "painted")


SENTINEL = "sk-sentinel-77b1e0c4"


@pytest.mark.slow
@pytest.mark.parametrize("fault", [None, "wrong key", "500", "junk", "reset", "429"])
def test_a_key_is_written_nowhere(fault, tmp_path):
    seeds(tmp_path, *THREE[:1])
    keys = [f"models.members.{name}.api_key_env=SENTINEL_KEY" for name in ALL]
    flags = ["--key", "another" if fault == "wrong key" else SENTINEL]
    if fault not in (None, "wrong key"):
        flags += ["--fault", f"{fault}=0.5"]
    with server(tmp_path / "server.log", *flags) as (_, addresses):
        sessions = set(Path("/tmp/ray").glob("session_2*"))
        done = cads(
            tmp_path, *TINY, *keys, *addresses, "out=run", "retries.provider=2", "verbose=true", SENTINEL_KEY=SENTINEL
        )
    assert done.returncode in ((0, 3) if fault != "wrong key" else (2, 3)), done.stdout + done.stderr
    assert SENTINEL not in done.stdout + done.stderr
    folders = [tmp_path, *(set(Path("/tmp/ray").glob("session_2*")) - sessions)]
    assert len(folders) > 1 or fault == "wrong key"
    written = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path for path in written if SENTINEL.encode() in path.read_bytes()] == []


@pytest.mark.slow
def test_a_sweep_that_shares_a_ledger_pays_once(home):
    shared = [*TINY[:3], "judge=pair,trio", "ledger.dir=shared", server_flags(home / "sweep.log")]
    done = cads(home, "-m", *shared)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = log_lines(home / "sweep.log", home)
    assert answered_twice(lines) == {}
    assert set(recorded(home / "shared").values()) == {1}
    assert sorted(path.name for path in home.glob("multirun/*/*/dataset")) == ["dataset", "dataset"]


@pytest.mark.slow
def test_a_preview_shows_and_projects_and_the_whole_run_does_not_pay_for_it_again(home):
    shown = cads(home, *TINY, "out=large", "preview=2", server_flags(home / "preview.log"))
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "the whole run (3 seeds, 1 rounds)" in " ".join(shown.stdout.split())
    page = (home / "large/preview/report.html").read_text()
    assert "the whole run (3 seeds, 1 rounds)" in page
    assert page.count("data:image/png") >= 2
    done = cads(home, *TINY, "out=large", server_flags(home / "large.log"))
    assert done.returncode == 0, done.stdout + done.stderr
    asked = [{line.key for line in log_lines(home / name, home)} for name in ("preview.log", "large.log")]
    assert asked[0]
    assert asked[1]
    assert not asked[0] & asked[1]
    assert set(recorded(home / "large/calls").values()) == {1}
