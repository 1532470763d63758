"""What a problem family is: a procedural teacher that knows the exact answer and can say its figure in words."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cads_ray.schema import MetaStrategy

# Twists: ways to make a problem harder that an insight can ask for in these very words. A teacher applies a twist when an
# insight names it, and now and then by itself. Level is something else: it sizes the numbers and the steps.
TWISTS = {
    "mixed_units": "give one quantity in another unit than the rest",
    "distractor": "add a labelled quantity that the solution does not need",
    "extra_step": "ask for something one step beyond the quantity that is found first",
    "small_print": "print the labels of the figure small",
    "unlabelled": "leave a value to be read off the scale instead of printing it",
}

# Slips: natural mistakes of a teacher. They change the key or the figure as a person would who has this misconception; the
# last one is no family's own, and makes the picture idle.
SLIPS = {
    "units": "forgets to convert units",
    "diameter": "takes the diameter for the radius",
    "swap": "swaps two labels on the figure",
    "hidden": "draws one label behind another shape",
    "unknown": "solves for the wrong unknown",
    "retold": "repeats in the question what the chart shows",
}


class Drawing(Protocol):
    """A figure or a chart: can be said in a visual prompt and drawn by `paint`."""

    def say(self) -> str: ...

    def source(self) -> tuple[str, str]: ...


@dataclass(frozen=True)
class Draw:
    """What a teacher is asked for. The same draw always makes the same item."""

    strategy: MetaStrategy
    level: int  # 1..3
    seed: int
    twists: frozenset[str] = frozenset()
    slips: frozenset[str] = frozenset()

    def rng(self) -> random.Random:
        """Randomness of this draw. Twists and slips are left out, so that they change nothing else."""
        return random.Random(f"{self.strategy}|{self.level}|{self.seed}")


@dataclass(frozen=True)
class Item:
    """A problem as a teacher makes it. `answer` is the teacher's key; `truth` is right for the figure as drawn."""

    question: str
    answer: str
    drawing: Drawing
    layout: str  # a sentence or two: what is where and how it relates, as a prompt for an image model says it
    rationale: str
    strategy_text: str  # the meta strategy made specific; names its twists in the words of TWISTS
    truth: str = ""  # "": the same as answer
    choices: tuple[str, ...] = ()  # then answer is the text of the right one
    unit: str = ""
    tolerance: str = ""  # JSON of judge.match's tolerance, when the question states a rounding
    needed: tuple[str, ...] = ()  # labels that must be legible on the figure to solve it
    givens: dict = field(default_factory=dict)  # what an independent route needs to recompute the truth (tests only)


@dataclass(frozen=True)
class Family:
    """One kind of problem. `topic` is how an analysis calls it; `words` are what a seed of this kind would contain."""

    name: str
    domain: str
    topic: str
    concepts: tuple[str, ...]
    words: tuple[str, ...]  # lower-case words or phrases, most telling first
    make: Callable[[Draw], Item]
    twists: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    needs_picture: bool = True  # cannot be solved from the question alone
