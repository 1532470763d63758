"""Chance that can be recomputed: a number that depends on names alone, so that a plan made twice is the same plan."""

from __future__ import annotations

import hashlib

BITS = 63  # fits a signed 64-bit column


def digest(*parts: object) -> int:
    """A hash of the parts, 0 .. 2**63 - 1."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> (64 - BITS)


def chance(*parts: object) -> float:
    """A number of [0, 1), uniform over the parts."""
    return digest(*parts) / 2**BITS
