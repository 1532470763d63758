"""One kept sample as the exporters see it, with its provenance, and the words that trainers are given.

What a trainer reads as its own (`<image>`, `<|im_start|>`) is taken out of what models wrote: a question must not be
able to open a turn or ask for a picture that is not there.
"""

from __future__ import annotations

import hashlib
import json
import re
import string
from dataclasses import dataclass
from typing import Any

from cads_ray.pictures import Blobs
from cads_ray.schema import more
from cads_ray.stage import Row

TRAIN, VALIDATION = SPLITS = ("train", "validation")

# The words of EasyR1's math.jinja, with which the paper's model was trained.
INSTRUCTION = (
    "You FIRST think about the reasoning process as an internal monologue and then provide the final answer. "
    "The reasoning process MUST BE enclosed within <think> </think> tags. "
    "The final answer MUST BE put in \\boxed{}."
)
_PLACEHOLDER = re.compile(r"<(/?(?:image|video|audio|img|bbox|ref-object|think|cls-label))>|<\|([^|<>\[\]\s]*)\|>")
_VOTE = ("judge", "sees", "answer", "ballot", "is_author")


@dataclass(frozen=True)
class Sample:
    """A problem with its picture. `provenance` is None when it is stripped; the id then says nothing either."""

    id: str
    split: str
    question: str
    choices: tuple[str, ...]
    answer: str
    unit: str
    tolerance: str
    rationale: str
    domain: str
    sha: str
    image: bytes
    provenance: dict[str, Any] | None
    more: tuple[tuple[str, bytes], ...] = ()  # further pictures, by sha256; a run's samples have none

    @property
    def suffix(self) -> str:
        """The picture's suffix."""
        return suffix_of(self.image)

    @property
    def pictures(self) -> list[tuple[str, bytes]]:
        """All pictures in order, by sha256; none for a question of someone else's that has none."""
        return [(self.sha, self.image), *self.more] if self.sha else []

    @property
    def fields(self) -> dict[str, Any]:
        """What the sample is, but for its picture, as JSON may hold it."""
        names = ("id", "question", "answer", "unit", "tolerance", "rationale", "domain")
        return {name: getattr(self, name) for name in names} | {"choices": list(self.choices)}

    @property
    def origin(self) -> dict[str, Any]:
        """{"provenance": ...}, or nothing when it is stripped."""
        return {} if self.provenance is None else {"provenance": self.provenance}

    @property
    def letter(self) -> str | None:
        """The letter of the right choice; None for an open question, or when the answer is no choice or several."""
        letters = string.ascii_uppercase[: len(self.choices)]
        right = [letter for letter, choice in zip(letters, self.choices, strict=False) if choice == self.answer]
        if not right and len(self.answer) == 1 and self.answer in letters:
            return self.answer
        return right[0] if len(right) == 1 else None

    @property
    def key(self) -> str:
        """The answer that a solver is to give: the letter of the right choice, or the answer itself."""
        return self.letter or self.answer

    @property
    def ground_truth(self) -> str:
        """Key and what the question declares, as JSON: some trainers hand their reward one text and nothing else."""
        declared = {"choices": list(self.choices), "unit": self.unit, "tolerance": self.tolerance}
        told = {name: value for name, value in declared.items() if value}
        return json.dumps({"answer": self.key} | told, ensure_ascii=False)


def suffix_of(picture: bytes) -> str:
    """The suffix of a picture's file, by its first bytes."""
    if picture.startswith(b"\x89PNG"):
        return "png"
    if picture.startswith(b"\xff\xd8"):
        return "jpg"
    return "gif" if picture.startswith(b"GIF8") else "bmp" if picture.startswith(b"BM") else "webp"


def sample_of(row: Row, blobs: Blobs, split: str, provenance: bool) -> Sample:
    """The sample of a kept row. Raises StoreError when its picture is missing."""
    name = row["id"]
    return Sample(
        id=name if provenance else hashlib.sha256(name.encode()).hexdigest()[:16],
        split=split,
        question=row["question"],
        choices=tuple(row["choices"] or ()),
        answer=row["answer"],
        unit=row["unit"] or "",
        tolerance=row["tolerance"] or "",
        rationale=row["rationale"] or "",
        domain=row["domain"] or "",
        sha=row["image"],
        image=blobs.get(row["image"]),
        provenance=provenance_of(row) if provenance else None,
    )


def provenance_of(row: Row) -> dict[str, Any]:
    """Where a sample comes from and how it was judged. `cost_usd` is null when a price is unknown.

    A reply that several samples use (an analysis) is in the cost of each, and a reply from the ledger costs what it once
    did: so a run that was killed and continued gives the same bytes.
    """
    prices = [call["usd"] for call in row["calls"]]
    return {
        "state": row["state"],
        "pass_rate": row["pass_rate"],
        "difficulty": 1 - row["consensus"] / row["voters"] if row["voters"] else None,  # 1 - C/K
        "consensus": row["consensus"],
        "voters": row["voters"],
        "seed": row["seed"],
        "author": row["author"],
        "strategy": row["strategy"],
        "strategy_text": row["strategy_text"],
        "version": row["version"],  # of the heuristics
        "round": row["round"],
        "visual_prompt": row["visual_prompt"],
        "votes": [{name: vote[name] for name in _VOTE} for vote in row["votes"] or []],
        "cost_usd": None if None in prices else sum(prices),
        "calls": [call["key"] for call in row["calls"]],  # in the ledger
    } | {name: row[name] for name in more(row)}


def plain(text: str) -> str:
    """`text` with nothing in it that a trainer would read as its own placeholder or special token."""
    return _PLACEHOLDER.sub(lambda found: f"[{found[1] or found[2]}]", text)


def problem(sample: Sample) -> str:
    """The question as a solver reads it, with the choices by letter below."""
    letters = string.ascii_uppercase
    lines = [f"{letter}. {plain(choice)}" for letter, choice in zip(letters, sample.choices, strict=False)]
    return "\n".join([plain(sample.question), *lines])


def solution(sample: Sample) -> str:
    """The author's solution in the form that INSTRUCTION asks for; for supervised training."""
    thought = f"<think>\n{plain(sample.rationale)}\n</think>\n\n" if sample.rationale else ""
    return f"{thought}\\boxed{{{plain(sample.key)}}}"
