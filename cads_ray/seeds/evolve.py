"""Seeds that evolve: a kept sample may become the seed of later rounds (seeds.evolve), to a depth that is capped.

Each seed passes on one sample, the one that split its judges most and the first of those: so the seeds grow by a chain
for each seed of the user, and never faster than the rounds.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from cads_ray.schema import KEPT, SEED
from cads_ray.stage import Row


def evolved(seeds: Sequence[Row], outcomes: Sequence[Row], depth: int) -> list[Row]:
    """The new seeds (rows of schema.SEED) of a settled round; `outcomes` are its rows in the order of ids.

    `seeds` are all that there are so far; one whose depth is `depth` passes nothing on, nor does one that has before.
    """
    passed = {seed["seed_parent"] for seed in seeds}
    able = {seed["seed"]: seed for seed in seeds if seed["seed"] not in passed and seed["seed_depth"] < depth}
    best: dict[str, Row] = {}
    for row in outcomes:
        if row["state"] in KEPT and row["seed"] in able:
            other = best.get(row["seed"])
            if other is None or _doubt(row) > _doubt(other):
                best[row["seed"]] = row
    return [_seed(able[name], row) for name, row in sorted(best.items())]


def seed_table(rows: Sequence[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SEED)


def _doubt(row: Row) -> float:
    return 1 - row["consensus"] / row["voters"]


def _seed(parent: Row, row: Row) -> Row:
    """The sample as a seed, with the licence and the attribution of what it comes from."""
    return {
        "seed": row["id"],
        "seed_question": row["question"],
        "seed_answer": row["answer"],
        "seed_choices": row["choices"],
        "seed_image": row["image"],
        "seed_phash": row["phash"],
        "seed_domain": row["domain"],
        "seed_description": "",
        "seed_license": parent["seed_license"],
        "seed_attribution": parent["seed_attribution"],
        "seed_parent": parent["seed"],
        "seed_root": parent["seed_root"],
        "seed_depth": parent["seed_depth"] + 1,
    }
