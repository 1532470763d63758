"""What stops a hosted run, and that it goes on from there: money, outages, kills."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from cads_ray.embedded.endpoint.log import answered_twice
from tests.hosted import TINY, cads, check_calls, command, dataset, log_lines, paid, server, server_flags, verdicts


@pytest.fixture(scope="module")
def whole(home) -> Path:
    """The undisturbed run that others are compared with."""
    done = cads(home, *TINY, "out=whole", server_flags(home / "whole.log"))
    assert done.returncode == 0, done.stdout + done.stderr
    check_calls(home / "whole", home / "whole.log")
    return home / "whole"


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


def wait_for_requests(log: Path, count: int, run: subprocess.Popen) -> None:
    while log.read_text().count('"request"') < count:
        assert run.poll() is None, run.stdout.read()
        time.sleep(0.05)


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
