"""Questions from pictures alone (Oasis, arXiv 2503.08741): no seed question, no drawing.

picture -> question -> four scores -> answer -> compare -> judges -> consensus
"""

from __future__ import annotations

from functools import partial

import pyarrow as pa

from cads_ray.generate.question import answer, question, show
from cads_ray.judge import score
from cads_ray.pool import Pool
from cads_ray.recipe import Cast, Recipe, compared, judged, told
from cads_ray.tools import Tools

LEAST = 4  # a question with a score below this is set aside


def pools(cast: Cast) -> tuple[Pool, ...]:
    """The author asks, scores and answers, each in a request of its own; then the judges."""
    scores = told(partial(score.score, least=LEAST))
    return (Pool("generate", (_show, told(question), scores, told(answer), compared)), judged(cast))


async def _show(batch: pa.Table, tools: Tools) -> pa.Table:
    return await show(batch, tools.blobs)


RECIPE = Recipe(
    pools,
    says="asked by models that were shown a picture and nothing else, scored for solvability, clarity, grounding and sense, "
    "answered, and kept when at least one judge found the same answer (after Oasis, arXiv 2503.08741)",
    keeps=score.ADDS,
    strategies=("reading", "comparison", "calculation"),
)
