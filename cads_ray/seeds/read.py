"""Reading seeds: D_seed of the paper, each a problem with a picture or a textual task description.

Whatever `corpus` reads can be seeds. A bad one is set aside with its place and its reason; the rest runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from cads_ray.corpus.reading import Found, problems_at
from cads_ray.errors import SeedsError
from cads_ray.pictures import Blobs, check
from cads_ray.schema import SEED

DEMO = Path(__file__).parent / "demo" / "seeds.jsonl"


@dataclass
class Seeds:
    """`table` has the columns of schema.SEED; `rejected` holds {"file", "line", "id", "reason"} for each bad seed.

    `left_out` counts good seeds that a preview does without.
    """

    table: pa.Table
    rejected: list[dict] = field(default_factory=list)
    left_out: int = 0


def read_seeds(path: str, blobs: Blobs) -> Seeds:
    """Read the problems of a place (corpus.reading.problems_at) as seeds; pictures go into `blobs`.

    Raises SeedsError when there is no such file, or when no seed is left.
    """
    good: dict[str, dict] = {}
    rejected: list[dict] = []
    for found in problems_at(path, blobs, "seeds.path"):
        reason = found.reason or _refusal(found, good)
        if reason:
            rejected.append({"file": found.file, "line": found.line, "id": found.id, "reason": reason})
        else:
            good[found.id] = _seed(found)
    if not good:
        first = f"; the first: line {rejected[0]['line']}: {rejected[0]['reason']}" if rejected else ""
        raise SeedsError(f"no usable seed in {path} ({len(rejected)} set aside{first})")
    return Seeds(pa.Table.from_pylist(list(good.values()), schema=SEED), rejected)


def _refusal(found: Found, good: dict[str, dict]) -> str:
    """Why a problem cannot be a seed, "" when it can."""
    if found.id in good:
        return "duplicate id"
    return f"shows {len(found.shas)} pictures, and a seed has one" if len(found.shas) > 1 else ""


def _seed(found: Found) -> dict:
    problem = found.problem
    assert problem is not None  # for the type checker: a row without a reason has one
    return {
        "seed": found.id,
        "seed_question": problem.question,
        "seed_answer": problem.answer,
        "seed_choices": problem.choices,
        "seed_image": found.shas[0] if found.shas else None,
        "seed_domain": problem.domain,
        "seed_description": problem.description,
        "seed_license": problem.license,
        "seed_attribution": problem.attribution or problem.source,
        "seed_phash": check(problem.pictures[0]).phash if problem.pictures else None,
        "seed_parent": None,
        "seed_root": found.id,
        "seed_depth": 0,
    }
