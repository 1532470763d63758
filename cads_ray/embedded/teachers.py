"""CAD-Generate's tasks `strategize` and `illustrate` for embedded members.

Both make the same item anew from the request's fields, so a teacher needs no memory: the family is named by the
analysis, everything else follows from strategy, level, variation and insights.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import SLIPS, TWISTS, Draw, Family, Item
from cads_ray.embedded.families.manners import MANNERS, presented
from cads_ray.embedded.members import Abilities
from cads_ray.embedded.retelling import retold
from cads_ray.errors import Refused
from cads_ray.schema import MetaStrategy

FOLLOWED = 0.8  # of the insights that a teacher is shown: nobody follows all of them
HEEDED = 4  # so many insights are heeded so well; of a longer list each gets less of a teacher's attention
UNASKED = 0.2  # how often a teacher uses a twist, or a manner, by itself
LAPSE = 0.08  # how often a teacher makes one of its lapses

# When a misconception has occasion to show: what was given and what is asked are confused where a problem turns them
# round; labels change places where they are copied to another figure or to one with more of them; a label is drawn over by
# what is added; a figure is told again where it is a new one. A misconception that is not named here always shows, where the
# numbers let it.
OCCASIONS = {
    "unknown": frozenset({MetaStrategy.REVERSION}),
    "swap": frozenset({MetaStrategy.TRANSFER, MetaStrategy.EXTENSION}),
    "hidden": frozenset({MetaStrategy.EXTENSION}),
    "retold": frozenset({MetaStrategy.TRANSFER}),
}
_REMEDY = "; against the student's error: "  # in a proposal's strategy_text
_AGAINST = re.compile(r"\b(avoid|do not|don't|never)\b", re.IGNORECASE)


def strategize(fields: Mapping[str, Any], abilities: Abilities) -> dict[str, Any]:
    """The new problem of a teacher. Raises Refused when no family has the analysis's first concept as its topic."""
    item = remake(fields, abilities)
    return {
        "strategy_text": item.strategy_text,
        "question": item.question,
        "choices": list(item.choices),
        "answer": item.answer,
        "unit": item.unit,
        "tolerance": item.tolerance,
        "rationale": item.rationale,
    }


def propose(fields: Mapping[str, Any], abilities: Abilities) -> dict[str, Any]:
    """A new problem against a student's error: the remedy is listened to like an insight, and stands in strategy_text."""
    problem = strategize({**fields, "insights": [*fields["insights"], fields["remedy"]]}, abilities)
    return problem | {"strategy_text": f"{problem['strategy_text']}{_REMEDY}{fields['remedy']}"}


def heard(insights: Sequence[str], strategy_text: str) -> list[str]:
    """The insights, and the remedy that a proposal's strategy_text names: all that its teacher was told."""
    _, named, remedy = strategy_text.partition(_REMEDY)
    return [*insights, remedy] if named else list(insights)


def illustrate(fields: Mapping[str, Any], abilities: Abilities) -> dict[str, Any]:
    """The visual prompt of the same problem: its layout, and the figure or chart in words."""
    item = remake({**fields, "insights": heard(fields["insights"], fields.get("strategy_text") or "")}, abilities)
    return {"visual_prompt": f"{item.layout}\n\n{item.drawing.say()}"}


def remake(fields: Mapping[str, Any], abilities: Abilities, families: Sequence[Family] = FAMILIES) -> Item:
    """The item that these fields mean to this teacher, always the same one."""
    family = family_of(fields["concepts"], families)
    return made(family, draw_of(fields, abilities, family), fields, abilities)


def made(family: Family, draw: Draw, fields: Mapping[str, Any], abilities: Abilities) -> Item:
    """The item of this draw, put in the manners that the fields bring about."""
    insights, variation = fields["insights"], str(fields["variation"])
    manners = [name for name, manner in MANNERS.items() if _applies(manner.phrase, name, insights, variation)]
    item = presented(family.make(draw), manners)
    return replace(item, question=retold(item)) if _slips("retold", abilities, fields) else item


def draw_of(fields: Mapping[str, Any], abilities: Abilities, family: Family) -> Draw:
    """What this teacher makes of these fields: the twists that it applies, and the slips that it makes."""
    insights, variation = fields["insights"], str(fields["variation"])
    return Draw(
        strategy=MetaStrategy(fields["strategy"]),
        level=int(fields["level"]),
        seed=int(variation),
        twists=frozenset(twist for twist in family.twists if _applies(TWISTS[twist], twist, insights, variation)),
        slips=frozenset(slip for slip in family.slips if _slips(slip, abilities, fields)),
    )


def family_of(concepts: Sequence[str], families: Sequence[Family] = FAMILIES) -> Family:
    """The family whose topic is the first concept. Raises Refused when there is none."""
    for family in families:
        if concepts and family.topic == concepts[0]:
            return family
    raise Refused(f"no embedded family serves: {concepts[0] if concepts else 'a seed without concepts'}")


def _applies(phrase: str, name: str, insights: Sequence[str], variation: str) -> bool:
    """Whether a teacher does what a phrase says: never against an insight, mostly with one, now and then unasked."""
    naming = [insight for insight in insights if phrase.lower() in insight.lower()]
    if any(_is_against(insight, phrase) for insight in naming):
        return False
    if naming and _drawn(variation, name, "asked") < _followed(insights):
        return True
    return _drawn(variation, name, "unasked") < UNASKED


def _followed(insights: Sequence[str]) -> float:
    """How often each of these insights is followed."""
    return FOLLOWED * min(1.0, HEEDED / max(1, len(insights)))


def _is_against(insight: str, phrase: str) -> bool:
    return _AGAINST.search(insight[: insight.lower().index(phrase.lower())]) is not None


def _slips(slip: str, abilities: Abilities, fields: Mapping[str, Any]) -> bool:
    """Whether a teacher makes a slip; one that an insight warns of by name is mostly not made."""
    variation = str(fields["variation"])
    warned = any(SLIPS[slip].lower() in insight.lower() for insight in fields["insights"])
    if warned and _drawn(variation, slip, "warned") < _followed(fields["insights"]):
        return False
    occasion = MetaStrategy(fields["strategy"]) in OCCASIONS.get(slip, frozenset(MetaStrategy))
    if slip in abilities.misconceptions and occasion:
        return True
    return slip in abilities.lapses and _drawn(variation, slip, "lapse") < LAPSE


def _drawn(variation: str, *what: str) -> float:
    """A number in [0, 1) that belongs to this variation; independent of the numbers that the family draws."""
    return random.Random("|".join((variation, *what))).random()
