"""What a run paid: all its sessions, by model and stage, whoever else wrote into the ledger."""

import asyncio
import io
from collections import Counter

import pyarrow as pa
from rich.console import Console

from cads_ray.account.bill import bill
from cads_ray.account.summary import Summary, show
from cads_ray.config import Config
from cads_ray.models.ledger import Ledger
from cads_ray.models.storage import run_name
from cads_ray.schema import CALL
from tests.models.echo import digest
from tests.models.ledgers import record


def call(name: str, cached: bool, usd: float | None = 0.1, task: str = "solve", calls: int = 1) -> dict:
    return {"task": task, "member": "ada", "key": digest(name), "usd": usd, "seconds": 1.0, "cached": cached} | {
        "calls": calls
    }


def rows(*calls: dict) -> list[tuple[int, pa.Table]]:
    return [(0, pa.table({"calls": pa.array([[call] for call in calls], pa.list_(CALL))}))]


def filled(tmp_path) -> None:
    """Two records of this run, one of them by a session that was killed before its row was written; one of another run."""

    async def main(ledger: Ledger) -> None:
        own = {"run": run_name(tmp_path)}
        await ledger.put(digest("mine"), record("mine", usd=0.2, calls=3, **own))
        await ledger.put(digest("lost"), record("lost", usd=None, task="reflect", **own))
        await ledger.put(digest("theirs"), record("theirs", run="cads-other"))

    with Ledger(tmp_path / "calls") as ledger:
        asyncio.run(main(ledger))


def test_the_bill_holds_what_all_sessions_of_this_run_paid_and_no_other_run(tmp_path):
    filled(tmp_path)
    used = rows(call("mine", cached=True), call("mine", cached=True), call("theirs", cached=True))
    found = bill(Config(), tmp_path, used)
    assert (found.calls, found.cached, found.usd, found.unpriced) == (4, 2, 0.2, 1)
    assert found.lines["ada", "reflect"].calls == 1
    assert found.saved == 0.1
    assert found.cost == "$0.20 and 1 calls of unknown price"
    assert found.per_kept(4) == "$0.0500 and more"
    assert found.per_kept(0) == "-"


def test_calls_that_brought_no_answer_are_counted_from_the_rows(tmp_path):
    filled(tmp_path)
    found = bill(Config(), tmp_path, rows(call("failed", cached=False, usd=0.01, calls=6)))
    assert (found.calls, found.cached, round(found.usd, 6)) == (10, 0, 0.21)


def test_the_summary_says_what_each_model_cost_at_each_stage_and_what_was_torn(tmp_path):
    filled(tmp_path)
    (segment,) = (tmp_path / "calls").glob("*.seg")
    segment.write_bytes(segment.read_bytes() + b"\xff0000torn")
    found = bill(Config(), tmp_path, [])
    out = io.StringIO()
    accounts = {0: Counter(planned=2, accepted=2)}
    show(Summary(accounts, Counter(), Counter({("ada", "ModelDown"): 3}), found, 0, 9.0), Console(file=out, width=150))
    text = out.getvalue()
    assert "1 torn records of the ledger were cut off" in text
    assert "absent 3 x  ada: ModelDown" in text
    assert "$0.1000 and more a kept sample" in text
    (line,) = [line.split() for line in text.splitlines() if line.startswith("ada")]
    assert line == ["ada", "$0.2000", "unknown", "$0.2000"]
