"""How far a round goes when dataset.size is set: as far as what is missing asks for, by the yield of the last round."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyarrow as pa

SPARE = 1.25  # so that most runs need no further round for the last few
FEW = 8


def trimmed(plan: pa.Table, missing: int, yields: Sequence[tuple[int, int]]) -> pa.Table:
    """The rows of a plan (schema.PLAN) that are worth their money; `yields` are planned and kept of earlier rounds.

    A subset by the rows' own random seeds, so that no seed, author or strategy is preferred; in the order of ids.
    """
    planned, kept = yields[-1] if yields else (0, 0)
    rate = (kept + 2) / (planned + 4)  # one half, as long as nothing is known
    rows = math.ceil(SPARE * max(missing, 0) / rate) + FEW
    if rows >= plan.num_rows:
        return plan
    return plan.sort_by([("variation", "ascending"), ("id", "ascending")]).slice(0, rows).sort_by("id")
