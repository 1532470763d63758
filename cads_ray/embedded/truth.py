"""What an embedded teacher's sample should have said: its item made again, without the slips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cads_ray.embedded.members import MEMBERS, Abilities
from cads_ray.embedded.teachers import draw_of, family_of, heard, made
from cads_ray.errors import Refused


@dataclass(frozen=True)
class Truth:
    """`answer` is right for the figure as drawn; `legible`: nothing that it needs is hidden on the figure."""

    answer: str
    legible: bool


def truth_of(fields: Mapping[str, Any], abilities: Abilities, question: str) -> Truth | None:
    """The truth of a sample that this teacher made of `fields` (as teachers.strategize).

    None when the teacher asks another question of them: then they are not what it was told.
    """
    try:
        family = family_of(fields["concepts"])
        draw = draw_of(fields, abilities, family)
        item = made(family, draw, fields, abilities)
    except Refused:
        return None
    if item.question != question:
        return None
    bare = family.make(replace(draw, slips=draw.slips - {"hidden"}))
    return Truth(item.truth or item.answer, item.drawing.say() == bare.drawing.say())


def truths(rows: Iterable[Mapping[str, Any]], models: Mapping[str, str], words: Mapping[str, str]) -> dict[str, Truth]:
    """The truth of each verdict row, by id, that one of the embedded members wrote: those which `models` names.

    `models`: member -> the name of its program; `words`: insight id -> its text.
    """
    found = {}
    for row in rows:
        program = models.get(row["author"], "")
        if row["answer"] is None or program not in MEMBERS:
            continue
        fields = {
            "concepts": row["concepts"],
            "strategy": row["strategy"],
            "level": str(row["level"]),
            "variation": str(row["variation"]),
            "insights": heard(
                [words.get(insight, "") for insight in row["insights"] or ()], row.get("strategy_text") or ""
            ),
        }
        truth = truth_of(fields, MEMBERS[program], row["question"])
        if truth is not None:
            found[row["id"]] = truth
    return found
