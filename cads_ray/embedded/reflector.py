"""The tasks `reflect` and `optimize` of the embedded models: rules that name what split a panel, in a person's words.

A "do" names its twist or manner, and a "check" its slip, in the very words of families, which is what teachers listen for.
Where the two solutions show what went wrong, that is taught. Where they do not, something that the author did is blamed
all the same, as people and models do; whether it had anything to do with it is for the outcomes to say.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cads_ray.embedded.contrast import Contrast
from cads_ray.embedded.families.base import SLIPS, TWISTS
from cads_ray.embedded.families.manners import MANNERS


@dataclass(frozen=True)
class Lesson:
    """What split the panel, and what an author should learn from it."""

    cause: str
    kind: str = "check"
    stage: str = "answer"
    insight: str = ""


def _do(twist: str, cause: str, stage: str, before: str, after: str) -> Lesson:
    return Lesson(cause, "do", stage, f"{before} {TWISTS[twist]}: {after}")


DO = {
    "mixed_units": _do(
        "mixed_units",
        "reasoning",
        "problem",
        "Where quantities allow it,",
        "judges that do not convert split from those that do.",
    ),
    "distractor": _do(
        "distractor",
        "reasoning",
        "problem",
        "Where the figure has room,",
        "judges that calculate with every value they see split from those that choose.",
    ),
    "extra_step": _do(
        "extra_step",
        "reasoning",
        "problem",
        "Rather than end at the first result,",
        "judges that answer too early split from those that read the question to its end.",
    ),
    "small_print": _do(
        "small_print",
        "perception",
        "visual",
        "As long as all of it stays legible,",
        "judges that look less closely misread a value.",
    ),
    "unlabelled": _do(
        "unlabelled",
        "perception",
        "visual",
        "On a chart or a graph,",
        "judges that take a rough look at the axis split from careful ones.",
    ),
}
BLAME = {name: Lesson("reasoning", "do", "problem", f"{m.phrase.capitalize()}.") for name, m in MANNERS.items()}
CHECK = {
    "hidden": Lesson(
        "bad_picture",
        stage="visual",
        insight=f"The picture is spoilt when its author {SLIPS['hidden']}: see that every label lies free.",
    ),
    "units": Lesson(
        "wrong_key",
        insight=f"The key is wrong when its author {SLIPS['units']}: solve it again with all quantities in one unit.",
    ),
    "diameter": Lesson(
        "wrong_key",
        insight=f"The key is wrong when its author {SLIPS['diameter']}: see which of the two is marked before solving.",
    ),
    "unknown": Lesson(
        "wrong_key",
        insight=f"The key is wrong when its author {SLIPS['unknown']}: read the question again after solving.",
    ),
}
# How each twist shows when a solution falls for it; the clearest signs first.
SIGNS: dict[str, Callable[[Contrast], bool]] = {
    "unlabelled": lambda seen: seen.off_scale,
    "mixed_units": lambda seen: seen.mixes_units,
    "small_print": lambda seen: seen.small and seen.misread,
    "extra_step": lambda seen: seen.stopped_early,
    "distractor": lambda seen: seen.used_too_much,
}


def reflect(fields: Mapping[str, str]) -> dict[str, str]:
    """What split the panel on one sample; an empty insight where no rule knows."""
    lesson = _lesson(Contrast(fields))
    return {
        "cause": lesson.cause,
        "kind": lesson.kind,
        "stage": lesson.stage,
        "insight": lesson.insight,
        "domain": fields["domain"],
        "strategy": "*",
    }


def _lesson(seen: Contrast) -> Lesson:
    """Flaws come before hardness: a sample that is both must not be taught from."""
    if seen.hides_a_label:
        return CHECK["hidden"]
    named = [twist for twist in SIGNS if TWISTS[twist].casefold() in seen.named]
    if seen.fields["dissent"] and ("mixed_units" in named or seen.mixes_units):
        return CHECK["units"]
    if seen.fields["dissent"] and seen.doubled:
        return CHECK["diameter"]
    if seen.fields["dissent"]:
        return CHECK["unknown"]
    signs = [twist for twist, shows in SIGNS.items() if seen.differ and shows(seen)]
    if signs:
        return DO[next((twist for twist in signs if twist in named), signs[0])]
    blamed = [DO[twist] for twist in named]
    blamed += [lesson for name, lesson in BLAME.items() if MANNERS[name].phrase in seen.named]
    return random.Random(seen.fields["question"]).choice(blamed) if blamed else Lesson("reasoning")


def optimize(fields: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every candidate is proposed as it is: what is known already, too much or a leak is for the playbook to refuse."""
    numbers = range(1, 1 + len(fields["candidates"]))
    return {"deltas": [{"op": "add", "ids": [str(number)], "text": "", "reason": "new"} for number in numbers]}
