"""What training tells while it runs: a line of metrics for each generation, in a file and on the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

MIXED = "groups_mixed"
SAME = "frac_reward_zero_std"  # TRL's share of groups of one reward
# Our names, and TRL's.
NAMES = {
    "reward": "reward",
    "accuracy": "rewards/accuracy/mean",
    "format": "rewards/format_reward/mean",
    "mixed": MIXED,
    "length": "completions/mean_length",
    "cut_off": "completions/clipped_ratio",
    "loss": "loss",
    "grad_norm": "grad_norm",
    "kl": "kl",
    "seconds_a_pass": "step_time",
}
POLL_S = 0.5


def row_of(step: int, logs: dict[str, Any]) -> dict[str, float]:
    """The figures of a generation.

    `mixed` is the share of questions whose completions are not all right or all wrong, `telling` of those whose completions
    differ in their reward, be it by form alone: the others teach nothing.
    """
    row = {"step": step} | {name: logs[theirs] for name, theirs in NAMES.items() if theirs in logs}
    return row | {"telling": 1 - logs[SAME]} if SAME in logs else row


def line_of(row: dict[str, float], updates: int) -> str:
    """A row as a person reads it."""
    words = {"reward": "reward {:.3f}", "accuracy": "accuracy {:.3f}", "mixed": "mixed groups {:.0%}"}
    words |= {"length": "{:.0f} tokens", "kl": "kl {:.4f}"}
    told = (form.format(row[name]) for name, form in words.items() if name in row)
    return " · ".join([f"update {row['step']:.0f} of {updates}", *told])


def rows_of(file: Path) -> list[dict[str, float]]:
    """The rows of a metrics file, as far as they are whole."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def forget_after(file: Path, step: int) -> None:
    """Take out of a metrics file what comes after the checkpoint that training goes on from: it is done again."""
    kept = [row for row in rows_of(file) if row["step"] <= step]
    file.write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")


@contextmanager
def following(file: Path, show: Callable[[dict[str, float]], None]) -> Iterator[None]:
    """Show each row that comes into `file` while the block runs. The rows are written by another process."""
    known, over = len(rows_of(file)), Event()

    def follow() -> None:
        nonlocal known
        while True:
            last = over.wait(POLL_S)
            rows = rows_of(file)
            for row in rows[known:]:
                show(row)
            known = len(rows)
            if last:
                return

    thread = Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
