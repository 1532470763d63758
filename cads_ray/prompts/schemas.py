"""What each task tells a model (its fields) and what it asks back (the JSON schema of the reply).

All leaves are strings: a model that writes 12.50 means "12.50", and a float would lose the zero. Every property is
required and no other is allowed, which is what providers' strict modes ask for; an empty string stands for none.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_SEED = (
    "domain",
    "concepts",
    "reasoning",
    "seed_question",
    "seed_answer",
    "strategy",
    "level",
    "variation",
    "insights",
)

FIELDS: dict[str, tuple[str, ...]] = {
    "analyze": ("question", "answer", "choices", "description", "domain"),
    "strategize": _SEED,
    "illustrate": (*_SEED, "strategy_text", "question", "choices", "answer", "rationale"),
    "draw": ("visual_prompt", "language", "error", "previous"),
    "picture": ("visual_prompt",),
    "check": ("description",),
    "repaint": ("visual_prompt", "faults"),
    "solve": ("question", "choices", "description"),
    "compare": ("question", "choices", "first", "second"),
    "reflect": (
        "question",
        "answer",
        "visual_prompt",
        "strategy",
        "domain",
        "strategy_text",
        "right",
        "wrong",
        "dissent",
    ),
    "optimize": ("insights", "candidates", "limits"),
}
LISTS = frozenset({"choices", "concepts", "insights", "candidates", "faults"})  # fields whose value is a list of texts
NAMES = tuple(sorted({name for names in FIELDS.values() for name in names}))

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}


def _one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


# None: the reply is a picture.
REPLIES: dict[str, Schema | None] = {
    "analyze": _object(domain=TEXT, concepts=TEXTS, reasoning=TEXT),
    "strategize": _object(
        strategy_text=TEXT, question=TEXT, choices=TEXTS, answer=TEXT, unit=TEXT, tolerance=TEXT, rationale=TEXT
    ),
    "illustrate": _object(visual_prompt=TEXT),
    "draw": _object(language=_one_of("svg", "vega-lite"), source=TEXT),
    "picture": None,
    "check": _object(faults=TEXTS),
    "repaint": None,
    "solve": _object(reasoning=TEXT, answer=TEXT),
    "compare": _object(reasoning=TEXT, verdict=_one_of("same", "different", "unclear")),
    "reflect": _object(
        cause=_one_of("reasoning", "perception", "ambiguous_text", "bad_picture", "wrong_key"),
        kind=_one_of("do", "avoid", "check"),
        stage=_one_of("problem", "answer", "visual"),
        insight=TEXT,
        domain=TEXT,
        strategy=TEXT,
    ),
    "optimize": _object(
        deltas={
            "type": "array",
            "items": _object(op=_one_of("add", "update", "merge", "retire"), ids=TEXTS, text=TEXT, reason=TEXT),
        }
    ),
}


def task_of(names: set[str]) -> str | None:
    """The task whose fields these are; no two tasks have the same fields."""
    return next((task for task, fields in FIELDS.items() if set(fields) == names), None)
