"""What the user sees while a run works: a live line on a terminal, plain lines when piped."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator

import pyarrow as pa
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cads_ray.schema import ASIDE, KEPT, State

PLAIN_SECONDS = 10.0  # between two plain lines


class Progress:
    """Counts verdicts as they pass. Use as a context manager around the run."""

    def __init__(self, console: Console, rounds: int):
        self._console, self._rounds = console, rounds
        self._live = Live(console=console, refresh_per_second=4, transient=True) if console.is_terminal else None
        self._start = self._told = time.monotonic()
        self._states: Counter[str] = Counter()
        self._round, self._planned, self._done, self._samples = 0, 0, 0, 0
        self._first = False  # whether the first kept sample was announced
        self._calls, self._usd, self._priced, self._version = 0, 0.0, True, ""

    def __enter__(self) -> Progress:
        if self._live is not None:
            self._live.__enter__()
            self._live.update(Table.grid())
        return self

    def __exit__(self, *exception: object) -> None:
        if self._live is not None:
            self._live.__exit__(None, None, None)

    def say(self, text: str) -> None:
        """A line that stays."""
        self._console.print(text, highlight=False, soft_wrap=True)

    def watch(self, flow: Callable[[pa.Table], Iterator[pa.Table]]) -> Callable[[pa.Table], Iterator[pa.Table]]:
        """The same flow, counted."""

        def watched(plan: pa.Table) -> Iterator[pa.Table]:
            self._open(plan)
            try:
                for verdicts in flow(plan):
                    self._count(verdicts)
                    yield verdicts
            finally:  # also where the next round is opened before all rows are back
                if self._live is None and plan.num_rows:
                    self.say(self._line())

        return watched

    def _open(self, plan: pa.Table) -> None:
        if plan.num_rows:
            on_their_way = self._planned - self._done
            self._round, self._planned, self._done = plan["round"][0].as_py() + 1, plan.num_rows + on_their_way, 0
            self._version = Counter(plan["version"].to_pylist()).most_common(1)[0][0]

    def _count(self, verdicts: pa.Table) -> None:
        self._done += verdicts.num_rows
        self._samples += verdicts.num_rows
        kinds = zip(verdicts["state"].to_pylist(), verdicts["error_type"].to_pylist(), strict=True)
        self._states.update(ASIDE.get(kind) or state or State.FAILED for state, kind in kinds)
        for row in verdicts["calls"].to_pylist():
            for call in row:
                if not call["cached"]:
                    self._calls += call["calls"]
                    self._priced &= call["usd"] is not None
                    self._usd += call["usd"] or 0.0
        now = time.monotonic()
        if not self._first and any(self._states[state] for state in KEPT):
            self._first = True
            self.say(f"first kept sample {now - self._start:.0f} s after Ray was up")
        if self._live is not None:
            self._live.update(self._table())
        elif now - self._told > PLAIN_SECONDS:
            self._told = now
            self.say(self._line())

    def _figures(self) -> dict[str, str]:
        rate = self._samples / max(1e-6, time.monotonic() - self._start)
        states = ", ".join(f"{count} {state}" for state, count in sorted(self._states.items()))
        return {
            "round": f"{self._round} of {self._rounds}",
            "samples": f"{self._done}/{self._planned}",
            "so far": states,
            "speed": f"{rate:.1f} samples/s",
            "calls": f"{self._calls}",
            "cost": f"${self._usd:.2f}" + ("" if self._priced else " and calls of unknown price"),
            "heuristics": self._version[:8],
        }

    def _line(self) -> str:
        figures = self._figures()
        figures["heuristics"] = f"heuristics {figures['heuristics']}"
        figures["round"], figures["calls"] = f"round {figures['round']}", f"{figures['calls']} calls"
        return " | ".join(figures.values())

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for name, value in self._figures().items():
            table.add_row(Text(name, style="dim"), value)
        return table
