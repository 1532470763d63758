"""CAD-Generate in this world: what an author makes of a seed, a meta strategy and the insights that it is shown."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.miniature.image_models import TYPES
from benchmarks.miniature.insights import Advice, read_advice
from benchmarks.miniature.items import CELLS, LENGTHS, OPS, Items, Task, items, read_task
from benchmarks.miniature.members import RANGES, Member
from cads_ray.models.client import Request
from cads_ray.schema import MetaStrategy

COMPLIES = 0.8  # how often an author follows an insight
TRIES = 3  # rows of digits, until two ways of working out the answer agree (if it was told to)
REVERSED = {
    "kth": "argmax", "argmax": "kth", "max": "min", "min": "max", "sum": "range", "range": "sum", "even": "argmax",
}  # fmt: skip
_QUOTED = re.compile(r'"(\d)"')
_FACE = re.compile(r"in (\w+) type")


@dataclass
class Draft:
    """A problem before its answer is worked out."""

    task: Task
    face: str
    advice: Advice
    rng: random.Random
    digits: list[int]


def strategize(member: Member, requests: Sequence[Request]) -> list[dict[str, Any]]:
    """New problems, each from its request alone, with the answers as the member's writer works them out."""
    drafts = [_draft(member, request.fields) for request in requests]
    keys = np.zeros(len(drafts), int)
    left = list(range(len(drafts)))
    for _ in range(TRIES):
        made = items([drafts[i].task for i in left], [drafts[i].digits for i in left])
        keys[left] = member.answers(made)
        doubted = [i for i, sure in zip(left, _sure(member, made, drafts, left, keys), strict=True) if not sure]
        if not doubted:
            break
        for i in doubted:
            drafts[i].digits = _digits(member, drafts[i].task, drafts[i].advice, drafts[i].rng)
        left = doubted
    return [_told(draft, int(key), request) for draft, key, request in zip(drafts, keys, requests, strict=True)]


def illustrate(requests: Sequence[Request]) -> list[dict[str, Any]]:
    """Visual prompts that quote what must stand on the picture."""
    prompts = []
    for request in requests:
        digits = " ".join(f'"{digit}"' for digit in re.findall(r"\d", request.fields["rationale"]))
        prompts.append(
            {"visual_prompt": f"A row in {_FACE.findall(request.fields['strategy_text'])[0]} type: {digits}"}
        )
    return prompts


def analyze(requests: Sequence[Request]) -> list[dict[str, Any]]:
    """The domain of a seed is the operation that it asks for."""
    tasks = [read_task(request.fields["question"]) for request in requests]
    return [{"domain": task.op, "concepts": [task.op], "reasoning": "read the digits"} for task in tasks]


def meant(visual_prompt: str) -> tuple[list[int], str]:
    """The digits and the typeface that a visual prompt asks for."""
    return [int(digit) for digit in _QUOTED.findall(visual_prompt)], _FACE.findall(visual_prompt)[0]


def _draft(member: Member, fields: dict[str, Any]) -> Draft:
    rng = random.Random(f"{member.name} {fields['variation']}")
    advice = read_advice([text for text in fields["insights"] if rng.random() < COMPLIES])
    strategy = MetaStrategy(fields["strategy"])
    task = _task(member, read_task(fields["seed_question"]), strategy, int(fields["level"]), rng)
    if advice.lengths:
        task = _of(task.op, rng.choice(advice.lengths), rng)
    others = [face for face in TYPES if face != member.face]
    face = rng.choice(others) if strategy is MetaStrategy.TRANSFER else member.face
    face = rng.choice(advice.faces) if advice.faces else face
    return Draft(task, face, advice, rng, _digits(member, task, advice, rng))


def _task(member: Member, seed: Task, strategy: MetaStrategy, level: int, rng: random.Random) -> Task:
    """What is asked: as the strategy says; what it leaves open is the author's taste."""
    if strategy is MetaStrategy.REVERSION:
        return _of(REVERSED[seed.op], seed.n, rng)
    if strategy is MetaStrategy.EXTENSION and seed.n < CELLS:
        return _of(seed.op, min(CELLS, seed.n + (2 if level == 3 else 1)), rng)
    if strategy is MetaStrategy.EXTENSION:
        [op] = rng.choices(OPS, member.taste.ops)
        [n] = rng.choices(LENGTHS, member.taste.lengths)
        return _of(op, n, rng)
    return _of(seed.op, seed.n, rng)


def _of(op: str, n: int, rng: random.Random) -> Task:
    return Task(op, n, rng.randint(1, n) if op == "kth" else 0)


def _digits(member: Member, task: Task, advice: Advice, rng: random.Random) -> list[int]:
    [(low, high)] = rng.choices(RANGES, member.taste.ranges)
    if advice.near and not (advice.far and rng.random() < 0.5):
        low = rng.randint(0, 7)
        high = low + 2
    digits = [rng.randint(low, high) for _ in range(task.n)]
    places = rng.sample(range(task.n), task.n)
    if advice.far and not advice.near:
        digits[places[0]], digits[places[1]] = rng.randint(0, 1), rng.randint(8, 9)
    for place, digit in zip(places[:2], rng.sample(advice.digits, len(advice.digits)), strict=False):
        digits[place] = digit
    return digits


def _sure(member: Member, made: Items, drafts: list[Draft], left: list[int], keys: np.ndarray) -> np.ndarray:
    """Whether the answer stays the same with the digits in another order, where that may be asked and was."""
    turned = items(
        [drafts[i].task for i in left],
        [drafts[i].rng.sample(drafts[i].digits, drafts[i].task.n) for i in left],
    )
    free = np.array([drafts[i].advice.again and drafts[i].task.op not in ("kth", "argmax") for i in left], bool)
    return ~free | (member.answers(turned) == keys[left])


def _told(draft: Draft, key: int, request: Request) -> dict[str, Any]:
    return {
        "strategy_text": f"{request.fields['strategy']}, in {draft.face} type",
        "question": draft.task.question,
        "answer": str(key),
        "rationale": "The digits are " + " ".join(map(str, draft.digits)),
    }
