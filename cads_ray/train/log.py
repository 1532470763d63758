"""TRL's metrics, as they come, into the file of metrics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from cads_ray.train.watch import row_of


class Log(TrainerCallback):
    """Adds a row to `file` for each generation; only one of the workers does."""

    def __init__(self, file: Path):
        self._file = file

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, Any] | None = None,
        **_: Any,
    ) -> None:
        if state.is_world_process_zero and logs and "reward" in logs:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row_of(state.global_step, logs)) + "\n")
