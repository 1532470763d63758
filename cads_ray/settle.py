"""Decisions that depend on order, taken when a round closes, in the order of sample ids: so arrival never matters.

A *duplicate* asks the same of the same picture as an earlier sample: the question, every number of the question and of
the labels, the answer, and the look of the picture. *Siblings* share the question's template and differ in numbers;
more than `siblings` of them teach little and are excluded.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cads_ray.schema import KEPT, State
from cads_ray.stage import Row

ALIKE = 6  # bits of 64 in which the perceptual hashes of one picture drawn twice may differ
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LABEL = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Keep:
    """How much is kept: `size` samples in all (None: all), at most `siblings` of one template."""

    size: int | None = None
    siblings: int = 3


def template(question: str) -> str:
    """The question without its numbers, case and punctuation: what siblings share."""
    text = unicodedata.normalize("NFKC", question).casefold()
    return " ".join(re.findall(r"[^\W_]+|#", _NUMBER.sub("#", text)))


def numbers(row: Row) -> tuple[str, ...]:
    """The numbers of the question, of its choices and of the labels that the visual prompt quotes, in order."""
    labels = _LABEL.findall(row.get("visual_prompt") or "")
    text = " | ".join([row["question"], *(row.get("choices") or []), *labels])
    return tuple(_NUMBER.findall(text))


class Settler:
    """Remembers what was kept and seen in closed rounds, and settles the rows of the next one."""

    def __init__(self, keep: Keep, seeds: Iterable[Row] = ()):
        self.keep = keep
        self.kept = 0
        self._seen: dict[bytes, list[tuple[str, int]]] = {}  # key -> (id, phash) of each sample that has it
        self._siblings: Counter[bytes] = Counter()
        for seed in seeds:
            if seed["seed_question"]:
                row = {
                    "question": seed["seed_question"],
                    "choices": seed["seed_choices"],
                    "answer": seed["seed_answer"],
                }
                self._seen.setdefault(_key(row), []).append((seed["seed"], -1))

    def settle(self, rows: Iterable[Row]) -> list[tuple[State, str]]:
        """State and reason of each row; the rows come in the order of their ids."""
        return [self._settle(row) for row in rows]

    def remember(self, rows: Iterable[Row]) -> None:
        """Hear of rows that were settled before."""
        for row in rows:
            if row["state"] in (State.FAILED, State.DUPLICATE):
                continue
            self._seen.setdefault(_key(row), []).append((row["id"], _look(row)))
            if row["state"] in KEPT:
                self._siblings[_digest(template(row["question"]))] += 1
                self.kept += 1

    def _settle(self, row: Row) -> tuple[State, str]:
        if row["error_stage"] is not None:
            return State.FAILED, f"{row['error_stage']}: {row['error_type']}: {row['error_message']}"
        state, reason = State(row["state"]), row["reason"] or ""
        if state is State.FAILED:
            return state, reason
        twin = self._twin(row)
        if twin is not None:
            return State.DUPLICATE, f"twin of {twin}"
        if state not in KEPT:
            return state, reason
        return self._admit(row, state)

    def _admit(self, row: Row, state: State) -> tuple[State, str]:
        if self.keep.size is not None and self.kept >= self.keep.size:
            return State.EXCLUDED, "beyond dataset.size"
        shape = _digest(template(row["question"]))
        if self._siblings[shape] >= self.keep.siblings:
            return State.EXCLUDED, "over dataset.siblings of one template"
        self._siblings[shape] += 1
        self.kept += 1
        return state, row["reason"] or ""

    def _twin(self, row: Row) -> str | None:
        """The earlier sample or seed that this row equals; the row is remembered otherwise."""
        same = self._seen.setdefault(_key(row), [])
        look = _look(row)
        for name, other in same:
            if look < 0 or other < 0 or (look ^ other).bit_count() <= ALIKE:
                return name
        same.append((row["id"], look))
        return None


def _look(row: Row) -> int:
    return int(row["phash"], 16) if row.get("phash") else -1


def _key(row: Row) -> bytes:
    return _digest("\x1f".join([template(row["question"]), *numbers(row), "=", row["answer"].casefold()]))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
