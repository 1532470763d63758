"""What the ledger keeps of a reply: everything that was paid for, and no header, no key, no address."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from cads_ray.errors import InvalidRequest, PictureError, Refused, ReplyError
from cads_ray.models.canonical import Identity
from cads_ray.models.client import Reply, Request

RAW_LIMIT = 64 * 1024  # bytes kept of a raw body

# Failures that are the answer to the request: the provider was paid or said no, and asking again gives no other. All
# others (busy, down, wrong key, no money left) say something about the moment, and the same request may be sent again.
FINAL = frozenset(error.__name__ for error in (ReplyError, Refused, InvalidRequest, PictureError))

Record = dict[str, Any]

_REPLY = ("value", "image", "error_type", "error", "input_tokens", "output_tokens", "usd", "seconds", "calls")


def is_final(reply: Reply) -> bool:
    """Whether this reply is recorded: an answer, or a failure that asking again cannot mend."""
    return reply.ok or reply.error_type in FINAL


def record_of(request: Request, identity: Identity, reply: Reply, run: str = "") -> Record:
    """The record of a final reply, as it will be read back; of a failed one also its raw body, as far as it fits.

    `run` names the run that paid, "" for none in particular.
    """
    asked = {
        "member": request.member,
        "task": request.task,
        "model": identity.model,
        "prompt": identity.prompt,
        "images": list(request.images),
        "draw": request.draw,
    }
    paid = {"run": run} if run else {}
    return load(dump(asked | {name: getattr(reply, name) for name in _REPLY} | paid | _raw(reply.raw)))


def _raw(raw: str) -> Record:
    if not raw:
        return {}
    # A character is at least a byte: the first cut saves encoding 30 MB to keep 64 kB.
    kept = raw[:RAW_LIMIT].encode("utf-8", "replace")[:RAW_LIMIT].decode("utf-8", "ignore")
    cut = {"raw_cut": True, "raw_size": len(raw)} if len(kept) < len(raw) else {}
    return {"raw": kept} | cut


def reply_of(key: str, record: Record, cached: bool = True) -> Reply:
    """The reply that a record holds; `usd` and `seconds` are what it took then."""
    return replace(Reply(**{name: record[name] for name in _REPLY}), key=key, cached=cached)


def dump(record: Record) -> bytes:
    """As compact JSON; models do write lone surrogates, which plain UTF-8 refuses."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def load(payload: bytes) -> Record:
    return json.loads(payload)
