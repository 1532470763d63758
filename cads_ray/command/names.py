"""Dotted names of a configuration, and the nearest of them to what was written."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Words that point to what was probably meant."""
    options = list(allowed)
    close = difflib.get_close_matches(name, options, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"one of {', '.join(options[:20]) or 'nothing'}"


def flatten(value: Any, prefix: str = "") -> dict[str, Any]:
    """{"a.b": 1} for {"a": {"b": 1}}."""
    if not isinstance(value, dict):
        return {prefix: value}
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        flat |= flatten(inner, f"{prefix}.{key}" if prefix else str(key))
    return flat
