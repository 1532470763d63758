"""Reflect by rules: what does one right and one wrong solution of the same problem teach? One problem at a time, as a
model is asked; which problems are hard in general is left to the product's counting, trials and credit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from benchmarks.miniature import insights
from benchmarks.miniature.authors import meant
from benchmarks.miniature.items import read_task
from cads_ray.context.chance import digest
from cads_ray.models.client import Request

CLOSE, APART = 3, 7  # largest minus smallest digit


def reflect(requests: Sequence[Request]) -> list[dict[str, Any]]:
    return [_lesson(request.fields) for request in requests]


def _lesson(fields: dict[str, Any]) -> dict[str, Any]:
    """What split the panel: the eyes if the two solutions read other digits, else the arithmetic."""
    digits, face = meant(fields["visual_prompt"])
    right, wrong = (_reading(fields[name]) for name in ("right", "wrong"))
    if fields["dissent"]:
        return _told("wrong_key", "check", "answer", insights.AGAIN, fields["domain"])
    turn = digest(fields["question"], fields["visual_prompt"])
    if right != wrong:
        place = next((i for i, (one, other) in enumerate(zip(right, wrong, strict=False)) if one != other), 0)
        texts = [insights.with_digit(digits[place]), insights.in_face(face)]
        return _told("perception", "do", "visual", texts[turn % 2], "*")
    texts = [insights.of_length(read_task(fields["question"]).n)]
    texts += [insights.NEAR] * (max(digits) - min(digits) <= CLOSE)
    texts += [insights.FAR] * (max(digits) - min(digits) >= APART)
    return _told("reasoning", "do", "problem", texts[turn % len(texts)], fields["domain"])


def _reading(solution: str) -> list[int]:
    """The digits that a judge says to have read, in the first line of its solution."""
    return [int(digit) for digit in re.findall(r"\d", solution.partition("\n")[0])]


def _told(cause: str, kind: str, stage: str, insight: str, domain: str) -> dict[str, Any]:
    return {"cause": cause, "kind": kind, "stage": stage, "insight": insight, "domain": domain, "strategy": "*"}
