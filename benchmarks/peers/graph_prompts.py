"""The prompts of the CADS graph, for engines that know nothing of cads_ray: what each call asks, and what its reply says."""

from __future__ import annotations

import json
import re
from pathlib import Path

PROMPTS = Path(__file__).parents[2] / "cads_ray" / "prompts"
MODELS = ("sharp", "coarse", "literal", "textual")
STEPS = (
    ("analysis", "analyze", MODELS[0]),
    ("synthesis", "strategize", MODELS[1]),
    ("illustration", "illustrate", MODELS[2]),
)
IN_FLIGHT = 32
COPIES = 4  # rows of each seed
PROBLEM = ("strategy_text", "question", "answer", "rationale")


def parts(task: str) -> tuple[str, str]:
    """The system and the user part of a prompt; `<name/>` is the place of a field."""
    found = re.fullmatch(r"\s*\[system\]\n(.*?)\n\[user\]\n(.*)", (PROMPTS / f"{task}.txt").read_text(), re.DOTALL)
    return found[1], found[2]


def filled(user: str, fields: dict[str, str]) -> str:
    return re.sub(r"<(\w+)/>", lambda place: f"<{place[1]}>\n{fields[place[1]]}\n</{place[1]}>", user)


def rows(source: str) -> list[dict[str, str]]:
    """The rows that the graph begins with."""
    seeds = [json.loads(line) for line in Path(source).read_text().splitlines()]
    return [
        {"seed_question": seed["question"], "seed_answer": seed["answer"], "seed_domain": seed["domain"]}
        | {"variation": str(COPIES * number + copy), "analysis": "{}", "synthesis": "{}", "illustration": "{}"}
        for number, seed in enumerate(seeds)
        for copy in range(COPIES)
    ]


def messages(task: str, row: dict[str, str]) -> list[dict[str, str]]:
    """The chat that asks for one step of a row; earlier replies stand in the row as JSON."""
    system, user = parts(task)
    return [{"role": "system", "content": system}, {"role": "user", "content": filled(user, fields(task, row))}]


def fields(task: str, row: dict[str, str]) -> dict[str, str]:
    analysis, problem, picture = (json.loads(row[name]) for name, _, _ in STEPS)
    if task == "analyze":
        asked = {"question": row["seed_question"], "answer": row["seed_answer"], "domain": row["seed_domain"]}
        return asked | {"choices": "", "description": ""}
    if task == "solve":
        return {"question": problem["question"], "choices": "", "description": picture["visual_prompt"]}
    given = {"strategy": "parameter_variation", "level": "2", "insights": ""}
    return row | given | analysis | problem | {"choices": "", "concepts": f"1. {analysis['concepts'][0]}"}


def reply(text: str) -> str:
    """The JSON in a reply, as it stands between fences or alone."""
    fenced = re.search(r"```json\n(.*?)\n```", text, re.DOTALL)
    return fenced[1] if fenced else text
