"""What a program's samples are worth: the key beside the truth, the picture, and what can be guessed without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cads_ray.config import Config
from cads_ray.context.playbook import Playbook
from cads_ray.embedded import judges
from cads_ray.embedded.members import abilities_of
from cads_ray.embedded.solvers.base import Problem
from cads_ray.embedded.truth import truths
from cads_ray.judge.solve import agree
from cads_ray.schema import Sees

Row = dict[str, Any]


def sound(rows: Sequence[Row], words: dict[str, str], config: Config) -> set[str]:
    """The ids of samples whose key is right for the figure as it is drawn, with no label drawn over.

    `words` are the insights' texts by id: teachers make their samples anew.
    """
    models = {name: member.model for name, member in config.models.members.items()}
    known = truths(rows, models, words)
    return {
        row["id"]
        for row in rows
        if row["id"] in known
        and known[row["id"]].legible
        and agree(row["answer"], known[row["id"]].answer, row).equal is True
    }


def guessed(row: Row, config: Config) -> bool:
    """Whether any judge finds the key without the picture."""
    problem = Problem(row["question"], tuple(row["choices"] or ()))
    seeing = [config.models.members[name] for name in config.judge.members]
    skills = [abilities_of(member.model).skills for member in seeing if member.sees != Sees.NOTHING]
    answers = [judges.solve(problem, each)["answer"] for each in skills]
    return any(answer and agree(answer, row["answer"], row).equal is True for answer in answers)


def words_of(books: list[Playbook]) -> dict[str, str]:
    """What authors were told, by id: an id keeps its words for ever."""
    return {insight.id: insight.words for book in books for insight in book.insights}
