"""Deltas: the only way to change a playbook.

Rewriting the whole context at once is how contexts collapse, so a model may only name what to add, update, merge or
retire, one change at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Op(StrEnum):
    ADD = "add"
    UPDATE = "update"
    MERGE = "merge"
    RETIRE = "retire"


@dataclass(frozen=True)
class Delta:
    """One change. `ids` name a candidate by its number for ADD, insights else; an empty text keeps the present one."""

    op: Op
    ids: tuple[str, ...]
    text: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Caps:
    """The most live insights, and the most tokens that they may render to; None: no cap (the paper's plain reading)."""

    insights: int | None = 24
    tokens: int | None = 1500


class Rejected(Exception):
    """Why a delta is not applied; becomes a line of the log."""


def parse(raw: Any) -> Delta | str:
    """A delta as a model wrote it, or what is wrong with it."""
    if not isinstance(raw, dict):
        return f"not an object: {str(raw)[:80]}"
    op, ids = str(raw.get("op", "")).lower(), raw.get("ids")
    text, reason = raw.get("text") or "", raw.get("reason") or ""
    if op not in tuple(Op):
        return f"unknown op {op[:40]!r}"
    if not isinstance(ids, list) or not ids or not all(isinstance(each, str) for each in ids):
        return f"{op} without ids"
    if op != Op.MERGE and len(ids) != 1:
        return f"{op} of {len(ids)} ids"
    if op == Op.MERGE and len(set(ids)) < 2:
        return "merge of fewer than two insights"
    if not isinstance(text, str) or not isinstance(reason, str):
        return f"{op} whose text is no text"
    if op == Op.UPDATE and not text.strip():
        return "update without a text"
    return Delta(Op(op), tuple(dict.fromkeys(ids)), " ".join(text.split()), " ".join(reason.split())[:120])
