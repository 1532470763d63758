r"""Rewards for GRPO: is the answer right (judge.match), and has the reply the form that the prompt asks for?

One file for three trainers, each with its own way of calling: `compute_score` for EasyR1, `verl_score` for verl,
`accuracy_reward` and `format_reward` for TRL. It imports the matcher and nothing else; exports carry it, and the matcher,
as one file of their own (export/bundle.py).

A ground truth is the `ground_truth` of an export: JSON with the answer and what its question declares (choices, unit,
tolerance); or a bare answer. What the matcher cannot decide earns nothing: a trainer wants answers that can be read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cads_ray.judge.answer import final_answer, last_boxed
from cads_ray.judge.match import match

REWARD_NAME = "cads"  # EasyR1 reads these two
REWARD_TYPE = "batch"
FORMAT_WEIGHT = 0.1  # as in EasyR1's own reward for mathematics
_THOUGHT = "</think>"


def accuracy(response: str, ground_truth: str) -> float:
    """1.0 when the reply's final answer is the key, else 0.0. What was thought aloud before does not count."""
    answer = final_answer(response.rpartition(_THOUGHT)[2])
    if answer is None:
        return 0.0
    item = _item(ground_truth)
    truth = item.pop("answer")
    return float(match(answer, truth, **item).equal is True)


def well_formed(response: str) -> float:
    r"""1.0 for <think> ... </think> and, after it, an answer in \boxed{}; else 0.0."""
    thought, closed, said = response.strip().partition(_THOUGHT)
    right = bool(closed) and thought.startswith("<think>") and _THOUGHT not in said and "<think>" not in thought[7:]
    return float(right and last_boxed(said) is not None)


def compute_score(reward_inputs: Sequence[dict[str, Any]], format_weight: float = FORMAT_WEIGHT) -> list[dict]:
    """EasyR1: a batch of {response, response_length, ground_truth} in, {overall, format, accuracy} out."""
    scores = []
    for one in reward_inputs:
        right, formed = accuracy(one["response"], one["ground_truth"]), well_formed(one["response"])
        overall = (1 - format_weight) * right + format_weight * formed
        scores.append({"overall": overall, "format": formed, "accuracy": right})
    return scores


def verl_score(
    data_source: str, solution_str: str, ground_truth: str, extra_info: dict | None = None, **_: Any
) -> dict:
    """verl's custom_reward_function: one reply in, its score and the parts of it out."""
    (score,) = compute_score([{"response": solution_str, "ground_truth": ground_truth}])
    return {"score": score["overall"], "acc": score["accuracy"], "format": score["format"]}


def accuracy_reward(completions: Sequence[Any], ground_truth: Sequence[str], **_: Any) -> list[float]:
    """TRL: the accuracy of each completion; `ground_truth` is the dataset's column of that name."""
    replies = zip(completions, ground_truth, strict=True)
    return [accuracy(_text(completion), truth) for completion, truth in replies]


def format_reward(completions: Sequence[Any], **_: Any) -> list[float]:
    """TRL: the form of each completion."""
    return [well_formed(_text(completion)) for completion in completions]


def _text(completion: Any) -> str:
    """A completion is a text, or a conversation whose last turn is one."""
    return completion if isinstance(completion, str) else completion[-1]["content"]


def _item(ground_truth: str) -> dict[str, Any]:
    """The answer, and the arguments of `match` that its question declares."""
    try:
        told = json.loads(ground_truth) if ground_truth.startswith("{") else None
    except ValueError:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("answer"), str):
        return {"answer": ground_truth}
    names = {"answer": "answer", "choices": "options", "unit": "unit", "tolerance": "tolerance"}
    names |= {"kind": "kind", "ordered": "ordered"}
    return {names[name]: value for name, value in told.items() if name in names}
