"""The CADS graph in distilabel: three steps one after another, four judges beside each other. venv/bin/python graph.py URL SEEDS

Each step is a process; a batch of IN_FLIGHT rows goes on when its slowest row is back.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from distilabel.models.llms import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import CombineOutputs, LoadDataFromDicts
from distilabel.steps.tasks import Task
from graph_prompts import IN_FLIGHT, MODELS, STEPS, messages, reply, rows


class Ask(Task):
    """One call of a row; its reply becomes a column."""

    task: str
    column: str

    @property
    def inputs(self) -> list[str]:
        return ["seed_question", "seed_answer", "seed_domain", "variation", "analysis", "synthesis", "illustration"]

    @property
    def outputs(self) -> list[str]:
        return [self.column]

    def format_input(self, input: dict[str, Any]) -> list[dict[str, str]]:
        return messages(self.task, input)

    def format_output(self, output: str | None, input: dict[str, Any] | None = None) -> dict[str, Any]:
        return {self.column: reply(output or "{}")}


def main(url: str, source: str) -> None:
    def ask(column: str, task: str, model: str) -> Ask:
        llm = OpenAILLM(model=model, base_url=url, api_key="none", generation_kwargs={"max_new_tokens": 8192})
        return Ask(name=f"{column}_step", llm=llm, task=task, column=column, input_batch_size=IN_FLIGHT)

    with Pipeline(name="cads") as pipeline:
        last = LoadDataFromDicts(name="rows", data=rows(source), batch_size=IN_FLIGHT)
        for step in STEPS:
            last = last >> ask(*step)
        last >> [ask(f"vote_{judge}", "solve", judge) for judge in MODELS] >> CombineOutputs(name="votes")
    made = pipeline.run(use_cache=False)
    print(f"{sum(len(split) for split in made['default'].values())} rows")


if __name__ == "__main__":
    main(*sys.argv[1:3])
