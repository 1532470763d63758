"""Manners: ways of putting a question that any teacher may use, whatever the problem. They change neither figure nor key.

Of what an author does most has no bearing on who solves the problem. What splits a panel must be told apart from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cads_ray.embedded.families.base import Item


@dataclass(frozen=True)
class Manner:
    """`phrase` is what an insight can ask for in these very words (as base.TWISTS); `sentence` is what it adds."""

    phrase: str
    sentence: str
    first: bool = False  # before the question, else after it


MANNERS = {
    "heading": Manner("put a heading over the question", "Problem of the week.", True),
    "sketch": Manner("remark that the drawing is no exact one", "The drawing is only a sketch.", True),
    "source": Manner("name where the figure comes from", "The figure stood in a magazine.", True),
    "story": Manner("open with a line about somebody at work", "Nora is preparing a lesson.", True),
    "praise": Manner("encourage the solver", "You can do it."),
    "steps": Manner("request every step of the solution", "Show every step."),
    "proof": Manner("have the result checked by the solver", "Check your result."),
    "hurry": Manner("limit the time for it", "Be quick."),
    "bare": Manner("forbid all aids", "No aids are allowed."),
    "units": Manner("remind the solver of the units", "Mind the units."),
}


def presented(item: Item, manners: Iterable[str]) -> Item:
    """The item put in these manners; its strategy's text names them, after the twists."""
    used = [manner for name, manner in MANNERS.items() if name in set(manners)]
    before = [manner.sentence for manner in used if manner.first]
    after = [manner.sentence for manner in used if not manner.first]
    return replace(
        item,
        question=" ".join([*before, item.question, *after]),
        strategy_text="; ".join([item.strategy_text, *(manner.phrase for manner in used)]),
    )
