"""litellm's map of models: what they cost, what they can do. Read from its file: to import litellm takes 3 CPU-s."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cads_ray.errors import ConfigError
from cads_ray.models.spec import Member

FILE = "model_prices_and_context_window_backup.json"
_MILLION = 1e6


@cache
def known() -> dict[str, dict[str, Any]]:
    """The whole map, by litellm's names. Raises ConfigError."""
    spec = find_spec("litellm")
    file = Path(spec.origin or "").parent / FILE if spec else Path(FILE)
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ConfigError(f"{file}: no map of prices; install litellm as pyproject.toml says") from None


def entry_of(model: str) -> Mapping[str, Any]:
    """What the map says of a model by litellm's name for it, with its provider's prefix or without; nothing if unknown."""
    models = known()
    provider, _, rest = model.partition("/")
    own = models.get(rest, {})
    of = str(own.get("litellm_provider"))
    theirs = of == provider or of.startswith(
        (f"{provider}_", f"{provider}-")
    )  # vertex_ai-language-models, bedrock_converse
    return models.get(model) or (own if theirs else {})


def priced(member: Member) -> Member:
    """The member with prices that its configuration leaves open filled from the map; unknown ones stay None."""
    entry = entry_of(member.model)
    per_token = [entry.get("input_cost_per_token"), entry.get("output_cost_per_token")]
    if not any(per_token):  # the map lists models whose price it does not know with zeroes
        per_token = [None, None]
    read, written = (None if price is None else price * _MILLION for price in per_token)
    picture = entry.get("output_cost_per_image") or entry.get("input_cost_per_image") or None
    return replace(
        member,
        usd_per_mtok_in=read if member.usd_per_mtok_in is None else member.usd_per_mtok_in,
        usd_per_mtok_out=written if member.usd_per_mtok_out is None else member.usd_per_mtok_out,
        usd_per_image=picture if member.usd_per_image is None else member.usd_per_image,
    )
