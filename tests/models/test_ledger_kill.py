"""What was durable when a kill came is there afterwards."""

import random
import shutil

import pytest

from tests.models.echo import Echo
from tests.models.ledger_process import kill, open_ledger, start


@pytest.mark.parametrize("seed", range(3))
def test_every_record_acknowledged_before_a_kill_is_found_again(seed, tmp_path):
    rng = random.Random(seed)
    acknowledged = []
    for attempt in range(2):
        process = start("append", tmp_path, f"{seed}-{attempt}")
        for _ in range(rng.choice([1, 50, 1000, 4000]) + rng.randrange(40)):
            acknowledged.append(process.stdout.readline().strip())
        acknowledged += kill(process)
        if rng.random() < 0.5:
            shutil.rmtree(tmp_path / "index")
    with open_ledger(tmp_path) as ledger:
        lost = [key for key in acknowledged if not ledger.record(key)["value"].startswith(key)]
        assert lost == []
        assert ledger.counts().torn <= 2  # at most the last record of each killed writer


@pytest.mark.slow
def test_nothing_is_asked_again_whose_reply_was_there_when_a_process_was_killed(tmp_path):
    """Three processes at a time share the questions; twenty are killed, each at another moment."""
    rng = random.Random(0)
    alive = [start("work", tmp_path, f"{i}") for i in range(3)]
    for kills in range(20):
        for _ in range(rng.randrange(60)):
            if not alive[0].stdout.readline():
                break
        kill(alive.pop(0))
        alive.append(start("work", tmp_path, f"again-{kills}"))
    for process in alive:
        process.communicate()
    log = Echo(tmp_path / "log").calls
    sent = [line for line in log if not line.startswith("replied")]
    answered: set[str] = set()
    for line in log:
        if line.startswith("replied "):
            answered.add(line.removeprefix("replied "))
        else:
            assert line not in answered
    assert answered == {str(i) for i in range(400)}
    assert len(sent) - 400 <= 20 * 8  # what was in flight at a kill, eight calls a process, had to be repeated
