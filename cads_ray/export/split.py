"""Train and validation, by seed and never by sample: what was made from one seed is too alike to be on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def validation_seeds(seeds: Iterable[str], share: float) -> frozenset[str]:
    """The seeds whose samples are for validation, about `share` of them.

    A seed's name decides, so it is on the same side in every run and every format; only where that would leave one side
    empty does the seed nearest to the line change sides. One seed alone is for training.
    """
    places = sorted((_place(seed), seed) for seed in set(seeds))
    if share <= 0 or len(places) < 2:
        return frozenset()
    chosen = sum(place < share for place, _ in places)
    return frozenset(seed for _, seed in places[: min(max(chosen, 1), len(places) - 1)])


def _place(seed: str) -> float:
    """In [0, 1), evenly."""
    digest = hashlib.blake2b(seed.encode(), digest_size=8, person=b"cads_ray split").digest()
    return int.from_bytes(digest, "big") / 2**64
