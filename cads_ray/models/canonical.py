"""The ledger's key: a sha256 of everything that changes a model's answer, and of nothing that doesn't.

The member's name is not in it: two members that are the same model with the same parameters ask the same question; tell
them apart by a parameter (extra: {seed: 2}). Nor is the address: a server that moves to another port is the same model,
and two models behind one name have to be given two names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cads_ray.models.client import Request

FORMAT = "cads_ray.call.1"


@dataclass(frozen=True)
class Identity:
    """What answers a request, as far as it changes the answer.

    `model` is the provider's name for it (for a program: its name and version), `prompt` the digest of the prompt file,
    `schema` the JSON schema that the reply is asked to have.
    """

    model: str
    prompt: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None


def key_of(request: Request, identity: Identity) -> str:
    """The key of a request (64 hex digits): equal exactly when the same question goes to the same model."""
    question = {
        "format": FORMAT,
        "model": identity.model,
        "task": request.task,
        "prompt": identity.prompt,
        "fields": request.fields,
        "images": request.images,
        "parameters": _plain({k: v for k, v in identity.parameters.items() if v is not None}),
        "schema": identity.schema,
        "draw": request.draw,
    }
    # ASCII escapes make every text encodable, lone surrogates included.
    text = json.dumps(question, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    """1.0 and 1 are the same temperature, however the YAML file writes it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
