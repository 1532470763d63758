"""The CADS graph in NVIDIA DataDesigner: one structured column for each call of a row.

    venv/bin/python graph.py URL SEEDS [COPIES]

A column has one model, so the three generate steps are three models' and not one author's (benchmarks/ideal.py --by-step).
"""

from __future__ import annotations

import json
import os
import re
import runpy
import sys
import tempfile
from pathlib import Path

os.environ["NEMO_TELEMETRY_ENABLED"] = "false"

import data_designer.config as dd
import pandas as pd
from data_designer.interface import DataDesigner

PROMPTS = Path(__file__).parents[3] / "cads_ray" / "prompts"
REPLIES = runpy.run_path(str(PROMPTS / "schemas.py"))["REPLIES"]
JUDGES = ("sharp", "coarse", "literal", "textual")
IN_FLIGHT = 32
SEED = {
    "domain": "{{ analysis.domain }}",
    "concepts": "1. {{ analysis.concepts[0] }}",
    "reasoning": "{{ analysis.reasoning }}",
    "seed_question": "{{ seed_question }}",
    "seed_answer": "{{ seed_answer }}",
    "strategy": "parameter_variation",
    "level": "2",
    "variation": "{{ variation }}",
    "insights": "",
}
PROBLEM = {name: f"{{{{ synthesis.{name} }}}}" for name in ("strategy_text", "question", "answer", "rationale")}
ANALYZE = {
    "question": "{{ seed_question }}",
    "answer": "{{ seed_answer }}",
    "choices": "",
    "description": "",
    "domain": "{{ seed_domain }}",
}
SOLVE = {"question": PROBLEM["question"], "choices": "", "description": "{{ illustration.visual_prompt }}"}


def column(name: str, task: str, model: str, fields: dict[str, str]) -> dd.LLMStructuredColumnConfig:
    """The call of one task; the prompt is that of cads_ray with templates in the places of its fields."""
    parts = re.fullmatch(r"\s*\[system\]\n(.*?)\n\[user\]\n(.*)", (PROMPTS / f"{task}.txt").read_text(), re.DOTALL)
    user = re.sub(r"<(\w+)/>", lambda place: f"<{place[1]}>\n{fields[place[1]]}\n</{place[1]}>", parts[2])
    return dd.LLMStructuredColumnConfig(
        name=name, prompt=user, system_prompt=parts[1], model_alias=model, output_format=REPLIES[task]
    )


def main(url: str, source: str, copies: int = 4) -> None:
    seeds = [json.loads(line) for line in Path(source).read_text().splitlines()]
    rows = [
        {"seed_question": seed["question"], "seed_answer": seed["answer"], "seed_domain": seed["domain"]}
        | {"variation": copies * number + copy}
        for number, seed in enumerate(seeds)
        for copy in range(copies)
    ]
    provider = dd.ModelProvider(name="shipped", endpoint=url, api_key="none")
    models = [
        dd.ModelConfig(
            alias=name,
            model=name,
            provider="shipped",
            skip_health_check=True,
            inference_parameters=dd.ChatCompletionInferenceParams(max_parallel_requests=IN_FLIGHT, max_tokens=8192),
        )
        for name in JUDGES
    ]
    builder = dd.DataDesignerConfigBuilder(model_configs=models)
    builder.with_seed_dataset(dd.DataFrameSeedSource(df=pd.DataFrame(rows)))
    builder.add_column(column("analysis", "analyze", JUDGES[0], ANALYZE))
    builder.add_column(column("synthesis", "strategize", JUDGES[1], SEED))
    builder.add_column(column("illustration", "illustrate", JUDGES[2], SEED | PROBLEM | {"choices": ""}))
    for judge in JUDGES:
        builder.add_column(column(f"vote_{judge}", "solve", judge, SOLVE))
    with tempfile.TemporaryDirectory() as folder:
        designer = DataDesigner(artifact_path=folder, model_providers=[provider])
        made = designer.create(builder, num_records=len(rows)).load_dataset()
    print(f"{len(made)} rows")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
