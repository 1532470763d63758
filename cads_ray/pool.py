"""What a pipeline is made of: steps, and the pools that run them. Free of Ray, so that a recipe can be read without it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cads_ray.models.together import together
from cads_ray.stage import joined

# A stage with its values bound; takes the batch and the tools.
Step = Callable[[pa.Table, Any], Coroutine[Any, Any, pa.Table]]


@dataclass(frozen=True)
class AtOnce:
    """Steps that need nothing of each other, by name: all are done at once, and the batch gains what each of them adds.

    On Ray each has an actor of its own (engine/workers.py); called as it is, it is a step like any other.
    """

    steps: tuple[tuple[str, Step], ...]

    async def __call__(self, batch: pa.Table, tools: Any) -> pa.Table:
        return joined(batch, await together([step(batch, tools) for _, step in self.steps]))


@dataclass(frozen=True)
class Pool:
    """Stages that share actors.

    An actor costs 2 CPU-s to start (mostly Ray's own imports), and a hop between pools a tenth of a second, so steps share
    pools where they can. `in_flight` is how many blocks an actor works on at a time: more rows than the models' limits
    let fly, so that a slow row holds up its own block and nothing else.
    """

    name: str
    steps: tuple[Step, ...]
    in_flight: int = 64
