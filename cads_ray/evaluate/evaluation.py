"""One evaluation, from the benchmark's files to its scores: the judge stage on Ray, with the ledger, limits and budget of a run.

What is paid for is never paid for twice: run again, an evaluation that stopped finds its replies in the ledger.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console

from cads_ray.account.bill import bill
from cads_ray.config import Config
from cads_ray.disk.files import make_run_dir, write_table, write_text
from cads_ray.engine.cluster import cluster
from cads_ray.errors import INTERRUPTED, SUSPENDING, CadsError, ConfigError
from cads_ray.evaluate.attempts import ATTEMPT, Outcome, attempts, graded
from cads_ray.evaluate.config import Asked, EvaluateConfig, as_run
from cads_ray.evaluate.items import Items, read_items
from cads_ray.evaluate.report import show
from cads_ray.evaluate.scores import scores
from cads_ray.judge.solve import Asking, Judge, solve
from cads_ray.models.storage import run_name
from cads_ray.panel import judge_of
from cads_ray.pictures import Blobs
from cads_ray.pool import Pool
from cads_ray.process.quiet import quiet
from cads_ray.process.terminal import in_red
from cads_ray.prompts.render import Prompts
from cads_ray.recipe import told
from cads_ray.session.hosted import check_budget, check_keys, check_models, members, shipped_server, used
from cads_ray.session.provenance import versions
from cads_ray.stage import Row

MOST_BLOCKS = 2000  # each costs the driver some milliseconds
TOLD_SECONDS = 10.0  # between two lines that say how far it is


def evaluate(asked: Asked, given: EvaluateConfig, console: Console) -> int:
    """Solve the benchmark, grade it, and write evaluation.json, items.parquet and attempts.parquet; returns the exit code."""
    config = as_run(given, asked.out)
    members(config)
    check_budget(config, used(config))
    out = make_run_dir(asked.out)
    items = read_items(asked.benchmark, asked.place, Blobs(out / "blobs"), asked.pictures, asked.split, asked.limit)
    about = _claim(asked, config, items, out)
    write_table(items.table, out / "items.parquet")
    judge, rows = judge_of(config, asked.model), []  # type: Judge, list[Row]
    code, reason = 0, ""
    try:
        check_keys(config, used(config))
        with shipped_server(config), quiet(out / "log.txt", config.verbose):
            check_models(config, used(config), Blobs(out / "blobs"), console)
            _attempt(asked, config, items, judge, out, rows, console)
    except KeyboardInterrupt:
        code, reason = INTERRUPTED, "interrupted; run the same command again to continue"
    except CadsError as error:
        code, reason = error.exit_code, str(error)
    _finish(asked, config, items, rows, about, out, console)
    if reason:
        console.print(in_red("stopped", reason), soft_wrap=True)
    return code


def _claim(asked: Asked, config: Config, items: Items, out: Path) -> dict[str, Any]:
    """What the evaluation is. Raises ConfigError when its directory holds another one."""
    member = asdict(config.models.members[asked.model])
    free = ("api_key_env", "base_url", "max_in_flight", "rpm", "tpm", "tpm_in", "tpm_out", "timeout_s")
    binding = {
        "model": asked.model,
        "member": {key: value for key, value in member.items() if key not in free and not key.startswith("usd_")},
        "benchmark": asked.name,
        "problems": items.digest,
        "samples": asked.samples,
        "prompt": Prompts().digest("solve"),
        "grader": asked.grader,
    }
    path = out / "evaluation.json"
    before = json.loads(path.read_text(encoding="utf-8"))["binding"] if path.exists() else binding
    changed = [key for key in binding if before.get(key) != binding[key]]
    if changed:
        key = changed[0]
        raise ConfigError(
            f"{asked.out} was made with {key}={before.get(key)}, now it is {binding[key]}; choose another out="
        )
    return {
        "binding": binding,
        "place": asked.place,
        "split": asked.split,
        "limit": asked.limit,
        "versions": versions(),
    }


def _attempt(
    asked: Asked, config: Config, items: Items, judge: Judge, out: Path, rows: list[Row], console: Console
) -> None:
    """Fill `rows` with the attempts as they come back. Raises what kept the rest from being made."""
    by_id = {item["id"]: item for item in items.table.to_pylist()}
    stopped: CadsError | None = None
    last = time.monotonic()
    with _pipeline(config, judge, out, attempts(items.table, asked.samples)) as batches:
        for batch in batches:
            rows.extend(graded(batch, judge, asked.benchmark, by_id))
            for row in batch.to_pylist():
                if row["error_type"] in SUSPENDING and stopped is None:
                    stopped = SUSPENDING[row["error_type"]](row["error_message"])
            if time.monotonic() - last > TOLD_SECONDS:
                right = sum(row["outcome"] == Outcome.RIGHT for row in rows)
                console.print(f"{len(rows)} of {len(by_id) * asked.samples} attempts, {right} right", highlight=False)
                last = time.monotonic()
    if stopped is not None:
        raise stopped


@contextmanager
def _pipeline(config: Config, judge: Judge, out: Path, table: pa.Table) -> Iterator[Iterator[pa.Table]]:
    """The judge stage as a pool on Ray, and what it makes of the table."""
    with cluster(config.ray.address, config.verbose) as up:
        from cads_ray.dataflow import Flow, once
        from cads_ray.engine.actors import fetch
        from cads_ray.session.wire import Wiring

        wiring = Wiring(config, out, run_name(out))
        up()
        limits: Any = wiring.start_limits() if wiring.hosted else None
        few = table.num_rows // MOST_BLOCKS
        pool = Pool(
            f"judge_{judge.name}", (told(partial(solve, judge=judge, asking=Asking(grader=config.judge.grader))),)
        )
        try:
            yield once(table, (pool,), wiring.tools, Flow(max(config.dataflow.block_rows, few)), config.verbose)
        finally:
            if limits is not None:
                wiring.keep_learnt(fetch(limits.learnt.remote()))


def _finish(
    asked: Asked, config: Config, items: Items, rows: list[Row], about: dict[str, Any], out: Path, console: Console
) -> None:
    """The files, in the order of the benchmark, and the table."""
    order = {name: number for number, name in enumerate(items.table["id"].to_pylist())}
    rows.sort(key=lambda row: (order[row["item"]], row["attempt"]))
    write_table(pa.Table.from_pylist(rows, schema=ATTEMPT), out / "attempts.parquet")
    paid = bill(config, out, [])
    told_of = about | {"rejected": items.rejected, "rule": asked.benchmark.rule}
    told_of["bill"] = {"calls": paid.calls, "usd": paid.usd, "unpriced": paid.unpriced}
    told_of["scores"] = scores(items.table.to_pylist(), rows, asked.samples)
    write_text(json.dumps(told_of, indent=1, ensure_ascii=False) + "\n", out / "evaluation.json")
    show(told_of, console)
    console.print(f"  {out / 'evaluation.json'}", highlight=False, soft_wrap=True)
