"""The CADS graph in bespoke curator: seven stages over the whole dataset, one after another. venv/bin/python graph.py URL SEEDS

An LLM there is one prompt over one dataset, with a barrier at its end; that judges could answer beside each other is not said.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ |= {"TELEMETRY_ENABLED": "false", "CURATOR_DISABLE_RICH_DISPLAY": "1", "OPENAI_API_KEY": "none"}
os.environ["CURATOR_CACHE_DIR"] = tempfile.mkdtemp()
sys.path.insert(0, str(Path(__file__).parents[1]))

from bespokelabs import curator
from datasets import Dataset
from graph_prompts import IN_FLIGHT, MODELS, STEPS, messages, reply, rows


def asker(column: str, task: str, model: str, url: str) -> curator.LLM:
    class Ask(curator.LLM):
        def prompt(self, input):
            return messages(task, input)

        def parse(self, input, response):
            return input | {column: reply(response)}

    limits = {"max_requests_per_minute": 1_000_000, "max_tokens_per_minute": 1_000_000_000}
    settings = {"base_url": url, "max_concurrent_requests": IN_FLIGHT, "invalid_finish_reasons": []} | limits
    return Ask(model_name=model, backend="openai", backend_params=settings, generation_params={"max_tokens": 8192})


def main(url: str, source: str) -> None:
    data = Dataset.from_list(rows(source))
    for step in (*STEPS, *((f"vote_{judge}", "solve", judge) for judge in MODELS)):
        answered = asker(*step, url)(data)
        data = getattr(answered, "dataset", answered)
    print(f"{len(data)} rows")


if __name__ == "__main__":
    main(*sys.argv[1:3])
