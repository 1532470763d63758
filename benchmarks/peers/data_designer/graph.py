"""The CADS graph in NVIDIA DataDesigner: one structured column for each call of a row. venv/bin/python graph.py URL SEEDS

A column has one model, so the three generate steps are three models' and not one author's (benchmarks/ideal.py --by-step).
"""

from __future__ import annotations

import os
import runpy
import sys
import tempfile
from pathlib import Path

os.environ["NEMO_TELEMETRY_ENABLED"] = "false"
sys.path.insert(0, str(Path(__file__).parents[1]))

import data_designer.config as dd
import pandas as pd
from data_designer.interface import DataDesigner
from graph_prompts import IN_FLIGHT, MODELS, PROBLEM, PROMPTS, STEPS, filled, parts, rows

REPLIES = runpy.run_path(str(PROMPTS / "schemas.py"))["REPLIES"]
GIVEN = {name: f"{{{{ {name} }}}}" for name in ("seed_question", "seed_answer", "variation")}
GIVEN |= {"strategy": "parameter_variation", "level": "2", "insights": "", "choices": ""}
ANALYSIS = {"domain": "{{ analysis.domain }}", "reasoning": "{{ analysis.reasoning }}"}
ANALYSIS |= {"concepts": "1. {{ analysis.concepts[0] }}"}
MADE = {name: f"{{{{ synthesis.{name} }}}}" for name in PROBLEM}
FIELDS = {
    "analyze": {"question": "{{ seed_question }}", "answer": "{{ seed_answer }}", "domain": "{{ seed_domain }}"}
    | {"choices": "", "description": ""},
    "strategize": GIVEN | ANALYSIS,
    "illustrate": GIVEN | ANALYSIS | MADE,
    "solve": {"question": MADE["question"], "choices": "", "description": "{{ illustration.visual_prompt }}"},
}


def column(name: str, task: str, model: str) -> dd.LLMStructuredColumnConfig:
    """The call of one task; the prompt is that of cads_ray with templates in the places of its fields."""
    system, user = parts(task)
    return dd.LLMStructuredColumnConfig(
        name=name,
        prompt=filled(user, FIELDS[task]),
        system_prompt=system,
        model_alias=model,
        output_format=REPLIES[task],
    )


def main(url: str, source: str) -> None:
    data = pd.DataFrame(rows(source)).drop(columns=[name for name, _, _ in STEPS])
    provider = dd.ModelProvider(name="shipped", endpoint=url, api_key="none")
    limits = dd.ChatCompletionInferenceParams(max_parallel_requests=IN_FLIGHT, max_tokens=8192)
    models = [
        dd.ModelConfig(alias=name, model=name, provider="shipped", skip_health_check=True, inference_parameters=limits)
        for name in MODELS
    ]
    builder = dd.DataDesignerConfigBuilder(model_configs=models)
    builder.with_seed_dataset(dd.DataFrameSeedSource(df=data))
    for step in (*STEPS, *((f"vote_{judge}", "solve", judge) for judge in MODELS)):
        builder.add_column(column(*step))
    with tempfile.TemporaryDirectory() as folder:
        designer = DataDesigner(artifact_path=folder, model_providers=[provider])
        made = designer.create(builder, num_records=len(data)).load_dataset()
    print(f"{len(made)} rows")


if __name__ == "__main__":
    main(*sys.argv[1:3])
