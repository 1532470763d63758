"""Learning from reasoning failures (arXiv 2504.14523): what a student gets wrong is diagnosed and trained against.

seed -> attempt (the student) -> diagnose -> propose -> illustrate -> compare -> paint -> judges -> consensus
"""

from __future__ import annotations

from functools import partial

import pyarrow as pa

from cads_ray.generate.diagnose import DIAGNOSIS, diagnose
from cads_ray.generate.illustrate import illustrate
from cads_ray.generate.propose import propose
from cads_ray.judge import attempt
from cads_ray.pool import Pool
from cads_ray.recipe import Cast, Recipe, compared, judged, painted, told


def pools(cast: Cast) -> tuple[Pool, ...]:
    """The student, then the authors, then the judges."""
    tries = told(partial(attempt.attempt, student=cast.learner))
    made = (told(diagnose), told(propose), told(illustrate), compared, painted(cast.painter))
    return (Pool("generate", (tries, *made)), judged(cast))


RECIPE = Recipe(
    pools,
    says="written against what a student model got wrong: its failures at the seeds were diagnosed by a stronger model, new "
    "problems train against each, and those are kept that at least one judge solves without the answer (after Learning from "
    "Reasoning Failures via Synthetic Data Generation, arXiv 2504.14523)",
    keeps=pa.unify_schemas([attempt.ADDS, DIAGNOSIS]),
    by=("fault",),
    learns=True,
    once=("diagnose",),
)
