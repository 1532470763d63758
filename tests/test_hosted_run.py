"""The hosted run as a whole, over real HTTP: faults, secrets, replay, sweeps, previews."""

import json
from pathlib import Path

import pytest

from cads_ray.embedded.endpoint.log import answered_twice
from tests.hosted import (
    ALL,
    FAULTS,
    PATIENCE,
    THREE,
    TINY,
    cads,
    check_calls,
    dataset,
    faults,
    log_lines,
    recorded,
    seeds,
    server,
    server_flags,
    verdicts,
)


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
