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

# Why a student failed; of the last kind is a failure that was none.
WRONG_KEY = "wrong_key"
FAULTS = ("perception", "knowledge", "reasoning", "calculation", "question", WRONG_KEY)

FIELDS: dict[str, tuple[str, ...]] = {
    "analyze": ("question", "answer", "choices", "description", "domain"),
    "strategize": _SEED,
    "diagnose": ("question", "answer", "choices", "domain", "attempt", "working"),
    "propose": (*_SEED, "attempt", "fault", "diagnosis", "remedy"),
    "question": ("strategy", "level", "variation", "insights"),
    "score": ("question", "choices"),
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


_PROBLEM = _object(
    strategy_text=TEXT, question=TEXT, choices=TEXTS, answer=TEXT, unit=TEXT, tolerance=TEXT, rationale=TEXT
)

# None: the reply is a picture.
REPLIES: dict[str, Schema | None] = {
    "analyze": _object(domain=TEXT, concepts=TEXTS, reasoning=TEXT),
    "strategize": _PROBLEM,
    "diagnose": _object(
        fault=_one_of(*FAULTS), diagnosis=TEXT, remedy=TEXT, domain=TEXT, concepts=TEXTS, reasoning=TEXT
    ),
    "propose": _PROBLEM,
    "question": _object(domain=TEXT, strategy_text=TEXT, question=TEXT, choices=TEXTS, unit=TEXT, tolerance=TEXT),
    "score": _object(**dict.fromkeys(("solvability", "clarity", "grounding", "sense"), _one_of(*"12345"))),
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
