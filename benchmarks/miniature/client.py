"""The members behind the product's client contract, and the album that keeps their pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.miniature import authors, reflector
from benchmarks.miniature.image_models import draw
from benchmarks.miniature.items import CELLS, Task, items, read_task
from benchmarks.miniature.members import Member
from cads_ray.models.client import Reply, Request
from cads_ray.schema import PICTURE
from cads_ray.stage import Failed, alive, extend, rows


@dataclass
class Nets:
    """A client (models.client.Client) whose members are nets. `album` has the picture (5, 64) of each sample's id."""

    members: dict[str, Member]
    album: dict[str, np.ndarray] = field(default_factory=dict)

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in the order of the requests; requests of one task to one member are worked on together."""
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for i, request in enumerate(requests):
            groups[request.task, request.member].append(i)
        replies = [Reply()] * len(requests)
        for (task, member), at in groups.items():
            for i, value in zip(at, self._values(task, member, [requests[i] for i in at]), strict=True):
                replies[i] = Reply(value=value)
        return replies

    def _values(self, task: str, member: str, requests: list[Request]) -> list[dict[str, Any]]:
        if task == "strategize":
            return authors.strategize(self.members[member], requests)
        if task == "solve":
            return self._solve(self.members[member], requests)
        if task == "optimize":  # every candidate as it is: what may be added is the editor's to say
            return [{"deltas": [_add(i) for i in range(len(request.fields["candidates"]))]} for request in requests]
        return {"analyze": authors.analyze, "illustrate": authors.illustrate, "reflect": reflector.reflect}[task](
            requests
        )

    def _solve(self, judge: Member, requests: list[Request]) -> list[dict[str, Any]]:
        tasks = [read_task(request.fields["question"]) for request in requests]
        strips = np.stack([self.album[request.images[0]] for request in requests])
        seen = judge.read(strips, blank(tasks))
        answers = judge.answers(seen)
        return [
            {"reasoning": "I read " + " ".join(map(str, row[: task.n])), "answer": str(answer)}
            for row, task, answer in zip(seen.digits, tasks, answers, strict=True)
        ]

    async def paint(self, batch: pa.Table) -> pa.Table:
        """Append the pictures as the image models draw them from the visual prompts; the album keeps them by sample id."""
        table = [row for row in rows(batch) if alive(row)]
        prompts = [authors.meant(row["visual_prompt"]) for row in table]
        tasks = [Task("sum", len(digits)) for digits, _ in prompts]
        wanted = items(tasks, [digits for digits, _ in prompts])
        seeds = np.array([row["variation"] for row in table], np.int64)
        self.album |= {
            row["id"]: strip
            for row, strip in zip(table, draw(wanted.digits, [face for _, face in prompts], seeds), strict=True)
        }
        sizes = {"width": 8 * CELLS, "height": 8, "phash": None}
        results: list[dict[str, Any] | Failed | None] = [
            {"image": row["id"], **sizes} if alive(row) else None for row in rows(batch)
        ]
        return extend(batch, "paint", PICTURE, results)


def blank(tasks: list[Task]) -> Any:
    """Items whose digits are still to be read."""
    return items(tasks, [[0] * task.n for task in tasks])


def _add(candidate: int) -> dict[str, Any]:
    return {"op": "add", "ids": [str(candidate + 1)]}
