"""Optimize: fold what was learnt into the next version (paper 3.3). A model proposes deltas, code says which may be."""

from __future__ import annotations

from collections.abc import Sequence

from cads_ray.context.candidate import Candidate
from cads_ray.context.deltas import Caps, Delta, Op, parse
from cads_ray.context.editor import Editor
from cads_ray.context.playbook import TEXT_LIMIT, Playbook
from cads_ray.models.client import Client, Request


async def optimize(playbook: Playbook, editor: Editor, client: Client, member: str) -> Playbook:
    """The next version, made of the editor's candidates; the same version when nothing of them is new.

    A reply that fails costs nothing that was learnt: then every candidate is proposed as it is.
    """
    if not editor.candidates:
        return playbook
    fields = {
        "insights": [f"{insight.id}: {insight.words}" for insight in playbook.live],
        "candidates": [candidate.listed for candidate in editor.candidates],
        "limits": limits(editor.caps),
    }
    [reply] = await client.complete([Request(member, "optimize", fields)])
    proposed = (reply.value or {}).get("deltas")
    if not isinstance(proposed, list):
        line = (
            f"round {editor.round}: no deltas ({reply.error_type or 'not a list'}), all candidates proposed as they are"
        )
        return editor.apply(playbook.logged(line), additions(editor.candidates))
    return editor.apply(playbook, [parse(raw) for raw in proposed])


def additions(candidates: Sequence[Candidate]) -> list[Delta | str]:
    """An ADD for each candidate."""
    return [Delta(Op.ADD, (str(number),)) for number in range(1, 1 + len(candidates))]


def limits(caps: Caps) -> str:
    """The caps in words."""
    most = "any number of insights" if caps.insights is None else f"at most {caps.insights} insights"
    tokens = "" if caps.tokens is None else f", {caps.tokens} tokens together"
    return f"{most}{tokens}, {TEXT_LIMIT} characters each"
