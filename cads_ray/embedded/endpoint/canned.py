"""Replies of the right form at once, in place of the programs': what is left to measure is the engine that asks.

`python -m cads_ray.embedded.server --canned`. Each reply is a function of its request: as long as a model's, no two
questions alike, pictures that can be drawn, and judges of whom one in eight answers differ from the key.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import Draw
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import MetaStrategy

ANSWER, OTHER = "12", "13"
DISSENT = 1 / 8
FIGURES = 16  # different pictures
DOMAIN = "geometry"
FAMILY = next(family for family in FAMILIES if family.topic == "right triangles and Pythagoras")
WORDS = (
    "amber anchor arch basin beam birch bridge canal cedar cliff copper coral crane delta dune ember fern field fjord "
    "flint garden gate glacier granite grove harbour hazel hill iron island ivory jade kiln lagoon lantern larch ledge "
    "maple marble marsh meadow mill moor oak orchard pebble pier pine plain quarry reef ridge river sand shale slate "
    "spire spring steel stone tower valley willow"
).split()
Value = dict[str, Any]
STEP = "First read what is labelled, then name the relation that ties it together, then put in the numbers. "


class Canned:
    """`Client` that answers the tasks of a row itself, and leaves all others to the programs."""

    def __init__(self, programs: Client):
        self._programs = programs

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        return [await self._reply(request) for request in requests]

    async def _reply(self, request: Request) -> Reply:
        make = TASKS.get(request.task)
        if make is None:
            (reply,) = await self._programs.complete([request])
            return reply
        return Reply(value=make(_dice(request)))


def _analyze(rng: random.Random) -> Value:
    return {"domain": DOMAIN, "concepts": [FAMILY.topic], "reasoning": STEP * 4}


def _strategize(rng: random.Random) -> Value:
    question = f"In the plan of the {_words(rng, 5)}, how far is the {_words(rng, 4)}, in m?"
    problem = {"question": question, "choices": [], "answer": ANSWER, "unit": "m", "tolerance": ""}
    return {"strategy_text": f"Ask for another length of the {_words(rng, 3)}.", **problem, "rationale": STEP * 5}


def _illustrate(rng: random.Random) -> Value:
    return {"visual_prompt": f"A plan of the {_words(rng, 5)}, drawn to scale.\n\n{_figure(rng.randrange(FIGURES))}"}


def _solve(rng: random.Random) -> Value:
    return {"reasoning": STEP * 5, "answer": OTHER if rng.random() < DISSENT else ANSWER}


TASKS = {"analyze": _analyze, "strategize": _strategize, "illustrate": _illustrate, "solve": _solve}


def _dice(request: Request) -> random.Random:
    asked = json.dumps([request.member, request.task, request.fields, request.images], sort_keys=True)
    return random.Random(hashlib.sha256(asked.encode()).digest())


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count))


@cache
def _figure(number: int) -> str:
    """The words of a picture that the shipped programs can draw."""
    return FAMILY.make(Draw(MetaStrategy.PARAMETERS, 1, number)).drawing.say()
