"""CAD-Generate's task `analyze` for embedded members: what a real seed is about (paper 3.2.1, rationale analysis).

It weighs the words of question, description and choices, and those read on the picture, for each family and for what no
family serves. A seed that is not plainly of one family's kind is refused: a wrong guess would make a family's problems
count as that seed's offspring.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import Family
from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.subjects import COMMON, HINTS, SERVED, UNSERVED
from cads_ray.errors import Refused

FLOOR = 0.95  # one telling word of the text, or several weak ones
LEAD = 0.2  # over the runner-up, and over what no family serves
DOUBT = 1.5  # weight of what speaks for an unserved subject: rather refuse than guess
SEEN = 0.5  # weight of a word on the picture: axes and legends say less of what is asked


@dataclass(frozen=True)
class Evidence:
    """What a seed says (`told`: question and description), offers as choices or answer, and shows."""

    told: str
    offered: str
    shown: str
    hint: str
    doubt: float  # weight of unserved subjects: small for a description, which lists alternatives; one of them will do


def analyze(
    fields: Mapping[str, Any], reading: Reading | None, families: Sequence[Family] = FAMILIES
) -> dict[str, Any]:
    """Domain, concepts (the first is the topic of the family that serves) and reasoning. Raises Refused for none."""
    evidence = _evidence(fields, reading)
    family, words = _recognise(evidence, families)
    return {
        "domain": family.domain,
        "concepts": [family.topic, *family.concepts],
        "reasoning": f"About {family.topic} (by {', '.join(words)}); solving it takes {', '.join(family.concepts)}.",
    }


def _evidence(fields: Mapping[str, Any], reading: Reading | None) -> Evidence:
    told = _plain(f"{fields['question'] or ''} {fields['description'] or ''}")
    offered = _plain(" ".join([*(fields["choices"] or ()), fields["answer"] or ""]))
    shown = _plain(" ".join(word.text for word in reading.words)) if reading else ""
    return Evidence(told, offered, shown, (fields["domain"] or "").lower(), DOUBT if fields["question"] else DOUBT / 4)


def _plain(text: str) -> str:
    """Text without LaTeX's markup, in single spaces."""
    return " ".join(re.sub(r"\\(?:text|mathrm|frac|left|right)\b|[${}\\]", " ", text).split())


def _recognise(evidence: Evidence, families: Sequence[Family]) -> tuple[Family, list[str]]:
    """The family that the evidence speaks for, and its words that were found."""
    hinted = _hinted(evidence.hint)
    rivals = {name: evidence.doubt * sum(_signs(evidence, signs).values()) for name, signs in UNSERVED.items()}
    rival = max(rivals, key=lambda name: rivals[name])
    open_to = [family for family in families if hinted is None or family.domain in hinted]
    scored = sorted(((*_score(evidence, family), family) for family in open_to), key=lambda entry: -entry[0])
    if not scored or scored[0][0] < FLOOR or scored[0][0] < rivals[rival] + LEAD:
        raise Refused(
            f"no embedded family serves: {rival if rivals[rival] else evidence.hint or 'this kind of problem'}"
        )
    best, words, family = scored[0]
    if evidence.doubt == DOUBT and len(scored) > 1 and scored[1][0] > best - LEAD:
        raise Refused(f"no embedded family serves: something between {family.topic} and {scored[1][2].topic}")
    return family, words


def _hinted(hint: str) -> tuple[str, ...] | None:
    """The domains that a hint allows, None when it is empty or says nothing that is known."""
    return next((domains for word, domains in HINTS.items() if word in hint), None)


def _score(evidence: Evidence, family: Family) -> tuple[float, list[str]]:
    """What speaks for a family: its own words, the first of them most, and the analyst's signs of it."""
    total, found = 0.0, list[str]()
    for rank, word in enumerate(family.words):
        share = _share(evidence, word)
        if share:
            weight = min(1.0, 1.2 - 0.8 * rank / len(family.words))
            total, found = total + share * weight * (1 / 3 if word in COMMON else 1), [*found, word]
    signs = _signs(evidence, SERVED[family.name]) if family.name in SERVED else {}
    return total + sum(signs.values()), list(dict.fromkeys([*found, *signs]))


def _share(evidence: Evidence, word: str) -> float:
    """1 for a word of the text, less for one of the choices or the picture. A short one must be whole: "pi", "pie"."""
    end = r"s?(?![A-Za-z])" if len(word) < 6 else ""
    pattern = re.compile(rf"(?<![A-Za-z]){re.escape(word)}{end}", re.IGNORECASE)
    if pattern.search(evidence.told):
        return 1.0
    return SEEN if pattern.search(f"{evidence.offered} {evidence.shown}") else 0.0


def _signs(evidence: Evidence, signs: str) -> dict[str, float]:
    """Each different sign that is found, with its weight."""
    pattern = re.compile(rf"(?<![A-Za-z])(?:{signs})", re.IGNORECASE)
    told = {match.lower(): 1.0 for match in pattern.findall(evidence.told)}
    seen = {match.lower(): SEEN for match in pattern.findall(f"{evidence.offered} {evidence.shown}")}
    return seen | told
